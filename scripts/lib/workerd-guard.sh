#!/bin/sh
# Becomes workerd, and leaves behind a watcher that ends it when the process that started it is gone.
# Without that, a killed parent leaves a runtime that holds its port and its database files for ever.
# Standard output is a socket pair whose other end only the parent holds: reading it ends when the parent does.
(
  exec <&1 >/dev/null 2>&1 3>&-
  cat
  kill -9 $$
) &
exec "$WIREROOM_WORKERD" "$@"

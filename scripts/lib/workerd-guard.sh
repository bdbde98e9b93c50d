#!/bin/sh
# Becomes workerd, and leaves a watcher behind that kills it when the parent process has ended.
# Without the watcher, a killed parent leaves a runtime that holds its port and its database files forever.
# Standard output is a socket pair whose other end only the parent holds, so reading it ends when the parent does.
(
  exec <&1 >/dev/null 2>&1 3>&-
  cat
  kill -9 $$
) &
exec "$WIREROOM_WORKERD" "$@"

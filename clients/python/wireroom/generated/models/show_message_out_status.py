from typing import Literal

ShowMessageOutStatus = Literal["delivered", "failed", "pending", "queued", "sent"]

SHOW_MESSAGE_OUT_STATUS_VALUES: set[ShowMessageOutStatus] = {
    "delivered",
    "failed",
    "pending",
    "queued",
    "sent",
}


def check_show_message_out_status(value: str) -> ShowMessageOutStatus:
    if value in SHOW_MESSAGE_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SHOW_MESSAGE_OUT_STATUS_VALUES!r}"
    )

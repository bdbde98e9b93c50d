from typing import Literal

RecipientOutStatus = Literal[
    "cancelled", "cancelling", "delivered", "failed", "pending", "queued", "sent"
]

RECIPIENT_OUT_STATUS_VALUES: set[RecipientOutStatus] = {
    "cancelled",
    "cancelling",
    "delivered",
    "failed",
    "pending",
    "queued",
    "sent",
}


def check_recipient_out_status(value: str) -> RecipientOutStatus:
    if value in RECIPIENT_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RECIPIENT_OUT_STATUS_VALUES!r}"
    )

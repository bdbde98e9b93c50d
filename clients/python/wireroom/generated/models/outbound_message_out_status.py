from typing import Literal

OutboundMessageOutStatus = Literal["delivered", "failed", "pending", "queued", "sent"]

OUTBOUND_MESSAGE_OUT_STATUS_VALUES: set[OutboundMessageOutStatus] = {
    "delivered",
    "failed",
    "pending",
    "queued",
    "sent",
}


def check_outbound_message_out_status(value: str) -> OutboundMessageOutStatus:
    if value in OUTBOUND_MESSAGE_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {OUTBOUND_MESSAGE_OUT_STATUS_VALUES!r}"
    )

from typing import Literal

SmsStatusOutStatus = Literal["delivered", "failed", "pending", "queued", "sent"]

SMS_STATUS_OUT_STATUS_VALUES: set[SmsStatusOutStatus] = {
    "delivered",
    "failed",
    "pending",
    "queued",
    "sent",
}


def check_sms_status_out_status(value: str) -> SmsStatusOutStatus:
    if value in SMS_STATUS_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SMS_STATUS_OUT_STATUS_VALUES!r}"
    )

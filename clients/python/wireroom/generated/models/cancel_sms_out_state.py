from typing import Literal

CancelSmsOutState = Literal["cancelled", "cancelling"]

CANCEL_SMS_OUT_STATE_VALUES: set[CancelSmsOutState] = {
    "cancelled",
    "cancelling",
}


def check_cancel_sms_out_state(value: str) -> CancelSmsOutState:
    if value in CANCEL_SMS_OUT_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CANCEL_SMS_OUT_STATE_VALUES!r}"
    )

from typing import Literal

RedeemedOutProtocol = Literal["cable", "smsgate"]

REDEEMED_OUT_PROTOCOL_VALUES: set[RedeemedOutProtocol] = {
    "cable",
    "smsgate",
}


def check_redeemed_out_protocol(value: str) -> RedeemedOutProtocol:
    if value in REDEEMED_OUT_PROTOCOL_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REDEEMED_OUT_PROTOCOL_VALUES!r}"
    )

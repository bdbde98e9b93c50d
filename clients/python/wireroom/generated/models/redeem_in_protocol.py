from typing import Literal

RedeemInProtocol = Literal["cable", "smsgate"]

REDEEM_IN_PROTOCOL_VALUES: set[RedeemInProtocol] = {
    "cable",
    "smsgate",
}


def check_redeem_in_protocol(value: str) -> RedeemInProtocol:
    if value in REDEEM_IN_PROTOCOL_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REDEEM_IN_PROTOCOL_VALUES!r}"
    )

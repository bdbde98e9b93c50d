from typing import Literal

PairingOutStatus = Literal["expired", "open", "used"]

PAIRING_OUT_STATUS_VALUES: set[PairingOutStatus] = {
    "expired",
    "open",
    "used",
}


def check_pairing_out_status(value: str) -> PairingOutStatus:
    if value in PAIRING_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PAIRING_OUT_STATUS_VALUES!r}"
    )

from typing import Literal

PairingOutKind = Literal["ordinary", "test"]

PAIRING_OUT_KIND_VALUES: set[PairingOutKind] = {
    "ordinary",
    "test",
}


def check_pairing_out_kind(value: str) -> PairingOutKind:
    if value in PAIRING_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PAIRING_OUT_KIND_VALUES!r}"
    )

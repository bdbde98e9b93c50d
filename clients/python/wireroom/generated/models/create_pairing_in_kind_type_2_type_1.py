from typing import Literal

CreatePairingInKindType2Type1 = Literal["ordinary", "test"]

CREATE_PAIRING_IN_KIND_TYPE_2_TYPE_1_VALUES: set[CreatePairingInKindType2Type1] = {
    "ordinary",
    "test",
}


def check_create_pairing_in_kind_type_2_type_1(
    value: str,
) -> CreatePairingInKindType2Type1:
    if value in CREATE_PAIRING_IN_KIND_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_PAIRING_IN_KIND_TYPE_2_TYPE_1_VALUES!r}"
    )

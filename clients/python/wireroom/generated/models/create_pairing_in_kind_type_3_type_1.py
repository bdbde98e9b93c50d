from typing import Literal

CreatePairingInKindType3Type1 = Literal["ordinary", "test"]

CREATE_PAIRING_IN_KIND_TYPE_3_TYPE_1_VALUES: set[CreatePairingInKindType3Type1] = {
    "ordinary",
    "test",
}


def check_create_pairing_in_kind_type_3_type_1(
    value: str,
) -> CreatePairingInKindType3Type1:
    if value in CREATE_PAIRING_IN_KIND_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_PAIRING_IN_KIND_TYPE_3_TYPE_1_VALUES!r}"
    )

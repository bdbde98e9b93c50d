from typing import Literal

RegisterInKindType2Type1 = Literal["ordinary", "test"]

REGISTER_IN_KIND_TYPE_2_TYPE_1_VALUES: set[RegisterInKindType2Type1] = {
    "ordinary",
    "test",
}


def check_register_in_kind_type_2_type_1(value: str) -> RegisterInKindType2Type1:
    if value in REGISTER_IN_KIND_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REGISTER_IN_KIND_TYPE_2_TYPE_1_VALUES!r}"
    )

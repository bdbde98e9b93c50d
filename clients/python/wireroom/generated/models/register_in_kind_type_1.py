from typing import Literal

RegisterInKindType1 = Literal["ordinary", "test"]

REGISTER_IN_KIND_TYPE_1_VALUES: set[RegisterInKindType1] = {
    "ordinary",
    "test",
}


def check_register_in_kind_type_1(value: str) -> RegisterInKindType1:
    if value in REGISTER_IN_KIND_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REGISTER_IN_KIND_TYPE_1_VALUES!r}"
    )

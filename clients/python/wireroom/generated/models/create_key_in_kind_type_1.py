from typing import Literal

CreateKeyInKindType1 = Literal["client", "registration"]

CREATE_KEY_IN_KIND_TYPE_1_VALUES: set[CreateKeyInKindType1] = {
    "client",
    "registration",
}


def check_create_key_in_kind_type_1(value: str) -> CreateKeyInKindType1:
    if value in CREATE_KEY_IN_KIND_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_KEY_IN_KIND_TYPE_1_VALUES!r}"
    )

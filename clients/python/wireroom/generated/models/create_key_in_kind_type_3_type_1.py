from typing import Literal

CreateKeyInKindType3Type1 = Literal["client", "registration"]

CREATE_KEY_IN_KIND_TYPE_3_TYPE_1_VALUES: set[CreateKeyInKindType3Type1] = {
    "client",
    "registration",
}


def check_create_key_in_kind_type_3_type_1(value: str) -> CreateKeyInKindType3Type1:
    if value in CREATE_KEY_IN_KIND_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_KEY_IN_KIND_TYPE_3_TYPE_1_VALUES!r}"
    )

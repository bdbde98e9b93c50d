from typing import Literal

ChangePersonInRoleType3Type1 = Literal["operator", "owner", "viewer"]

CHANGE_PERSON_IN_ROLE_TYPE_3_TYPE_1_VALUES: set[ChangePersonInRoleType3Type1] = {
    "operator",
    "owner",
    "viewer",
}


def check_change_person_in_role_type_3_type_1(
    value: str,
) -> ChangePersonInRoleType3Type1:
    if value in CHANGE_PERSON_IN_ROLE_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHANGE_PERSON_IN_ROLE_TYPE_3_TYPE_1_VALUES!r}"
    )

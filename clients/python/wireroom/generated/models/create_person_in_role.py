from typing import Literal

CreatePersonInRole = Literal["operator", "owner", "viewer"]

CREATE_PERSON_IN_ROLE_VALUES: set[CreatePersonInRole] = {
    "operator",
    "owner",
    "viewer",
}


def check_create_person_in_role(value: str) -> CreatePersonInRole:
    if value in CREATE_PERSON_IN_ROLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_PERSON_IN_ROLE_VALUES!r}"
    )

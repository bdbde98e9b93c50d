from typing import Literal

CreateSignInLinkInRoleType1 = Literal["operator", "owner", "viewer"]

CREATE_SIGN_IN_LINK_IN_ROLE_TYPE_1_VALUES: set[CreateSignInLinkInRoleType1] = {
    "operator",
    "owner",
    "viewer",
}


def check_create_sign_in_link_in_role_type_1(value: str) -> CreateSignInLinkInRoleType1:
    if value in CREATE_SIGN_IN_LINK_IN_ROLE_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_SIGN_IN_LINK_IN_ROLE_TYPE_1_VALUES!r}"
    )

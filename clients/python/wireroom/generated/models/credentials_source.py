from typing import Literal

CredentialsSource = Literal["account", "deployment"]

CREDENTIALS_SOURCE_VALUES: set[CredentialsSource] = {
    "account",
    "deployment",
}


def check_credentials_source(value: str) -> CredentialsSource:
    if value in CREDENTIALS_SOURCE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREDENTIALS_SOURCE_VALUES!r}"
    )

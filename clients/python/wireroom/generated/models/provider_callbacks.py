from typing import Literal

ProviderCallbacks = Literal["unverified", "verified"]

PROVIDER_CALLBACKS_VALUES: set[ProviderCallbacks] = {
    "unverified",
    "verified",
}


def check_provider_callbacks(value: str) -> ProviderCallbacks:
    if value in PROVIDER_CALLBACKS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PROVIDER_CALLBACKS_VALUES!r}"
    )

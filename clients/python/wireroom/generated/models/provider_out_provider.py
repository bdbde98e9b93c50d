from typing import Literal

ProviderOutProvider = Literal[
    "bandwidth",
    "flowroute",
    "messagebird",
    "plivo",
    "sinch",
    "telnyx",
    "twilio",
    "vonage",
]

PROVIDER_OUT_PROVIDER_VALUES: set[ProviderOutProvider] = {
    "bandwidth",
    "flowroute",
    "messagebird",
    "plivo",
    "sinch",
    "telnyx",
    "twilio",
    "vonage",
}


def check_provider_out_provider(value: str) -> ProviderOutProvider:
    if value in PROVIDER_OUT_PROVIDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PROVIDER_OUT_PROVIDER_VALUES!r}"
    )

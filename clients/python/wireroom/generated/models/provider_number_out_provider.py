from typing import Literal

ProviderNumberOutProvider = Literal[
    "bandwidth",
    "flowroute",
    "messagebird",
    "plivo",
    "sinch",
    "telnyx",
    "twilio",
    "vonage",
]

PROVIDER_NUMBER_OUT_PROVIDER_VALUES: set[ProviderNumberOutProvider] = {
    "bandwidth",
    "flowroute",
    "messagebird",
    "plivo",
    "sinch",
    "telnyx",
    "twilio",
    "vonage",
}


def check_provider_number_out_provider(value: str) -> ProviderNumberOutProvider:
    if value in PROVIDER_NUMBER_OUT_PROVIDER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PROVIDER_NUMBER_OUT_PROVIDER_VALUES!r}"
    )

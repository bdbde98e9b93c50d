from typing import Literal

StandardWebhookDataType5Change = Literal["in", "out"]

STANDARD_WEBHOOK_DATA_TYPE_5_CHANGE_VALUES: set[StandardWebhookDataType5Change] = {
    "in",
    "out",
}


def check_standard_webhook_data_type_5_change(
    value: str,
) -> StandardWebhookDataType5Change:
    if value in STANDARD_WEBHOOK_DATA_TYPE_5_CHANGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_5_CHANGE_VALUES!r}"
    )

from typing import Literal

StandardWebhookDataType4Change = Literal["in", "out"]

STANDARD_WEBHOOK_DATA_TYPE_4_CHANGE_VALUES: set[StandardWebhookDataType4Change] = {
    "in",
    "out",
}


def check_standard_webhook_data_type_4_change(
    value: str,
) -> StandardWebhookDataType4Change:
    if value in STANDARD_WEBHOOK_DATA_TYPE_4_CHANGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_4_CHANGE_VALUES!r}"
    )

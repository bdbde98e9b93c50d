from typing import Literal

StandardWebhookDataType4By = Literal["api", "keyword"]

STANDARD_WEBHOOK_DATA_TYPE_4_BY_VALUES: set[StandardWebhookDataType4By] = {
    "api",
    "keyword",
}


def check_standard_webhook_data_type_4_by(value: str) -> StandardWebhookDataType4By:
    if value in STANDARD_WEBHOOK_DATA_TYPE_4_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_4_BY_VALUES!r}"
    )

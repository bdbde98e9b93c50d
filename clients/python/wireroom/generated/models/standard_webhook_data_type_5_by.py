from typing import Literal

StandardWebhookDataType5By = Literal["api", "keyword"]

STANDARD_WEBHOOK_DATA_TYPE_5_BY_VALUES: set[StandardWebhookDataType5By] = {
    "api",
    "keyword",
}


def check_standard_webhook_data_type_5_by(value: str) -> StandardWebhookDataType5By:
    if value in STANDARD_WEBHOOK_DATA_TYPE_5_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_5_BY_VALUES!r}"
    )

from typing import Literal

StandardWebhookDataType8ReasonType1 = Literal["refused", "unknown"]

STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_1_VALUES: set[
    StandardWebhookDataType8ReasonType1
] = {
    "refused",
    "unknown",
}


def check_standard_webhook_data_type_8_reason_type_1(
    value: str,
) -> StandardWebhookDataType8ReasonType1:
    if value in STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_1_VALUES!r}"
    )

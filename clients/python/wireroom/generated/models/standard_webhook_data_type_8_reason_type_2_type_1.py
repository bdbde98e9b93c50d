from typing import Literal

StandardWebhookDataType8ReasonType2Type1 = Literal["refused", "unknown"]

STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_2_TYPE_1_VALUES: set[
    StandardWebhookDataType8ReasonType2Type1
] = {
    "refused",
    "unknown",
}


def check_standard_webhook_data_type_8_reason_type_2_type_1(
    value: str,
) -> StandardWebhookDataType8ReasonType2Type1:
    if value in STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_8_REASON_TYPE_2_TYPE_1_VALUES!r}"
    )

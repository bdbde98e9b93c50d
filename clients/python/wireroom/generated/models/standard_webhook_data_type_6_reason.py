from typing import Literal

StandardWebhookDataType6Reason = Literal[
    "account_day",
    "account_hour",
    "conversion_alarm",
    "low_conversion",
    "number_block_hour",
]

STANDARD_WEBHOOK_DATA_TYPE_6_REASON_VALUES: set[StandardWebhookDataType6Reason] = {
    "account_day",
    "account_hour",
    "conversion_alarm",
    "low_conversion",
    "number_block_hour",
}


def check_standard_webhook_data_type_6_reason(
    value: str,
) -> StandardWebhookDataType6Reason:
    if value in STANDARD_WEBHOOK_DATA_TYPE_6_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_6_REASON_VALUES!r}"
    )

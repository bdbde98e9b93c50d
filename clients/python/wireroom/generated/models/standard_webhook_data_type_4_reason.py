from typing import Literal

StandardWebhookDataType4Reason = Literal["ended", "expired"]

STANDARD_WEBHOOK_DATA_TYPE_4_REASON_VALUES: set[StandardWebhookDataType4Reason] = {
    "ended",
    "expired",
}


def check_standard_webhook_data_type_4_reason(
    value: str,
) -> StandardWebhookDataType4Reason:
    if value in STANDARD_WEBHOOK_DATA_TYPE_4_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_4_REASON_VALUES!r}"
    )

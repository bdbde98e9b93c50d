from typing import Literal

StandardWebhookDataType3Reason = Literal["ended", "expired"]

STANDARD_WEBHOOK_DATA_TYPE_3_REASON_VALUES: set[StandardWebhookDataType3Reason] = {
    "ended",
    "expired",
}


def check_standard_webhook_data_type_3_reason(
    value: str,
) -> StandardWebhookDataType3Reason:
    if value in STANDARD_WEBHOOK_DATA_TYPE_3_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_3_REASON_VALUES!r}"
    )

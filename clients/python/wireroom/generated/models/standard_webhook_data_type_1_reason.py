from typing import Literal

StandardWebhookDataType1Reason = Literal["no_gateway", "pacing", "send_window"]

STANDARD_WEBHOOK_DATA_TYPE_1_REASON_VALUES: set[StandardWebhookDataType1Reason] = {
    "no_gateway",
    "pacing",
    "send_window",
}


def check_standard_webhook_data_type_1_reason(
    value: str,
) -> StandardWebhookDataType1Reason:
    if value in STANDARD_WEBHOOK_DATA_TYPE_1_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_1_REASON_VALUES!r}"
    )

from typing import Literal

WebhookWithQueueOutDisabledReasonType1 = Literal["failing", "gone", "queue_full"]

WEBHOOK_WITH_QUEUE_OUT_DISABLED_REASON_TYPE_1_VALUES: set[
    WebhookWithQueueOutDisabledReasonType1
] = {
    "failing",
    "gone",
    "queue_full",
}


def check_webhook_with_queue_out_disabled_reason_type_1(
    value: str,
) -> WebhookWithQueueOutDisabledReasonType1:
    if value in WEBHOOK_WITH_QUEUE_OUT_DISABLED_REASON_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_WITH_QUEUE_OUT_DISABLED_REASON_TYPE_1_VALUES!r}"
    )

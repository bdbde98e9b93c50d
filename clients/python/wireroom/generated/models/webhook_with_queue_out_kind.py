from typing import Literal

WebhookWithQueueOutKind = Literal["callback", "subscription"]

WEBHOOK_WITH_QUEUE_OUT_KIND_VALUES: set[WebhookWithQueueOutKind] = {
    "callback",
    "subscription",
}


def check_webhook_with_queue_out_kind(value: str) -> WebhookWithQueueOutKind:
    if value in WEBHOOK_WITH_QUEUE_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_WITH_QUEUE_OUT_KIND_VALUES!r}"
    )

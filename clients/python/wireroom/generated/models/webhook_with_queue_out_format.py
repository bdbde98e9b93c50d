from typing import Literal

WebhookWithQueueOutFormat = Literal["gateway-api", "smsgate", "standard"]

WEBHOOK_WITH_QUEUE_OUT_FORMAT_VALUES: set[WebhookWithQueueOutFormat] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_webhook_with_queue_out_format(value: str) -> WebhookWithQueueOutFormat:
    if value in WEBHOOK_WITH_QUEUE_OUT_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_WITH_QUEUE_OUT_FORMAT_VALUES!r}"
    )

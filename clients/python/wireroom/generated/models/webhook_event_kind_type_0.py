from typing import Literal

WebhookEventKindType0 = Literal[
    "inbound.received",
    "message.cancelled",
    "message.delivered",
    "message.failed",
    "message.sent",
]

WEBHOOK_EVENT_KIND_TYPE_0_VALUES: set[WebhookEventKindType0] = {
    "inbound.received",
    "message.cancelled",
    "message.delivered",
    "message.failed",
    "message.sent",
}


def check_webhook_event_kind_type_0(value: str) -> WebhookEventKindType0:
    if value in WEBHOOK_EVENT_KIND_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_EVENT_KIND_TYPE_0_VALUES!r}"
    )

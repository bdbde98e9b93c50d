from typing import Literal

WebhookOutKind = Literal["callback", "subscription"]

WEBHOOK_OUT_KIND_VALUES: set[WebhookOutKind] = {
    "callback",
    "subscription",
}


def check_webhook_out_kind(value: str) -> WebhookOutKind:
    if value in WEBHOOK_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_OUT_KIND_VALUES!r}"
    )

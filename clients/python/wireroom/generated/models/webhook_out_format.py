from typing import Literal

WebhookOutFormat = Literal["gateway-api", "smsgate", "standard"]

WEBHOOK_OUT_FORMAT_VALUES: set[WebhookOutFormat] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_webhook_out_format(value: str) -> WebhookOutFormat:
    if value in WEBHOOK_OUT_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_OUT_FORMAT_VALUES!r}"
    )

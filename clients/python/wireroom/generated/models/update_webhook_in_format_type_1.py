from typing import Literal

UpdateWebhookInFormatType1 = Literal["gateway-api", "smsgate", "standard"]

UPDATE_WEBHOOK_IN_FORMAT_TYPE_1_VALUES: set[UpdateWebhookInFormatType1] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_update_webhook_in_format_type_1(value: str) -> UpdateWebhookInFormatType1:
    if value in UPDATE_WEBHOOK_IN_FORMAT_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_WEBHOOK_IN_FORMAT_TYPE_1_VALUES!r}"
    )

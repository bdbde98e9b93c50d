from typing import Literal

UpdateWebhookInFormatType3Type1 = Literal["gateway-api", "smsgate", "standard"]

UPDATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES: set[UpdateWebhookInFormatType3Type1] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_update_webhook_in_format_type_3_type_1(
    value: str,
) -> UpdateWebhookInFormatType3Type1:
    if value in UPDATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES!r}"
    )

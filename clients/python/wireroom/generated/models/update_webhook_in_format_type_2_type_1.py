from typing import Literal

UpdateWebhookInFormatType2Type1 = Literal["gateway-api", "smsgate", "standard"]

UPDATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES: set[UpdateWebhookInFormatType2Type1] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_update_webhook_in_format_type_2_type_1(
    value: str,
) -> UpdateWebhookInFormatType2Type1:
    if value in UPDATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES!r}"
    )

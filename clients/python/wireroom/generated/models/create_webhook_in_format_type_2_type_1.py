from typing import Literal

CreateWebhookInFormatType2Type1 = Literal["gateway-api", "smsgate", "standard"]

CREATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES: set[CreateWebhookInFormatType2Type1] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_create_webhook_in_format_type_2_type_1(
    value: str,
) -> CreateWebhookInFormatType2Type1:
    if value in CREATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_WEBHOOK_IN_FORMAT_TYPE_2_TYPE_1_VALUES!r}"
    )

from typing import Literal

CreateWebhookInFormatType3Type1 = Literal["gateway-api", "smsgate", "standard"]

CREATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES: set[CreateWebhookInFormatType3Type1] = {
    "gateway-api",
    "smsgate",
    "standard",
}


def check_create_webhook_in_format_type_3_type_1(
    value: str,
) -> CreateWebhookInFormatType3Type1:
    if value in CREATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CREATE_WEBHOOK_IN_FORMAT_TYPE_3_TYPE_1_VALUES!r}"
    )

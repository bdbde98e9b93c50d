from typing import Literal

GatewayApiSmsEventType1Status = Literal["sent"]

GATEWAY_API_SMS_EVENT_TYPE_1_STATUS_VALUES: set[GatewayApiSmsEventType1Status] = {
    "sent",
}


def check_gateway_api_sms_event_type_1_status(
    value: str,
) -> GatewayApiSmsEventType1Status:
    if value in GATEWAY_API_SMS_EVENT_TYPE_1_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_1_STATUS_VALUES!r}"
    )

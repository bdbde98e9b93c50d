from typing import Literal

GatewayApiSmsEventType2Status = Literal["delivered"]

GATEWAY_API_SMS_EVENT_TYPE_2_STATUS_VALUES: set[GatewayApiSmsEventType2Status] = {
    "delivered",
}


def check_gateway_api_sms_event_type_2_status(
    value: str,
) -> GatewayApiSmsEventType2Status:
    if value in GATEWAY_API_SMS_EVENT_TYPE_2_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_2_STATUS_VALUES!r}"
    )

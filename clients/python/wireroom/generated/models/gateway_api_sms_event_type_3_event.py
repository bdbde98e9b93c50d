from typing import Literal

GatewayApiSmsEventType3Event = Literal["sms_failed"]

GATEWAY_API_SMS_EVENT_TYPE_3_EVENT_VALUES: set[GatewayApiSmsEventType3Event] = {
    "sms_failed",
}


def check_gateway_api_sms_event_type_3_event(
    value: str,
) -> GatewayApiSmsEventType3Event:
    if value in GATEWAY_API_SMS_EVENT_TYPE_3_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_3_EVENT_VALUES!r}"
    )

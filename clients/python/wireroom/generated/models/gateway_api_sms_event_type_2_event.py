from typing import Literal

GatewayApiSmsEventType2Event = Literal["sms_delivered"]

GATEWAY_API_SMS_EVENT_TYPE_2_EVENT_VALUES: set[GatewayApiSmsEventType2Event] = {
    "sms_delivered",
}


def check_gateway_api_sms_event_type_2_event(
    value: str,
) -> GatewayApiSmsEventType2Event:
    if value in GATEWAY_API_SMS_EVENT_TYPE_2_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_2_EVENT_VALUES!r}"
    )

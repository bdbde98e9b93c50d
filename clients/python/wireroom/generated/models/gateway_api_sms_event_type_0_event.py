from typing import Literal

GatewayApiSmsEventType0Event = Literal["sms_received"]

GATEWAY_API_SMS_EVENT_TYPE_0_EVENT_VALUES: set[GatewayApiSmsEventType0Event] = {
    "sms_received",
}


def check_gateway_api_sms_event_type_0_event(
    value: str,
) -> GatewayApiSmsEventType0Event:
    if value in GATEWAY_API_SMS_EVENT_TYPE_0_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_0_EVENT_VALUES!r}"
    )

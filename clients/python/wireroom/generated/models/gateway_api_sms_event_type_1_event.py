from typing import Literal

GatewayApiSmsEventType1Event = Literal["sms_sent"]

GATEWAY_API_SMS_EVENT_TYPE_1_EVENT_VALUES: set[GatewayApiSmsEventType1Event] = {
    "sms_sent",
}


def check_gateway_api_sms_event_type_1_event(
    value: str,
) -> GatewayApiSmsEventType1Event:
    if value in GATEWAY_API_SMS_EVENT_TYPE_1_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_1_EVENT_VALUES!r}"
    )

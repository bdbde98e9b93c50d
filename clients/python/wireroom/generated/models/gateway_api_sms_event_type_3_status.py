from typing import Literal

GatewayApiSmsEventType3Status = Literal["failed"]

GATEWAY_API_SMS_EVENT_TYPE_3_STATUS_VALUES: set[GatewayApiSmsEventType3Status] = {
    "failed",
}


def check_gateway_api_sms_event_type_3_status(
    value: str,
) -> GatewayApiSmsEventType3Status:
    if value in GATEWAY_API_SMS_EVENT_TYPE_3_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_SMS_EVENT_TYPE_3_STATUS_VALUES!r}"
    )

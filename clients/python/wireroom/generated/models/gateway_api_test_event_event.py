from typing import Literal

GatewayApiTestEventEvent = Literal["webhook_test"]

GATEWAY_API_TEST_EVENT_EVENT_VALUES: set[GatewayApiTestEventEvent] = {
    "webhook_test",
}


def check_gateway_api_test_event_event(value: str) -> GatewayApiTestEventEvent:
    if value in GATEWAY_API_TEST_EVENT_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_API_TEST_EVENT_EVENT_VALUES!r}"
    )

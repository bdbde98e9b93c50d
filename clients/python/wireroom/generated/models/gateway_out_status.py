from typing import Literal

GatewayOutStatus = Literal["offline", "online"]

GATEWAY_OUT_STATUS_VALUES: set[GatewayOutStatus] = {
    "offline",
    "online",
}


def check_gateway_out_status(value: str) -> GatewayOutStatus:
    if value in GATEWAY_OUT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_OUT_STATUS_VALUES!r}"
    )

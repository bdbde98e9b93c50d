from typing import Literal

GatewayOutReachedBy = Literal["poll", "push", "stream"]

GATEWAY_OUT_REACHED_BY_VALUES: set[GatewayOutReachedBy] = {
    "poll",
    "push",
    "stream",
}


def check_gateway_out_reached_by(value: str) -> GatewayOutReachedBy:
    if value in GATEWAY_OUT_REACHED_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_OUT_REACHED_BY_VALUES!r}"
    )

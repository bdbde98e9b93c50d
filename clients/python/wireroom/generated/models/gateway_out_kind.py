from typing import Literal

GatewayOutKind = Literal["ordinary", "test"]

GATEWAY_OUT_KIND_VALUES: set[GatewayOutKind] = {
    "ordinary",
    "test",
}


def check_gateway_out_kind(value: str) -> GatewayOutKind:
    if value in GATEWAY_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_OUT_KIND_VALUES!r}"
    )

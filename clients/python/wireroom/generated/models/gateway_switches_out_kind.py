from typing import Literal

GatewaySwitchesOutKind = Literal["ordinary", "test"]

GATEWAY_SWITCHES_OUT_KIND_VALUES: set[GatewaySwitchesOutKind] = {
    "ordinary",
    "test",
}


def check_gateway_switches_out_kind(value: str) -> GatewaySwitchesOutKind:
    if value in GATEWAY_SWITCHES_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_SWITCHES_OUT_KIND_VALUES!r}"
    )

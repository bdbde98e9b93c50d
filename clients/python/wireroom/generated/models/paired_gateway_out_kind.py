from typing import Literal

PairedGatewayOutKind = Literal["ordinary", "test"]

PAIRED_GATEWAY_OUT_KIND_VALUES: set[PairedGatewayOutKind] = {
    "ordinary",
    "test",
}


def check_paired_gateway_out_kind(value: str) -> PairedGatewayOutKind:
    if value in PAIRED_GATEWAY_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PAIRED_GATEWAY_OUT_KIND_VALUES!r}"
    )

from typing import Literal

GatewayNowOutChannelType3Type1 = Literal["poll", "push", "socket", "stream"]

GATEWAY_NOW_OUT_CHANNEL_TYPE_3_TYPE_1_VALUES: set[GatewayNowOutChannelType3Type1] = {
    "poll",
    "push",
    "socket",
    "stream",
}


def check_gateway_now_out_channel_type_3_type_1(
    value: str,
) -> GatewayNowOutChannelType3Type1:
    if value in GATEWAY_NOW_OUT_CHANNEL_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_NOW_OUT_CHANNEL_TYPE_3_TYPE_1_VALUES!r}"
    )

from typing import Literal

GatewayNowOutChannelType2Type1 = Literal["poll", "push", "socket", "stream"]

GATEWAY_NOW_OUT_CHANNEL_TYPE_2_TYPE_1_VALUES: set[GatewayNowOutChannelType2Type1] = {
    "poll",
    "push",
    "socket",
    "stream",
}


def check_gateway_now_out_channel_type_2_type_1(
    value: str,
) -> GatewayNowOutChannelType2Type1:
    if value in GATEWAY_NOW_OUT_CHANNEL_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GATEWAY_NOW_OUT_CHANNEL_TYPE_2_TYPE_1_VALUES!r}"
    )

from typing import Literal

UpdateGatewayInKindType2Type1 = Literal["ordinary", "test"]

UPDATE_GATEWAY_IN_KIND_TYPE_2_TYPE_1_VALUES: set[UpdateGatewayInKindType2Type1] = {
    "ordinary",
    "test",
}


def check_update_gateway_in_kind_type_2_type_1(
    value: str,
) -> UpdateGatewayInKindType2Type1:
    if value in UPDATE_GATEWAY_IN_KIND_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_GATEWAY_IN_KIND_TYPE_2_TYPE_1_VALUES!r}"
    )

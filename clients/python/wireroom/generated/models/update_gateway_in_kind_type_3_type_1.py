from typing import Literal

UpdateGatewayInKindType3Type1 = Literal["ordinary", "test"]

UPDATE_GATEWAY_IN_KIND_TYPE_3_TYPE_1_VALUES: set[UpdateGatewayInKindType3Type1] = {
    "ordinary",
    "test",
}


def check_update_gateway_in_kind_type_3_type_1(
    value: str,
) -> UpdateGatewayInKindType3Type1:
    if value in UPDATE_GATEWAY_IN_KIND_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_GATEWAY_IN_KIND_TYPE_3_TYPE_1_VALUES!r}"
    )

from typing import Literal

UpdateGatewayInKindType1 = Literal["ordinary", "test"]

UPDATE_GATEWAY_IN_KIND_TYPE_1_VALUES: set[UpdateGatewayInKindType1] = {
    "ordinary",
    "test",
}


def check_update_gateway_in_kind_type_1(value: str) -> UpdateGatewayInKindType1:
    if value in UPDATE_GATEWAY_IN_KIND_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_GATEWAY_IN_KIND_TYPE_1_VALUES!r}"
    )

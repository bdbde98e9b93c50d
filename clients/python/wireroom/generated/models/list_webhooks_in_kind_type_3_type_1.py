from typing import Literal

ListWebhooksInKindType3Type1 = Literal["callback", "subscription"]

LIST_WEBHOOKS_IN_KIND_TYPE_3_TYPE_1_VALUES: set[ListWebhooksInKindType3Type1] = {
    "callback",
    "subscription",
}


def check_list_webhooks_in_kind_type_3_type_1(
    value: str,
) -> ListWebhooksInKindType3Type1:
    if value in LIST_WEBHOOKS_IN_KIND_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_WEBHOOKS_IN_KIND_TYPE_3_TYPE_1_VALUES!r}"
    )

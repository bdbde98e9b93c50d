from typing import Literal

ListWebhooksInKindType1 = Literal["callback", "subscription"]

LIST_WEBHOOKS_IN_KIND_TYPE_1_VALUES: set[ListWebhooksInKindType1] = {
    "callback",
    "subscription",
}


def check_list_webhooks_in_kind_type_1(value: str) -> ListWebhooksInKindType1:
    if value in LIST_WEBHOOKS_IN_KIND_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_WEBHOOKS_IN_KIND_TYPE_1_VALUES!r}"
    )

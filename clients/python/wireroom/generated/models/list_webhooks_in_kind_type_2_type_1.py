from typing import Literal

ListWebhooksInKindType2Type1 = Literal["callback", "subscription"]

LIST_WEBHOOKS_IN_KIND_TYPE_2_TYPE_1_VALUES: set[ListWebhooksInKindType2Type1] = {
    "callback",
    "subscription",
}


def check_list_webhooks_in_kind_type_2_type_1(
    value: str,
) -> ListWebhooksInKindType2Type1:
    if value in LIST_WEBHOOKS_IN_KIND_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_WEBHOOKS_IN_KIND_TYPE_2_TYPE_1_VALUES!r}"
    )

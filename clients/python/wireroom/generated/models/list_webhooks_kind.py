from typing import Literal

ListWebhooksKind = Literal["callback", "subscription"]

LIST_WEBHOOKS_KIND_VALUES: set[ListWebhooksKind] = {
    "callback",
    "subscription",
}


def check_list_webhooks_kind(value: str) -> ListWebhooksKind:
    if value in LIST_WEBHOOKS_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LIST_WEBHOOKS_KIND_VALUES!r}"
    )

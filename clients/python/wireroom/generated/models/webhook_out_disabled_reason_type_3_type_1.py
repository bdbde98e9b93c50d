from typing import Literal

WebhookOutDisabledReasonType3Type1 = Literal["failing", "gone", "queue_full"]

WEBHOOK_OUT_DISABLED_REASON_TYPE_3_TYPE_1_VALUES: set[
    WebhookOutDisabledReasonType3Type1
] = {
    "failing",
    "gone",
    "queue_full",
}


def check_webhook_out_disabled_reason_type_3_type_1(
    value: str,
) -> WebhookOutDisabledReasonType3Type1:
    if value in WEBHOOK_OUT_DISABLED_REASON_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WEBHOOK_OUT_DISABLED_REASON_TYPE_3_TYPE_1_VALUES!r}"
    )

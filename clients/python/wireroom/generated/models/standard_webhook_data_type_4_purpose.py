from typing import Literal

StandardWebhookDataType4Purpose = Literal[
    "codes", "masking_answers", "recovery_codes", "sign_up_codes"
]

STANDARD_WEBHOOK_DATA_TYPE_4_PURPOSE_VALUES: set[StandardWebhookDataType4Purpose] = {
    "codes",
    "masking_answers",
    "recovery_codes",
    "sign_up_codes",
}


def check_standard_webhook_data_type_4_purpose(
    value: str,
) -> StandardWebhookDataType4Purpose:
    if value in STANDARD_WEBHOOK_DATA_TYPE_4_PURPOSE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_4_PURPOSE_VALUES!r}"
    )

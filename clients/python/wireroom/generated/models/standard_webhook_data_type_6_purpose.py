from typing import Literal

StandardWebhookDataType6Purpose = Literal[
    "codes", "masking_answers", "recovery_codes", "sign_up_codes"
]

STANDARD_WEBHOOK_DATA_TYPE_6_PURPOSE_VALUES: set[StandardWebhookDataType6Purpose] = {
    "codes",
    "masking_answers",
    "recovery_codes",
    "sign_up_codes",
}


def check_standard_webhook_data_type_6_purpose(
    value: str,
) -> StandardWebhookDataType6Purpose:
    if value in STANDARD_WEBHOOK_DATA_TYPE_6_PURPOSE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_6_PURPOSE_VALUES!r}"
    )

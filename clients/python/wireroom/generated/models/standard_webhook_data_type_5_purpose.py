from typing import Literal

StandardWebhookDataType5Purpose = Literal[
    "codes", "masking_answers", "recovery_codes", "sign_up_codes"
]

STANDARD_WEBHOOK_DATA_TYPE_5_PURPOSE_VALUES: set[StandardWebhookDataType5Purpose] = {
    "codes",
    "masking_answers",
    "recovery_codes",
    "sign_up_codes",
}


def check_standard_webhook_data_type_5_purpose(
    value: str,
) -> StandardWebhookDataType5Purpose:
    if value in STANDARD_WEBHOOK_DATA_TYPE_5_PURPOSE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_5_PURPOSE_VALUES!r}"
    )

from typing import Literal

StandardWebhookDataType7Purpose = Literal["codes", "recovery_codes", "sign_up_codes"]

STANDARD_WEBHOOK_DATA_TYPE_7_PURPOSE_VALUES: set[StandardWebhookDataType7Purpose] = {
    "codes",
    "recovery_codes",
    "sign_up_codes",
}


def check_standard_webhook_data_type_7_purpose(
    value: str,
) -> StandardWebhookDataType7Purpose:
    if value in STANDARD_WEBHOOK_DATA_TYPE_7_PURPOSE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STANDARD_WEBHOOK_DATA_TYPE_7_PURPOSE_VALUES!r}"
    )

from typing import Literal

UpdatePolicyOutPolicy = Literal[
    "by_priority", "phones_first", "phones_only", "providers_first", "providers_only"
]

UPDATE_POLICY_OUT_POLICY_VALUES: set[UpdatePolicyOutPolicy] = {
    "by_priority",
    "phones_first",
    "phones_only",
    "providers_first",
    "providers_only",
}


def check_update_policy_out_policy(value: str) -> UpdatePolicyOutPolicy:
    if value in UPDATE_POLICY_OUT_POLICY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_POLICY_OUT_POLICY_VALUES!r}"
    )

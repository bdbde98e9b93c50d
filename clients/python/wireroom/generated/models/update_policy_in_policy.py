from typing import Literal

UpdatePolicyInPolicy = Literal[
    "by_priority", "phones_first", "phones_only", "providers_first", "providers_only"
]

UPDATE_POLICY_IN_POLICY_VALUES: set[UpdatePolicyInPolicy] = {
    "by_priority",
    "phones_first",
    "phones_only",
    "providers_first",
    "providers_only",
}


def check_update_policy_in_policy(value: str) -> UpdatePolicyInPolicy:
    if value in UPDATE_POLICY_IN_POLICY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {UPDATE_POLICY_IN_POLICY_VALUES!r}"
    )

from typing import Literal

PolicyOutPolicy = Literal[
    "by_priority", "phones_first", "phones_only", "providers_first", "providers_only"
]

POLICY_OUT_POLICY_VALUES: set[PolicyOutPolicy] = {
    "by_priority",
    "phones_first",
    "phones_only",
    "providers_first",
    "providers_only",
}


def check_policy_out_policy(value: str) -> PolicyOutPolicy:
    if value in POLICY_OUT_POLICY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {POLICY_OUT_POLICY_VALUES!r}"
    )

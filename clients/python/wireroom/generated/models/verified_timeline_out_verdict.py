from typing import Literal

VerifiedTimelineOutVerdict = Literal["invalid", "unchained", "valid"]

VERIFIED_TIMELINE_OUT_VERDICT_VALUES: set[VerifiedTimelineOutVerdict] = {
    "invalid",
    "unchained",
    "valid",
}


def check_verified_timeline_out_verdict(value: str) -> VerifiedTimelineOutVerdict:
    if value in VERIFIED_TIMELINE_OUT_VERDICT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VERIFIED_TIMELINE_OUT_VERDICT_VALUES!r}"
    )

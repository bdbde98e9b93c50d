from typing import Literal

RouteOutReasonType3Type1 = Literal[
    "failed_before",
    "had_it_before",
    "inactive",
    "later_id",
    "lower_priority",
    "more_loaded",
    "not_approved",
    "not_seen_lately",
    "offline",
    "only_if_named",
    "pacing",
    "pinned_elsewhere",
    "policy",
    "send_window",
    "test_number",
    "test_only",
    "unreachable",
    "unsupported",
    "used_more_recently",
    "used_more_today",
]

ROUTE_OUT_REASON_TYPE_3_TYPE_1_VALUES: set[RouteOutReasonType3Type1] = {
    "failed_before",
    "had_it_before",
    "inactive",
    "later_id",
    "lower_priority",
    "more_loaded",
    "not_approved",
    "not_seen_lately",
    "offline",
    "only_if_named",
    "pacing",
    "pinned_elsewhere",
    "policy",
    "send_window",
    "test_number",
    "test_only",
    "unreachable",
    "unsupported",
    "used_more_recently",
    "used_more_today",
}


def check_route_out_reason_type_3_type_1(value: str) -> RouteOutReasonType3Type1:
    if value in ROUTE_OUT_REASON_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ROUTE_OUT_REASON_TYPE_3_TYPE_1_VALUES!r}"
    )

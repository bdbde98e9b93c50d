from typing import Literal

TimelineEntryOutEvent = Literal[
    "accepted",
    "acknowledged",
    "assigned",
    "attempt_failed",
    "cancelled",
    "cancelling",
    "delivered",
    "duplicate_sent",
    "failed",
    "hashed",
    "held",
    "late_report",
    "leased",
    "not_handed_over",
    "outcome_unknown",
    "reoffered",
    "sent",
]

TIMELINE_ENTRY_OUT_EVENT_VALUES: set[TimelineEntryOutEvent] = {
    "accepted",
    "acknowledged",
    "assigned",
    "attempt_failed",
    "cancelled",
    "cancelling",
    "delivered",
    "duplicate_sent",
    "failed",
    "hashed",
    "held",
    "late_report",
    "leased",
    "not_handed_over",
    "outcome_unknown",
    "reoffered",
    "sent",
}


def check_timeline_entry_out_event(value: str) -> TimelineEntryOutEvent:
    if value in TIMELINE_ENTRY_OUT_EVENT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TIMELINE_ENTRY_OUT_EVENT_VALUES!r}"
    )

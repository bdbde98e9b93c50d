from typing import Literal

HistoryStatus = Literal["delivered", "failed", "pending", "queued", "received", "sent"]

HISTORY_STATUS_VALUES: set[HistoryStatus] = {
    "delivered",
    "failed",
    "pending",
    "queued",
    "received",
    "sent",
}


def check_history_status(value: str) -> HistoryStatus:
    if value in HISTORY_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {HISTORY_STATUS_VALUES!r}"
    )

from typing import Literal

HistoryDirection = Literal["inbound", "outbound"]

HISTORY_DIRECTION_VALUES: set[HistoryDirection] = {
    "inbound",
    "outbound",
}


def check_history_direction(value: str) -> HistoryDirection:
    if value in HISTORY_DIRECTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {HISTORY_DIRECTION_VALUES!r}"
    )

from typing import Literal

HeartbeatInStatusType2Type1 = Literal["offline", "online"]

HEARTBEAT_IN_STATUS_TYPE_2_TYPE_1_VALUES: set[HeartbeatInStatusType2Type1] = {
    "offline",
    "online",
}


def check_heartbeat_in_status_type_2_type_1(value: str) -> HeartbeatInStatusType2Type1:
    if value in HEARTBEAT_IN_STATUS_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {HEARTBEAT_IN_STATUS_TYPE_2_TYPE_1_VALUES!r}"
    )

from typing import Literal

ReportStatusInStatus = Literal["delivered", "failed", "sent"]

REPORT_STATUS_IN_STATUS_VALUES: set[ReportStatusInStatus] = {
    "delivered",
    "failed",
    "sent",
}


def check_report_status_in_status(value: str) -> ReportStatusInStatus:
    if value in REPORT_STATUS_IN_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REPORT_STATUS_IN_STATUS_VALUES!r}"
    )

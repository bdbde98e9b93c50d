from typing import Literal

OptOutEvidenceOutChange = Literal["in", "out"]

OPT_OUT_EVIDENCE_OUT_CHANGE_VALUES: set[OptOutEvidenceOutChange] = {
    "in",
    "out",
}


def check_opt_out_evidence_out_change(value: str) -> OptOutEvidenceOutChange:
    if value in OPT_OUT_EVIDENCE_OUT_CHANGE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {OPT_OUT_EVIDENCE_OUT_CHANGE_VALUES!r}"
    )

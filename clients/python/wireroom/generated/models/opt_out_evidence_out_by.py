from typing import Literal

OptOutEvidenceOutBy = Literal["api", "import", "keyword"]

OPT_OUT_EVIDENCE_OUT_BY_VALUES: set[OptOutEvidenceOutBy] = {
    "api",
    "import",
    "keyword",
}


def check_opt_out_evidence_out_by(value: str) -> OptOutEvidenceOutBy:
    if value in OPT_OUT_EVIDENCE_OUT_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {OPT_OUT_EVIDENCE_OUT_BY_VALUES!r}"
    )

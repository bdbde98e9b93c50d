from typing import Literal

DeletionStateOutType0 = Literal["finished"]

DELETION_STATE_OUT_TYPE_0_VALUES: set[DeletionStateOutType0] = {
    "finished",
}


def check_deletion_state_out_type_0(value: str) -> DeletionStateOutType0:
    if value in DELETION_STATE_OUT_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DELETION_STATE_OUT_TYPE_0_VALUES!r}"
    )

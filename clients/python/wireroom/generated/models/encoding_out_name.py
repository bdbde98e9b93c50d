from typing import Literal

EncodingOutName = Literal["gsm7", "ucs2"]

ENCODING_OUT_NAME_VALUES: set[EncodingOutName] = {
    "gsm7",
    "ucs2",
}


def check_encoding_out_name(value: str) -> EncodingOutName:
    if value in ENCODING_OUT_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ENCODING_OUT_NAME_VALUES!r}"
    )

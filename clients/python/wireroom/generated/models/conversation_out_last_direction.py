from typing import Literal

ConversationOutLastDirection = Literal["inbound", "outbound"]

CONVERSATION_OUT_LAST_DIRECTION_VALUES: set[ConversationOutLastDirection] = {
    "inbound",
    "outbound",
}


def check_conversation_out_last_direction(value: str) -> ConversationOutLastDirection:
    if value in CONVERSATION_OUT_LAST_DIRECTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CONVERSATION_OUT_LAST_DIRECTION_VALUES!r}"
    )

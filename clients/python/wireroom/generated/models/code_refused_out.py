from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CodeRefusedOut")


@_attrs_define
class CodeRefusedOut:
    """The code was wrong, used or expired, or the number has none.

    Attributes:
        attempts_remaining (int): Wrong guesses that are left in this hour for the number and the purpose; a new code
            does not restore them. At 0, even the right code is refused.
        error (str): Always `Invalid or expired OTP`.
        success (bool):
        verified (bool):
    """

    attempts_remaining: int
    error: str
    success: bool
    verified: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempts_remaining = self.attempts_remaining

        error = self.error

        success = self.success

        verified = self.verified

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempts_remaining": attempts_remaining,
                "error": error,
                "success": success,
                "verified": verified,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempts_remaining = d.pop("attempts_remaining")

        error = d.pop("error")

        success = d.pop("success")

        verified = d.pop("verified")

        code_refused_out = cls(
            attempts_remaining=attempts_remaining,
            error=error,
            success=success,
            verified=verified,
        )

        code_refused_out.additional_properties = d
        return code_refused_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

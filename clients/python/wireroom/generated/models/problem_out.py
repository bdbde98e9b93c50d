from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProblemOut")


@_attrs_define
class ProblemOut:
    """A failure by RFC 9457, for callers who accept `application/problem+json`.

    Attributes:
        code (str): Kind of the failure, for programs. Codes are stable; new ones may be added.
        detail (str): Cause in plain words.
        status (int): The HTTP status.
        title (str): Kind of the failure in a few words, the same for each failure of this kind.
        type_ (str): URL of the page that explains the failure.
        param (str | Unset): Name of the parameter or header that led to the failure, if it is one.
    """

    code: str
    detail: str
    status: int
    title: str
    type_: str
    param: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        detail = self.detail

        status = self.status

        title = self.title

        type_ = self.type_

        param = self.param

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "detail": detail,
                "status": status,
                "title": title,
                "type": type_,
            }
        )
        if param is not UNSET:
            field_dict["param"] = param

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        detail = d.pop("detail")

        status = d.pop("status")

        title = d.pop("title")

        type_ = d.pop("type")

        param = d.pop("param", UNSET)

        problem_out = cls(
            code=code,
            detail=detail,
            status=status,
            title=title,
            type_=type_,
            param=param,
        )

        problem_out.additional_properties = d
        return problem_out

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

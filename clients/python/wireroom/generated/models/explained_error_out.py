from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ExplainedErrorOut")


@_attrs_define
class ExplainedErrorOut:
    """Body of a failure.

    Attributes:
        code (str): Kind of the failure, for programs. Codes are stable; new ones may be added.
        doc_url (str): URL of the page that explains the failure.
        error (str): Cause in plain words.
        param (str | Unset): Name of the parameter or header that led to the failure, if it is one.
        state (str | Unset): Status of the message, if it is the cause.
        status (int | Unset): The HTTP status. Present if the request failed before any endpoint ran: the path or method
            is unknown, or the body is not readable.
    """

    code: str
    doc_url: str
    error: str
    param: str | Unset = UNSET
    state: str | Unset = UNSET
    status: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        doc_url = self.doc_url

        error = self.error

        param = self.param

        state = self.state

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "doc_url": doc_url,
                "error": error,
            }
        )
        if param is not UNSET:
            field_dict["param"] = param
        if state is not UNSET:
            field_dict["state"] = state
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        doc_url = d.pop("doc_url")

        error = d.pop("error")

        param = d.pop("param", UNSET)

        state = d.pop("state", UNSET)

        status = d.pop("status", UNSET)

        explained_error_out = cls(
            code=code,
            doc_url=doc_url,
            error=error,
            param=param,
            state=state,
            status=status,
        )

        explained_error_out.additional_properties = d
        return explained_error_out

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

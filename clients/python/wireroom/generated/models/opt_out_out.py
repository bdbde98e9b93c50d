from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.opt_out_evidence_out import OptOutEvidenceOut


T = TypeVar("T", bound="OptOutOut")


@_attrs_define
class OptOutOut:
    """A number that has or had opted out, with its history.

    Attributes:
        changed_at (datetime.datetime): Time of the latest change.
        history (list[OptOutEvidenceOut]): The latest changes, at most 20, the newest first.
        number (str):
        opted_out (bool): Whether the number gets no more ordinary SMS.
    """

    changed_at: datetime.datetime
    history: list[OptOutEvidenceOut]
    number: str
    opted_out: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        changed_at = self.changed_at.isoformat()

        history = []
        for history_item_data in self.history:
            history_item = history_item_data.to_dict()
            history.append(history_item)

        number = self.number

        opted_out = self.opted_out

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "changed_at": changed_at,
                "history": history,
                "number": number,
                "opted_out": opted_out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opt_out_evidence_out import OptOutEvidenceOut  # noqa: PLC0415

        d = dict(src_dict)
        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))

        history = []
        _history = d.pop("history")
        for history_item_data in _history:
            history_item = OptOutEvidenceOut.from_dict(history_item_data)

            history.append(history_item)

        number = d.pop("number")

        opted_out = d.pop("opted_out")

        opt_out_out = cls(
            changed_at=changed_at,
            history=history,
            number=number,
            opted_out=opted_out,
        )

        opt_out_out.additional_properties = d
        return opt_out_out

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

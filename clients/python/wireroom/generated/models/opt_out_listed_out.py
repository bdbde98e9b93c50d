from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.opt_out_evidence_out import OptOutEvidenceOut


T = TypeVar("T", bound="OptOutListedOut")


@_attrs_define
class OptOutListedOut:
    """A number that has opted out.

    Attributes:
        evidence (None | OptOutEvidenceOut): Evidence of the opt-out.
        number (str):
        opted_out_at (datetime.datetime): Time since which the number gets no more ordinary SMS.
    """

    evidence: None | OptOutEvidenceOut
    number: str
    opted_out_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.opt_out_evidence_out import OptOutEvidenceOut  # noqa: PLC0415

        evidence: dict[str, Any] | None
        if isinstance(self.evidence, OptOutEvidenceOut):
            evidence = self.evidence.to_dict()
        else:
            evidence = self.evidence

        number = self.number

        opted_out_at = self.opted_out_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "evidence": evidence,
                "number": number,
                "opted_out_at": opted_out_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opt_out_evidence_out import OptOutEvidenceOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_evidence(data: object) -> None | OptOutEvidenceOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                evidence_type_0 = OptOutEvidenceOut.from_dict(data)

                return evidence_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OptOutEvidenceOut, data)

        evidence = _parse_evidence(d.pop("evidence"))

        number = d.pop("number")

        opted_out_at = datetime.datetime.fromisoformat(d.pop("opted_out_at"))

        opt_out_listed_out = cls(
            evidence=evidence,
            number=number,
            opted_out_at=opted_out_at,
        )

        opt_out_listed_out.additional_properties = d
        return opt_out_listed_out

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

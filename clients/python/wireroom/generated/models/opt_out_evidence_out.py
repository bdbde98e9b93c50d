from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.opt_out_evidence_out_by import (
    OptOutEvidenceOutBy,
    check_opt_out_evidence_out_by,
)
from ..models.opt_out_evidence_out_change import (
    OptOutEvidenceOutChange,
    check_opt_out_evidence_out_change,
)

T = TypeVar("T", bound="OptOutEvidenceOut")


@_attrs_define
class OptOutEvidenceOut:
    """One change, with what caused it.

    Attributes:
        at (datetime.datetime):
        author (None | str): Id of the key or of the person that made the change, or `operator`; `null` if a keyword
            made it.
        by (OptOutEvidenceOutBy): `keyword`: the person sent a keyword. `api`: a caller changed the number. `import`: a
            caller imported a list.
        change (OptOutEvidenceOutChange):
        gateway_id (None | str): Device id of the gateway at which the keyword arrived; `null` without a keyword, and if
            the gateway is gone.
        keyword (None | str): The keyword in lower case.
        message_id (None | str): Id of the SMS with the keyword.
        reason (None | str):
        received_at (datetime.datetime | None): Time of receipt of the keyword, by the phone's or the provider's clock.
    """

    at: datetime.datetime
    author: None | str
    by: OptOutEvidenceOutBy
    change: OptOutEvidenceOutChange
    gateway_id: None | str
    keyword: None | str
    message_id: None | str
    reason: None | str
    received_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        author: None | str
        author = self.author

        by: str = self.by

        change: str = self.change

        gateway_id: None | str
        gateway_id = self.gateway_id

        keyword: None | str
        keyword = self.keyword

        message_id: None | str
        message_id = self.message_id

        reason: None | str
        reason = self.reason

        received_at: None | str
        if isinstance(self.received_at, datetime.datetime):
            received_at = self.received_at.isoformat()
        else:
            received_at = self.received_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "author": author,
                "by": by,
                "change": change,
                "gateway_id": gateway_id,
                "keyword": keyword,
                "message_id": message_id,
                "reason": reason,
                "received_at": received_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_author(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        author = _parse_author(d.pop("author"))

        by = check_opt_out_evidence_out_by(d.pop("by"))

        change = check_opt_out_evidence_out_change(d.pop("change"))

        def _parse_gateway_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        def _parse_keyword(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        keyword = _parse_keyword(d.pop("keyword"))

        def _parse_message_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message_id = _parse_message_id(d.pop("message_id"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_received_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                received_at_type_0 = datetime.datetime.fromisoformat(data)

                return received_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        received_at = _parse_received_at(d.pop("received_at"))

        opt_out_evidence_out = cls(
            at=at,
            author=author,
            by=by,
            change=change,
            gateway_id=gateway_id,
            keyword=keyword,
            message_id=message_id,
            reason=reason,
            received_at=received_at,
        )

        opt_out_evidence_out.additional_properties = d
        return opt_out_evidence_out

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

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.block_reason_out import BlockReasonOut


T = TypeVar("T", bound="NumberBlockOut")


@_attrs_define
class NumberBlockOut:
    """Numbers that get no codes, or recently got none.

    Attributes:
        active (bool): Whether the numbers get no codes now.
        blocked_at (datetime.datetime):
        blocked_until (datetime.datetime | None): `null` if the block ends when it is lifted.
        kind (str): `automatic` or `manual`.
        lifted_at (datetime.datetime | None):
        note (None | str):
        number_block (str): First seven characters of the numbers.
        reason (BlockReasonOut | None):
        unjudged_until (datetime.datetime | None): Time until which no codes count for an automatic block, if it is
            later than the end of the block.
    """

    active: bool
    blocked_at: datetime.datetime
    blocked_until: datetime.datetime | None
    kind: str
    lifted_at: datetime.datetime | None
    note: None | str
    number_block: str
    reason: BlockReasonOut | None
    unjudged_until: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.block_reason_out import BlockReasonOut  # noqa: PLC0415

        active = self.active

        blocked_at = self.blocked_at.isoformat()

        blocked_until: None | str
        if isinstance(self.blocked_until, datetime.datetime):
            blocked_until = self.blocked_until.isoformat()
        else:
            blocked_until = self.blocked_until

        kind = self.kind

        lifted_at: None | str
        if isinstance(self.lifted_at, datetime.datetime):
            lifted_at = self.lifted_at.isoformat()
        else:
            lifted_at = self.lifted_at

        note: None | str
        note = self.note

        number_block = self.number_block

        reason: dict[str, Any] | None
        if isinstance(self.reason, BlockReasonOut):
            reason = self.reason.to_dict()
        else:
            reason = self.reason

        unjudged_until: None | str
        if isinstance(self.unjudged_until, datetime.datetime):
            unjudged_until = self.unjudged_until.isoformat()
        else:
            unjudged_until = self.unjudged_until

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "blocked_at": blocked_at,
                "blocked_until": blocked_until,
                "kind": kind,
                "lifted_at": lifted_at,
                "note": note,
                "number_block": number_block,
                "reason": reason,
                "unjudged_until": unjudged_until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.block_reason_out import BlockReasonOut  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        blocked_at = datetime.datetime.fromisoformat(d.pop("blocked_at"))

        def _parse_blocked_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                blocked_until_type_0 = datetime.datetime.fromisoformat(data)

                return blocked_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        blocked_until = _parse_blocked_until(d.pop("blocked_until"))

        kind = d.pop("kind")

        def _parse_lifted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                lifted_at_type_0 = datetime.datetime.fromisoformat(data)

                return lifted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        lifted_at = _parse_lifted_at(d.pop("lifted_at"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        number_block = d.pop("number_block")

        def _parse_reason(data: object) -> BlockReasonOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reason_type_0 = BlockReasonOut.from_dict(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BlockReasonOut | None, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_unjudged_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                unjudged_until_type_0 = datetime.datetime.fromisoformat(data)

                return unjudged_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        unjudged_until = _parse_unjudged_until(d.pop("unjudged_until"))

        number_block_out = cls(
            active=active,
            blocked_at=blocked_at,
            blocked_until=blocked_until,
            kind=kind,
            lifted_at=lifted_at,
            note=note,
            number_block=number_block,
            reason=reason,
            unjudged_until=unjudged_until,
        )

        number_block_out.additional_properties = d
        return number_block_out

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

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pairing_out_kind import PairingOutKind, check_pairing_out_kind
from ..models.pairing_out_status import PairingOutStatus, check_pairing_out_status

T = TypeVar("T", bound="PairingOut")


@_attrs_define
class PairingOut:
    """A pairing.

    Attributes:
        created_at (datetime.datetime):
        expires_at (datetime.datetime):
        gateway_id (int | None): Number of the gateway that came of it. `null` before that, and once the gateway is
            deleted.
        id (str):
        kind (PairingOutKind): Kind of the gateway to be.
        name (None | str): Label of the gateway to be. `null` if the gateway names itself.
        status (PairingOutStatus):
        used_at (datetime.datetime | None):
    """

    created_at: datetime.datetime
    expires_at: datetime.datetime
    gateway_id: int | None
    id: str
    kind: PairingOutKind
    name: None | str
    status: PairingOutStatus
    used_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        gateway_id: int | None
        gateway_id = self.gateway_id

        id = self.id

        kind: str = self.kind

        name: None | str
        name = self.name

        status: str = self.status

        used_at: None | str
        if isinstance(self.used_at, datetime.datetime):
            used_at = self.used_at.isoformat()
        else:
            used_at = self.used_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "expires_at": expires_at,
                "gateway_id": gateway_id,
                "id": id,
                "kind": kind,
                "name": name,
                "status": status,
                "used_at": used_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        def _parse_gateway_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        gateway_id = _parse_gateway_id(d.pop("gateway_id"))

        id = d.pop("id")

        kind = check_pairing_out_kind(d.pop("kind"))

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        status = check_pairing_out_status(d.pop("status"))

        def _parse_used_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        used_at = _parse_used_at(d.pop("used_at"))

        pairing_out = cls(
            created_at=created_at,
            expires_at=expires_at,
            gateway_id=gateway_id,
            id=id,
            kind=kind,
            name=name,
            status=status,
            used_at=used_at,
        )

        pairing_out.additional_properties = d
        return pairing_out

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

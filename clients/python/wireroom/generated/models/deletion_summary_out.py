from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.deletion_state_out_type_0 import (
    DeletionStateOutType0,
    check_deletion_state_out_type_0,
)

if TYPE_CHECKING:
    from ..models.requester_out import RequesterOut


T = TypeVar("T", bound="DeletionSummaryOut")


@_attrs_define
class DeletionSummaryOut:
    """A deletion in the list.

    Attributes:
        account_id (str):
        account_name_digest (str): SHA-256 of the account's name, as hex. The name itself is not kept.
        finished_at (datetime.datetime | None): Time at which the last row was deleted; `null` while the deletion is
            under way.
        id (str):
        requested_at (datetime.datetime):
        requested_by (RequesterOut): Caller who asked for a deletion.
        state (DeletionStateOutType0 | Literal['deleting_rows'] | Literal['emptying_objects'] | Literal['settling']):
            State of a deletion.
    """

    account_id: str
    account_name_digest: str
    finished_at: datetime.datetime | None
    id: str
    requested_at: datetime.datetime
    requested_by: RequesterOut
    state: (
        DeletionStateOutType0
        | Literal["deleting_rows"]
        | Literal["emptying_objects"]
        | Literal["settling"]
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        account_name_digest = self.account_name_digest

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        id = self.id

        requested_at = self.requested_at.isoformat()

        requested_by = self.requested_by.to_dict()

        state: (
            Literal["deleting_rows"]
            | Literal["emptying_objects"]
            | Literal["settling"]
            | str
        )
        if isinstance(self.state, str):
            state = self.state
        else:
            state = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "account_name_digest": account_name_digest,
                "finished_at": finished_at,
                "id": id,
                "requested_at": requested_at,
                "requested_by": requested_by,
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.requester_out import RequesterOut  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("account_id")

        account_name_digest = d.pop("account_name_digest")

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        id = d.pop("id")

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        requested_by = RequesterOut.from_dict(d.pop("requested_by"))

        def _parse_state(
            data: object,
        ) -> (
            DeletionStateOutType0
            | Literal["deleting_rows"]
            | Literal["emptying_objects"]
            | Literal["settling"]
        ):
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_deletion_state_out_type_0 = (
                    check_deletion_state_out_type_0(data)
                )

                return componentsschemas_deletion_state_out_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            componentsschemas_deletion_state_out_type_1 = cast(
                Literal["emptying_objects"], data
            )
            if componentsschemas_deletion_state_out_type_1 != "emptying_objects":
                raise ValueError(
                    f"/components/schemas/DeletionStateOut_type_1 must match const 'emptying_objects', got '{componentsschemas_deletion_state_out_type_1}'"
                )
            return componentsschemas_deletion_state_out_type_1
            componentsschemas_deletion_state_out_type_2 = cast(
                Literal["deleting_rows"], data
            )
            if componentsschemas_deletion_state_out_type_2 != "deleting_rows":
                raise ValueError(
                    f"/components/schemas/DeletionStateOut_type_2 must match const 'deleting_rows', got '{componentsschemas_deletion_state_out_type_2}'"
                )
            return componentsschemas_deletion_state_out_type_2
            componentsschemas_deletion_state_out_type_3 = cast(
                Literal["settling"], data
            )
            if componentsschemas_deletion_state_out_type_3 != "settling":
                raise ValueError(
                    f"/components/schemas/DeletionStateOut_type_3 must match const 'settling', got '{componentsschemas_deletion_state_out_type_3}'"
                )
            return componentsschemas_deletion_state_out_type_3

        state = _parse_state(d.pop("state"))

        deletion_summary_out = cls(
            account_id=account_id,
            account_name_digest=account_name_digest,
            finished_at=finished_at,
            id=id,
            requested_at=requested_at,
            requested_by=requested_by,
            state=state,
        )

        deletion_summary_out.additional_properties = d
        return deletion_summary_out

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

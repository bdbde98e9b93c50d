from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_sign_in_link_in_role_type_1 import (
    CreateSignInLinkInRoleType1,
    check_create_sign_in_link_in_role_type_1,
)
from ..models.create_sign_in_link_in_role_type_2_type_1 import (
    CreateSignInLinkInRoleType2Type1,
    check_create_sign_in_link_in_role_type_2_type_1,
)
from ..models.create_sign_in_link_in_role_type_3_type_1 import (
    CreateSignInLinkInRoleType3Type1,
    check_create_sign_in_link_in_role_type_3_type_1,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateSignInLinkIn")


@_attrs_define
class CreateSignInLinkIn:
    """Body of `POST /api/v1/operator/sign-in-links`.

    Attributes:
        name (str): The person's name. A person who does not exist yet is created.
        account (None | str | Unset): Id of the account that the person administers. Without it, the person administers
            the deployment with all accounts.
        role (CreateSignInLinkInRoleType1 | CreateSignInLinkInRoleType2Type1 | CreateSignInLinkInRoleType3Type1 | None |
            Unset): Role of the person. An existing person has it already; another one is refused. Default: 'owner'.
    """

    name: str
    account: None | str | Unset = UNSET
    role: (
        CreateSignInLinkInRoleType1
        | CreateSignInLinkInRoleType2Type1
        | CreateSignInLinkInRoleType3Type1
        | None
        | Unset
    ) = "owner"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        account: None | str | Unset
        if isinstance(self.account, Unset):
            account = UNSET
        else:
            account = self.account

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        elif isinstance(self.role, str):
            role = self.role
        elif isinstance(self.role, str):
            role = self.role
        elif isinstance(self.role, str):
            role = self.role
        else:
            role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if account is not UNSET:
            field_dict["account"] = account
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_account(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        account = _parse_account(d.pop("account", UNSET))

        def _parse_role(
            data: object,
        ) -> (
            CreateSignInLinkInRoleType1
            | CreateSignInLinkInRoleType2Type1
            | CreateSignInLinkInRoleType3Type1
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_1 = check_create_sign_in_link_in_role_type_1(data)

                return role_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_2_type_1 = check_create_sign_in_link_in_role_type_2_type_1(
                    data
                )

                return role_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_3_type_1 = check_create_sign_in_link_in_role_type_3_type_1(
                    data
                )

                return role_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                CreateSignInLinkInRoleType1
                | CreateSignInLinkInRoleType2Type1
                | CreateSignInLinkInRoleType3Type1
                | None
                | Unset,
                data,
            )

        role = _parse_role(d.pop("role", UNSET))

        create_sign_in_link_in = cls(
            name=name,
            account=account,
            role=role,
        )

        create_sign_in_link_in.additional_properties = d
        return create_sign_in_link_in

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

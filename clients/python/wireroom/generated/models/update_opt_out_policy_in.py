from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.opt_out_confirmation_in import OptOutConfirmationIn
    from ..models.opt_out_keywords_in import OptOutKeywordsIn


T = TypeVar("T", bound="UpdateOptOutPolicyIn")


@_attrs_define
class UpdateOptOutPolicyIn:
    """Body of `PATCH /api/v1/admin/opt-out`. A member that is absent does not change.

    Attributes:
        codes_exempt (bool | None | Unset): Whether one-time codes go to opted-out numbers, too.
        confirmation (None | OptOutConfirmationIn | Unset): Automatic answers to keywords. An empty text or `null`
            switches an answer off.
        enabled (bool | None | Unset): Whether keywords are obeyed and messages to opted-out numbers are refused.
        keywords (None | OptOutKeywordsIn | Unset): Keywords of the account beside the default ones. A list that is
            given replaces the earlier one.
    """

    codes_exempt: bool | None | Unset = UNSET
    confirmation: None | OptOutConfirmationIn | Unset = UNSET
    enabled: bool | None | Unset = UNSET
    keywords: None | OptOutKeywordsIn | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.opt_out_confirmation_in import OptOutConfirmationIn  # noqa: PLC0415
        from ..models.opt_out_keywords_in import OptOutKeywordsIn  # noqa: PLC0415

        codes_exempt: bool | None | Unset
        if isinstance(self.codes_exempt, Unset):
            codes_exempt = UNSET
        else:
            codes_exempt = self.codes_exempt

        confirmation: dict[str, Any] | None | Unset
        if isinstance(self.confirmation, Unset):
            confirmation = UNSET
        elif isinstance(self.confirmation, OptOutConfirmationIn):
            confirmation = self.confirmation.to_dict()
        else:
            confirmation = self.confirmation

        enabled: bool | None | Unset
        if isinstance(self.enabled, Unset):
            enabled = UNSET
        else:
            enabled = self.enabled

        keywords: dict[str, Any] | None | Unset
        if isinstance(self.keywords, Unset):
            keywords = UNSET
        elif isinstance(self.keywords, OptOutKeywordsIn):
            keywords = self.keywords.to_dict()
        else:
            keywords = self.keywords

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if codes_exempt is not UNSET:
            field_dict["codes_exempt"] = codes_exempt
        if confirmation is not UNSET:
            field_dict["confirmation"] = confirmation
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if keywords is not UNSET:
            field_dict["keywords"] = keywords

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opt_out_confirmation_in import OptOutConfirmationIn  # noqa: PLC0415
        from ..models.opt_out_keywords_in import OptOutKeywordsIn  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_codes_exempt(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        codes_exempt = _parse_codes_exempt(d.pop("codes_exempt", UNSET))

        def _parse_confirmation(data: object) -> None | OptOutConfirmationIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                confirmation_type_0 = OptOutConfirmationIn.from_dict(data)

                return confirmation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OptOutConfirmationIn | Unset, data)

        confirmation = _parse_confirmation(d.pop("confirmation", UNSET))

        def _parse_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        enabled = _parse_enabled(d.pop("enabled", UNSET))

        def _parse_keywords(data: object) -> None | OptOutKeywordsIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                keywords_type_0 = OptOutKeywordsIn.from_dict(data)

                return keywords_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OptOutKeywordsIn | Unset, data)

        keywords = _parse_keywords(d.pop("keywords", UNSET))

        update_opt_out_policy_in = cls(
            codes_exempt=codes_exempt,
            confirmation=confirmation,
            enabled=enabled,
            keywords=keywords,
        )

        update_opt_out_policy_in.additional_properties = d
        return update_opt_out_policy_in

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

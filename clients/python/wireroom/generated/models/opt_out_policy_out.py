from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.opt_out_confirmation_out import OptOutConfirmationOut
    from ..models.opt_out_keywords_out import OptOutKeywordsOut


T = TypeVar("T", bound="OptOutPolicyOut")


@_attrs_define
class OptOutPolicyOut:
    """Answer of `GET` and `PATCH /api/v1/admin/opt-out`.

    Attributes:
        codes_exempt (bool): Whether one-time codes go to opted-out numbers, too.
        confirmation (OptOutConfirmationOut): Texts of the automatic answers to keywords; `null` for a keyword that is
            not answered.
        default_keywords (OptOutKeywordsOut): Keywords in lower case.
        enabled (bool): Whether keywords are obeyed and messages to opted-out numbers are refused.
        keywords (OptOutKeywordsOut): Keywords in lower case.
    """

    codes_exempt: bool
    confirmation: OptOutConfirmationOut
    default_keywords: OptOutKeywordsOut
    enabled: bool
    keywords: OptOutKeywordsOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        codes_exempt = self.codes_exempt

        confirmation = self.confirmation.to_dict()

        default_keywords = self.default_keywords.to_dict()

        enabled = self.enabled

        keywords = self.keywords.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "codes_exempt": codes_exempt,
                "confirmation": confirmation,
                "default_keywords": default_keywords,
                "enabled": enabled,
                "keywords": keywords,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.opt_out_confirmation_out import OptOutConfirmationOut  # noqa: PLC0415
        from ..models.opt_out_keywords_out import OptOutKeywordsOut  # noqa: PLC0415

        d = dict(src_dict)
        codes_exempt = d.pop("codes_exempt")

        confirmation = OptOutConfirmationOut.from_dict(d.pop("confirmation"))

        default_keywords = OptOutKeywordsOut.from_dict(d.pop("default_keywords"))

        enabled = d.pop("enabled")

        keywords = OptOutKeywordsOut.from_dict(d.pop("keywords"))

        opt_out_policy_out = cls(
            codes_exempt=codes_exempt,
            confirmation=confirmation,
            default_keywords=default_keywords,
            enabled=enabled,
            keywords=keywords,
        )

        opt_out_policy_out.additional_properties = d
        return opt_out_policy_out

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SettingOut")


@_attrs_define
class SettingOut:
    """A setting of the deployment.

    Attributes:
        meaning (str): Effect in Markdown.
        name (str):
        secret (bool): Whether it is a secret, whose value is never shown.
        section (str): Subject under which the documentation has it.
        set_ (bool): Whether the deployment sets it, to whatever value.
        source (str): `configured` if the deployment sets it; `local_default` for a default of local development;
            otherwise `default`.
        value (None | str): Value in effect, or a description of the default in Markdown. `null` if it has none, and for
            a secret.
    """

    meaning: str
    name: str
    secret: bool
    section: str
    set_: bool
    source: str
    value: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        meaning = self.meaning

        name = self.name

        secret = self.secret

        section = self.section

        set_ = self.set_

        source = self.source

        value: None | str
        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "meaning": meaning,
                "name": name,
                "secret": secret,
                "section": section,
                "set": set_,
                "source": source,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        meaning = d.pop("meaning")

        name = d.pop("name")

        secret = d.pop("secret")

        section = d.pop("section")

        set_ = d.pop("set")

        source = d.pop("source")

        def _parse_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        value = _parse_value(d.pop("value"))

        setting_out = cls(
            meaning=meaning,
            name=name,
            secret=secret,
            section=section,
            set_=set_,
            source=source,
            value=value,
        )

        setting_out.additional_properties = d
        return setting_out

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

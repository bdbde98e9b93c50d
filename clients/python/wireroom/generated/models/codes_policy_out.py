from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.test_number_of_policy import TestNumberOfPolicy


T = TypeVar("T", bound="CodesPolicyOut")


@_attrs_define
class CodesPolicyOut:
    """An account's policy of one-time codes, with the deployment's defaults where it leaves something open.

    Attributes:
        allowed_countries (list[str]): ISO 3166 codes; empty if no country is left out.
        automatic_blocks (bool):
        block_minutes (int): Minutes of the first block.
        denied_countries (list[str]):
        exempt (list[str]): Numbers and blocks of numbers that are never blocked.
        grace_seconds (int):
        min_sent (int):
        min_verified_percent (int):
        test_numbers (list[TestNumberOfPolicy]):
        web_otp_domain (None | str):
    """

    allowed_countries: list[str]
    automatic_blocks: bool
    block_minutes: int
    denied_countries: list[str]
    exempt: list[str]
    grace_seconds: int
    min_sent: int
    min_verified_percent: int
    test_numbers: list[TestNumberOfPolicy]
    web_otp_domain: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allowed_countries = self.allowed_countries

        automatic_blocks = self.automatic_blocks

        block_minutes = self.block_minutes

        denied_countries = self.denied_countries

        exempt = self.exempt

        grace_seconds = self.grace_seconds

        min_sent = self.min_sent

        min_verified_percent = self.min_verified_percent

        test_numbers = []
        for test_numbers_item_data in self.test_numbers:
            test_numbers_item = test_numbers_item_data.to_dict()
            test_numbers.append(test_numbers_item)

        web_otp_domain: None | str
        web_otp_domain = self.web_otp_domain

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "allowed_countries": allowed_countries,
                "automatic_blocks": automatic_blocks,
                "block_minutes": block_minutes,
                "denied_countries": denied_countries,
                "exempt": exempt,
                "grace_seconds": grace_seconds,
                "min_sent": min_sent,
                "min_verified_percent": min_verified_percent,
                "test_numbers": test_numbers,
                "web_otp_domain": web_otp_domain,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.test_number_of_policy import TestNumberOfPolicy  # noqa: PLC0415

        d = dict(src_dict)
        allowed_countries = cast(list[str], d.pop("allowed_countries"))

        automatic_blocks = d.pop("automatic_blocks")

        block_minutes = d.pop("block_minutes")

        denied_countries = cast(list[str], d.pop("denied_countries"))

        exempt = cast(list[str], d.pop("exempt"))

        grace_seconds = d.pop("grace_seconds")

        min_sent = d.pop("min_sent")

        min_verified_percent = d.pop("min_verified_percent")

        test_numbers = []
        _test_numbers = d.pop("test_numbers")
        for test_numbers_item_data in _test_numbers:
            test_numbers_item = TestNumberOfPolicy.from_dict(test_numbers_item_data)

            test_numbers.append(test_numbers_item)

        def _parse_web_otp_domain(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        web_otp_domain = _parse_web_otp_domain(d.pop("web_otp_domain"))

        codes_policy_out = cls(
            allowed_countries=allowed_countries,
            automatic_blocks=automatic_blocks,
            block_minutes=block_minutes,
            denied_countries=denied_countries,
            exempt=exempt,
            grace_seconds=grace_seconds,
            min_sent=min_sent,
            min_verified_percent=min_verified_percent,
            test_numbers=test_numbers,
            web_otp_domain=web_otp_domain,
        )

        codes_policy_out.additional_properties = d
        return codes_policy_out

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

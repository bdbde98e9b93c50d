from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.test_number import TestNumber


T = TypeVar("T", bound="UpdateCodesPolicyIn")


@_attrs_define
class UpdateCodesPolicyIn:
    """Body of `PATCH /api/v1/admin/otp/policy`. A member that is absent does not change.

    Attributes:
        allowed_countries (list[str] | None | Unset): ISO 3166 codes of the only countries to which codes are sent, of
            those that the deployment serves; an empty list removes the restriction.
        automatic_blocks (bool | None | Unset): Whether numbers that share their first six digits get no codes for a
            while once too few were verified.
        block_minutes (int | None | Unset): Minutes of the first block; each repetition within a week doubles them, up
            to a week.
        denied_countries (list[str] | None | Unset): ISO 3166 codes of countries to which no codes are sent.
        exempt (list[str] | None | Unset): Phone numbers, and plus signs with the first six digits of numbers, that are
            never blocked.
        grace_seconds (int | None | Unset): Seconds after sending in which a code that is not verified yet counts as if
            it were; of such codes, `min_sent` at most.
        min_sent (int | None | Unset): Codes that must have been sent to such numbers in the last hour.
        min_verified_percent (int | None | Unset): Percentage of verified codes below which they are blocked.
        reset (bool | None | Unset): Whether the policy first returns to the deployment's defaults. Default: False.
        test_numbers (list[TestNumber] | None | Unset): Numbers to which nothing is sent, with the code that each
            accepts. Whoever knows such a code can verify its number, so remove them before the account serves real users.
        web_otp_domain (None | str | Unset): Domain in the last line of SMS that name none (WebOTP); an empty text
            removes it.
    """

    allowed_countries: list[str] | None | Unset = UNSET
    automatic_blocks: bool | None | Unset = UNSET
    block_minutes: int | None | Unset = UNSET
    denied_countries: list[str] | None | Unset = UNSET
    exempt: list[str] | None | Unset = UNSET
    grace_seconds: int | None | Unset = UNSET
    min_sent: int | None | Unset = UNSET
    min_verified_percent: int | None | Unset = UNSET
    reset: bool | None | Unset = False
    test_numbers: list[TestNumber] | None | Unset = UNSET
    web_otp_domain: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allowed_countries: list[str] | None | Unset
        if isinstance(self.allowed_countries, Unset):
            allowed_countries = UNSET
        elif isinstance(self.allowed_countries, list):
            allowed_countries = self.allowed_countries

        else:
            allowed_countries = self.allowed_countries

        automatic_blocks: bool | None | Unset
        if isinstance(self.automatic_blocks, Unset):
            automatic_blocks = UNSET
        else:
            automatic_blocks = self.automatic_blocks

        block_minutes: int | None | Unset
        if isinstance(self.block_minutes, Unset):
            block_minutes = UNSET
        else:
            block_minutes = self.block_minutes

        denied_countries: list[str] | None | Unset
        if isinstance(self.denied_countries, Unset):
            denied_countries = UNSET
        elif isinstance(self.denied_countries, list):
            denied_countries = self.denied_countries

        else:
            denied_countries = self.denied_countries

        exempt: list[str] | None | Unset
        if isinstance(self.exempt, Unset):
            exempt = UNSET
        elif isinstance(self.exempt, list):
            exempt = self.exempt

        else:
            exempt = self.exempt

        grace_seconds: int | None | Unset
        if isinstance(self.grace_seconds, Unset):
            grace_seconds = UNSET
        else:
            grace_seconds = self.grace_seconds

        min_sent: int | None | Unset
        if isinstance(self.min_sent, Unset):
            min_sent = UNSET
        else:
            min_sent = self.min_sent

        min_verified_percent: int | None | Unset
        if isinstance(self.min_verified_percent, Unset):
            min_verified_percent = UNSET
        else:
            min_verified_percent = self.min_verified_percent

        reset: bool | None | Unset
        if isinstance(self.reset, Unset):
            reset = UNSET
        else:
            reset = self.reset

        test_numbers: list[dict[str, Any]] | None | Unset
        if isinstance(self.test_numbers, Unset):
            test_numbers = UNSET
        elif isinstance(self.test_numbers, list):
            test_numbers = []
            for test_numbers_type_0_item_data in self.test_numbers:
                test_numbers_type_0_item = test_numbers_type_0_item_data.to_dict()
                test_numbers.append(test_numbers_type_0_item)

        else:
            test_numbers = self.test_numbers

        web_otp_domain: None | str | Unset
        if isinstance(self.web_otp_domain, Unset):
            web_otp_domain = UNSET
        else:
            web_otp_domain = self.web_otp_domain

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allowed_countries is not UNSET:
            field_dict["allowed_countries"] = allowed_countries
        if automatic_blocks is not UNSET:
            field_dict["automatic_blocks"] = automatic_blocks
        if block_minutes is not UNSET:
            field_dict["block_minutes"] = block_minutes
        if denied_countries is not UNSET:
            field_dict["denied_countries"] = denied_countries
        if exempt is not UNSET:
            field_dict["exempt"] = exempt
        if grace_seconds is not UNSET:
            field_dict["grace_seconds"] = grace_seconds
        if min_sent is not UNSET:
            field_dict["min_sent"] = min_sent
        if min_verified_percent is not UNSET:
            field_dict["min_verified_percent"] = min_verified_percent
        if reset is not UNSET:
            field_dict["reset"] = reset
        if test_numbers is not UNSET:
            field_dict["test_numbers"] = test_numbers
        if web_otp_domain is not UNSET:
            field_dict["web_otp_domain"] = web_otp_domain

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.test_number import TestNumber  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_allowed_countries(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                allowed_countries_type_0 = cast(list[str], data)

                return allowed_countries_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        allowed_countries = _parse_allowed_countries(d.pop("allowed_countries", UNSET))

        def _parse_automatic_blocks(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        automatic_blocks = _parse_automatic_blocks(d.pop("automatic_blocks", UNSET))

        def _parse_block_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        block_minutes = _parse_block_minutes(d.pop("block_minutes", UNSET))

        def _parse_denied_countries(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                denied_countries_type_0 = cast(list[str], data)

                return denied_countries_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        denied_countries = _parse_denied_countries(d.pop("denied_countries", UNSET))

        def _parse_exempt(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                exempt_type_0 = cast(list[str], data)

                return exempt_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        exempt = _parse_exempt(d.pop("exempt", UNSET))

        def _parse_grace_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        grace_seconds = _parse_grace_seconds(d.pop("grace_seconds", UNSET))

        def _parse_min_sent(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        min_sent = _parse_min_sent(d.pop("min_sent", UNSET))

        def _parse_min_verified_percent(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        min_verified_percent = _parse_min_verified_percent(
            d.pop("min_verified_percent", UNSET)
        )

        def _parse_reset(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        reset = _parse_reset(d.pop("reset", UNSET))

        def _parse_test_numbers(data: object) -> list[TestNumber] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                test_numbers_type_0 = []
                _test_numbers_type_0 = data
                for test_numbers_type_0_item_data in _test_numbers_type_0:
                    test_numbers_type_0_item = TestNumber.from_dict(
                        test_numbers_type_0_item_data
                    )

                    test_numbers_type_0.append(test_numbers_type_0_item)

                return test_numbers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[TestNumber] | None | Unset, data)

        test_numbers = _parse_test_numbers(d.pop("test_numbers", UNSET))

        def _parse_web_otp_domain(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        web_otp_domain = _parse_web_otp_domain(d.pop("web_otp_domain", UNSET))

        update_codes_policy_in = cls(
            allowed_countries=allowed_countries,
            automatic_blocks=automatic_blocks,
            block_minutes=block_minutes,
            denied_countries=denied_countries,
            exempt=exempt,
            grace_seconds=grace_seconds,
            min_sent=min_sent,
            min_verified_percent=min_verified_percent,
            reset=reset,
            test_numbers=test_numbers,
            web_otp_domain=web_otp_domain,
        )

        update_codes_policy_in.additional_properties = d
        return update_codes_policy_in

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SendCodeIn")


@_attrs_define
class SendCodeIn:
    """Body of `POST /api/v1/otp/send`.

    Attributes:
        phone_number (str): Phone number to which the code is sent, in international form or as it is dialed in the
            account's country.
        app_hash (None | str | Unset): Hash of the Android app in which the code is entered, as the last line of the SMS
            (SMS Retriever). Excludes `web_otp_domain`.
        expiry_minutes (int | None | Unset): Minutes for which the code is valid. Default: 5.
        purpose (None | str | Unset): Purpose of the code, in visible characters. A code of one purpose is wrong for
            another. Default: 'authentication'.
        web_otp_domain (None | str | Unset): Domain of the page on which the code is entered: the last line of the SMS
            is `@example.com #123456`, by which browsers fill in the code (WebOTP). Without it, the one in the account's
            policy.
        web_otp_embedded_domain (None | str | Unset): Domain of the frame in which the code is entered: adds `
            %pay.example` to the last line. Needs `web_otp_domain`.
    """

    phone_number: str
    app_hash: None | str | Unset = UNSET
    expiry_minutes: int | None | Unset = 5
    purpose: None | str | Unset = "authentication"
    web_otp_domain: None | str | Unset = UNSET
    web_otp_embedded_domain: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        phone_number = self.phone_number

        app_hash: None | str | Unset
        if isinstance(self.app_hash, Unset):
            app_hash = UNSET
        else:
            app_hash = self.app_hash

        expiry_minutes: int | None | Unset
        if isinstance(self.expiry_minutes, Unset):
            expiry_minutes = UNSET
        else:
            expiry_minutes = self.expiry_minutes

        purpose: None | str | Unset
        if isinstance(self.purpose, Unset):
            purpose = UNSET
        else:
            purpose = self.purpose

        web_otp_domain: None | str | Unset
        if isinstance(self.web_otp_domain, Unset):
            web_otp_domain = UNSET
        else:
            web_otp_domain = self.web_otp_domain

        web_otp_embedded_domain: None | str | Unset
        if isinstance(self.web_otp_embedded_domain, Unset):
            web_otp_embedded_domain = UNSET
        else:
            web_otp_embedded_domain = self.web_otp_embedded_domain

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "phone_number": phone_number,
            }
        )
        if app_hash is not UNSET:
            field_dict["app_hash"] = app_hash
        if expiry_minutes is not UNSET:
            field_dict["expiry_minutes"] = expiry_minutes
        if purpose is not UNSET:
            field_dict["purpose"] = purpose
        if web_otp_domain is not UNSET:
            field_dict["web_otp_domain"] = web_otp_domain
        if web_otp_embedded_domain is not UNSET:
            field_dict["web_otp_embedded_domain"] = web_otp_embedded_domain

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        phone_number = d.pop("phone_number")

        def _parse_app_hash(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        app_hash = _parse_app_hash(d.pop("app_hash", UNSET))

        def _parse_expiry_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expiry_minutes = _parse_expiry_minutes(d.pop("expiry_minutes", UNSET))

        def _parse_purpose(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        purpose = _parse_purpose(d.pop("purpose", UNSET))

        def _parse_web_otp_domain(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        web_otp_domain = _parse_web_otp_domain(d.pop("web_otp_domain", UNSET))

        def _parse_web_otp_embedded_domain(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        web_otp_embedded_domain = _parse_web_otp_embedded_domain(
            d.pop("web_otp_embedded_domain", UNSET)
        )

        send_code_in = cls(
            phone_number=phone_number,
            app_hash=app_hash,
            expiry_minutes=expiry_minutes,
            purpose=purpose,
            web_otp_domain=web_otp_domain,
            web_otp_embedded_domain=web_otp_embedded_domain,
        )

        send_code_in.additional_properties = d
        return send_code_in

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

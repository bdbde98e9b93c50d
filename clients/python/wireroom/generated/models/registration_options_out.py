from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.algorithm_out import AlgorithmOut
    from ..models.party_out import PartyOut
    from ..models.passkey_reference_out import PasskeyReferenceOut
    from ..models.selection_out import SelectionOut
    from ..models.user_out import UserOut


T = TypeVar("T", bound="RegistrationOptionsOut")


@_attrs_define
class RegistrationOptionsOut:
    """Options for `navigator.credentials.create`, as `PublicKeyCredential.parseCreationOptionsFromJSON` takes them.

    Attributes:
        attestation (str):
        authenticator_selection (SelectionOut): Requirements on the authenticator.
        challenge (str): To be answered within five minutes.
        exclude_credentials (list[PasskeyReferenceOut]): Passkeys of the person, of which an authenticator does not make
            a second one.
        pub_key_cred_params (list[AlgorithmOut]):
        rp (PartyOut): The site to which the passkey belongs.
        timeout (int): Milliseconds.
        user (UserOut): The person as the authenticator keeps it.
    """

    attestation: str
    authenticator_selection: SelectionOut
    challenge: str
    exclude_credentials: list[PasskeyReferenceOut]
    pub_key_cred_params: list[AlgorithmOut]
    rp: PartyOut
    timeout: int
    user: UserOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attestation = self.attestation

        authenticator_selection = self.authenticator_selection.to_dict()

        challenge = self.challenge

        exclude_credentials = []
        for exclude_credentials_item_data in self.exclude_credentials:
            exclude_credentials_item = exclude_credentials_item_data.to_dict()
            exclude_credentials.append(exclude_credentials_item)

        pub_key_cred_params = []
        for pub_key_cred_params_item_data in self.pub_key_cred_params:
            pub_key_cred_params_item = pub_key_cred_params_item_data.to_dict()
            pub_key_cred_params.append(pub_key_cred_params_item)

        rp = self.rp.to_dict()

        timeout = self.timeout

        user = self.user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attestation": attestation,
                "authenticatorSelection": authenticator_selection,
                "challenge": challenge,
                "excludeCredentials": exclude_credentials,
                "pubKeyCredParams": pub_key_cred_params,
                "rp": rp,
                "timeout": timeout,
                "user": user,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.algorithm_out import AlgorithmOut  # noqa: PLC0415
        from ..models.party_out import PartyOut  # noqa: PLC0415
        from ..models.passkey_reference_out import PasskeyReferenceOut  # noqa: PLC0415
        from ..models.selection_out import SelectionOut  # noqa: PLC0415
        from ..models.user_out import UserOut  # noqa: PLC0415

        d = dict(src_dict)
        attestation = d.pop("attestation")

        authenticator_selection = SelectionOut.from_dict(
            d.pop("authenticatorSelection")
        )

        challenge = d.pop("challenge")

        exclude_credentials = []
        _exclude_credentials = d.pop("excludeCredentials")
        for exclude_credentials_item_data in _exclude_credentials:
            exclude_credentials_item = PasskeyReferenceOut.from_dict(
                exclude_credentials_item_data
            )

            exclude_credentials.append(exclude_credentials_item)

        pub_key_cred_params = []
        _pub_key_cred_params = d.pop("pubKeyCredParams")
        for pub_key_cred_params_item_data in _pub_key_cred_params:
            pub_key_cred_params_item = AlgorithmOut.from_dict(
                pub_key_cred_params_item_data
            )

            pub_key_cred_params.append(pub_key_cred_params_item)

        rp = PartyOut.from_dict(d.pop("rp"))

        timeout = d.pop("timeout")

        user = UserOut.from_dict(d.pop("user"))

        registration_options_out = cls(
            attestation=attestation,
            authenticator_selection=authenticator_selection,
            challenge=challenge,
            exclude_credentials=exclude_credentials,
            pub_key_cred_params=pub_key_cred_params,
            rp=rp,
            timeout=timeout,
            user=user,
        )

        registration_options_out.additional_properties = d
        return registration_options_out

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

from typing import Literal

VonageCredentialsSignatureMethodType1 = Literal[
    "md5", "md5hash", "sha1", "sha256", "sha512"
]

VONAGE_CREDENTIALS_SIGNATURE_METHOD_TYPE_1_VALUES: set[
    VonageCredentialsSignatureMethodType1
] = {
    "md5",
    "md5hash",
    "sha1",
    "sha256",
    "sha512",
}


def check_vonage_credentials_signature_method_type_1(
    value: str,
) -> VonageCredentialsSignatureMethodType1:
    if value in VONAGE_CREDENTIALS_SIGNATURE_METHOD_TYPE_1_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VONAGE_CREDENTIALS_SIGNATURE_METHOD_TYPE_1_VALUES!r}"
    )

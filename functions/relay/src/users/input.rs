//! Requests of the users' pages. Each also comes as a form.

use identity::password::Password;

use super::fields::{Fields, UserIn};
use crate::error::RelayResult;

/// Body of `POST /v2/signup`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SignUpIn {
    /// Calling code of the number's country: `+237`, `00237` or `237`.
    #[cfg_attr(feature = "openapi", schemars(example = "+237"))]
    pub(crate) country_code: String,
    /// Number of that country, national or international.
    pub(crate) phone_number: String,
    /// Name without control characters, of 1 to 128 characters after spaces around it are cut.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
    pub(crate) name: String,
    /// Password of at least 8 characters and at most 190 bytes, with a lower-case letter, an upper-case letter, a digit
    /// and one of `!@#$%^&*()_+-=`.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 8), extend("format" = "password"))
    )]
    pub(crate) password: Password,
    /// Answer of the captcha's service; required if the deployment has a captcha.
    pub(crate) captcha_token: Option<String>,
}

/// Body of `POST /v2/users/{uid}/OTP`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendCodeIn {
    /// The number of the sign-up or the recovery.
    pub(crate) phone_number: String,
}

/// Body of `PUT /v2/OTP`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct VerifyCodeIn {
    /// The six digits of the SMS, also with spaces or hyphens.
    #[cfg_attr(feature = "openapi", schemars(example = "123456"))]
    pub(crate) code: String,
}

/// Body of `POST /v2/recovery`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct BeginRecoveryIn {
    /// The user's number; the deployment's country is assumed if it has no calling code.
    pub(crate) phone_number: String,
    /// Answer of the captcha's service; required if the deployment has a captcha.
    pub(crate) captcha_token: Option<String>,
}

/// Body of `PUT /v2/users/{uid}/recovery`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct FinishRecoveryIn {
    /// New password, under the rules of the sign-up.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 8), extend("format" = "password"))
    )]
    pub(crate) new_password: Password,
}

/// Body of `POST /v2/login`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct LogInIn {
    /// The user's number; the deployment's country is assumed if it has no calling code.
    pub(crate) phone_number: String,
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 1), extend("format" = "password"))
    )]
    pub(crate) password: Password,
    /// Answer of the captcha's service; required if the deployment has a captcha.
    pub(crate) captcha_token: Option<String>,
}

/// Body of `POST /v2/users/{uid}/verify` and of `DELETE /v2/users/{uid}`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UserPasswordIn {
    /// The user's password.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 1), extend("format" = "password"))
    )]
    pub(crate) password: Password,
}

/// Body of `POST /v2/users/{uid}/password`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ChangePasswordIn {
    /// The password until now.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 1), extend("format" = "password"))
    )]
    pub(crate) password: Password,
    /// New password, under the rules of the sign-up.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", length(min = 8), extend("format" = "password"))
    )]
    pub(crate) new_password: Password,
}

impl UserIn for SignUpIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self {
            country_code: fields.required("country_code")?,
            phone_number: fields.number("phone_number")?,
            name: fields.required("name")?,
            password: fields.password("password")?,
            captcha_token: fields.text("captcha_token"),
        })
    }
}

impl UserIn for SendCodeIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self { phone_number: fields.number("phone_number")? })
    }
}

impl UserIn for VerifyCodeIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self { code: fields.required("code")? })
    }
}

impl UserIn for BeginRecoveryIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        let phone_number = fields.number("phone_number")?;
        Ok(Self { phone_number, captcha_token: fields.text("captcha_token") })
    }
}

impl UserIn for FinishRecoveryIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self { new_password: fields.password("new_password")? })
    }
}

impl UserIn for LogInIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self {
            phone_number: fields.number("phone_number")?,
            password: fields.password("password")?,
            captcha_token: fields.text("captcha_token"),
        })
    }
}

impl UserIn for UserPasswordIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self { password: fields.password("password")? })
    }
}

impl UserIn for ChangePasswordIn {
    fn read(fields: &Fields) -> RelayResult<Self> {
        Ok(Self {
            password: fields.password("password")?,
            new_password: fields.password("new_password")?,
        })
    }
}

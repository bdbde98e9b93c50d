//! Last line of a code's SMS, by which a browser or an app recognizes it.

use one_time_codes::{AppHash, CodeDomain, CodesPolicy, FinalLine, Template};

use super::input::SendCodeIn;
use crate::error::{ApiError, ApiResult};

const DOMAIN: &str = "web_otp_domain";
const EMBEDDED: &str = "web_otp_embedded_domain";
const APP_HASH: &str = "app_hash";

/// Returns the line that the request or else the policy wants. 422 if it is not acceptable, or if the text with it is
/// longer than one SMS.
pub(super) fn of(
    input: &SendCodeIn,
    policy: &CodesPolicy,
    template: &Template,
) -> ApiResult<Option<FinalLine>> {
    let embedded = input.web_otp_embedded_domain.as_deref();
    let (name, line) = match (input.web_otp_domain.as_deref(), input.app_hash.as_deref()) {
        (Some(_), Some(_)) => {
            let text = "app_hash and web_otp_domain exclude each other";
            return Err(ApiError::invalid(APP_HASH, text));
        }
        (Some(text), None) => {
            let embedded = embedded.map(|text| domain(text, EMBEDDED)).transpose()?;
            (DOMAIN, FinalLine::WebOtp { domain: domain(text, DOMAIN)?, embedded })
        }
        (None, _) if embedded.is_some() => {
            let text = "web_otp_embedded_domain needs web_otp_domain";
            return Err(ApiError::invalid(EMBEDDED, text));
        }
        (None, Some(text)) => {
            let hash = AppHash::parse(text)
                .map_err(|error| ApiError::invalid(APP_HASH, format!("{APP_HASH} {error}")))?;
            (APP_HASH, FinalLine::App(hash))
        }
        (None, None) => match &policy.web_otp_domain {
            None => return Ok(None),
            Some(domain) => (DOMAIN, FinalLine::WebOtp { domain: domain.clone(), embedded: None }),
        },
    };
    template.check_line(&line).map_err(|error| ApiError::invalid(name, error.to_string()))?;
    Ok(Some(line))
}

fn domain(text: &str, name: &str) -> ApiResult<CodeDomain> {
    CodeDomain::parse(text).map_err(|error| ApiError::invalid(name, format!("{name} {error}")))
}

#[cfg(test)]
mod tests {
    use edge_kit::params::read::Spelled;

    use super::*;

    const HASH: &str = "FA+9qCX9VSu";

    fn read(
        domain: Option<&str>,
        embedded: Option<&str>,
        app_hash: Option<&str>,
        policy: &CodesPolicy,
    ) -> ApiResult<Option<FinalLine>> {
        let input = SendCodeIn {
            phone_number: Spelled { text: "+12025550123".to_owned(), may_lack_plus: false },
            purpose: None,
            expiry_minutes: None,
            web_otp_domain: domain.map(str::to_owned),
            web_otp_embedded_domain: embedded.map(str::to_owned),
            app_hash: app_hash.map(str::to_owned),
        };
        of(&input, policy, &Template::default())
    }

    fn web_otp(text: &str) -> FinalLine {
        FinalLine::WebOtp { domain: CodeDomain::parse(text).unwrap(), embedded: None }
    }

    #[test]
    fn request_comes_before_the_policy() {
        let none = CodesPolicy::default();
        let policy = CodesPolicy {
            web_otp_domain: CodeDomain::parse("policy.example").ok(),
            ..CodesPolicy::default()
        };
        assert_eq!(read(None, None, None, &none), Ok(None));
        assert_eq!(read(None, None, None, &policy), Ok(Some(web_otp("policy.example"))));
        let given = read(Some("given.example"), None, None, &policy);
        assert_eq!(given, Ok(Some(web_otp("given.example"))));
        let app = FinalLine::App(AppHash::parse(HASH).unwrap());
        assert_eq!(read(None, None, Some(HASH), &policy), Ok(Some(app)));
    }

    #[test]
    fn contradictions_are_refused() {
        let none = CodesPolicy::default();
        for (domain, embedded, app_hash) in [
            (Some("example.com"), None, Some(HASH)),
            (None, Some("example.com"), None),
            (None, Some("example.com"), Some(HASH)),
            (Some("https://example.com"), None, None),
            (Some("example.com"), Some("x"), None),
            (None, None, Some("short")),
        ] {
            assert!(read(domain, embedded, app_hash, &none).is_err(), "{domain:?} {app_hash:?}");
        }
    }
}

//! Platform and protocol in a path.

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::ErrorCode;
use http::StatusCode;
use platforms::PlatformKind;
use serde::Deserialize;

use crate::error::{RelayError, RelayResult};

/// Parameters of `/platforms/{platform}/protocols/{protocol}[/{action}]`.
#[derive(Debug, Deserialize)]
pub(crate) struct TargetPath {
    platform: String,
    protocol: String,
    action: Option<String>,
}

/// Result of extracting the path.
pub(crate) type MaybeGrantTarget = Result<Path<TargetPath>, PathRejection>;

/// Returns the path's platform. 404 if it is unknown, uses another protocol or does not have the action.
pub(crate) fn target(path: MaybeGrantTarget) -> RelayResult<PlatformKind> {
    let Path(path) = path.map_err(|_| unknown())?;
    parse(&path).ok_or_else(unknown)
}

/// 404: unknown platform, or another protocol than the platform's.
pub(crate) fn unknown() -> RelayError {
    RelayError::text(ErrorCode::PlatformNotFound, StatusCode::NOT_FOUND, "platform not found")
}

fn parse(path: &TargetPath) -> Option<PlatformKind> {
    let platform = PlatformKind::parse(&path.platform)?;
    let fits = match path.action.as_deref() {
        None => true,
        Some(action) => action == "password" && platform == PlatformKind::Telegram,
    };
    (fits && path.protocol == platform.protocol()).then_some(platform)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(platform: &str, protocol: &str, action: Option<&str>) -> Option<PlatformKind> {
        let owned = str::to_owned;
        let path = TargetPath {
            platform: owned(platform),
            protocol: owned(protocol),
            action: action.map(owned),
        };
        parse(&path)
    }

    #[test]
    fn platform_accepts_only_its_protocol_and_only_telegram_has_a_password_step() {
        assert_eq!(parsed("gmail", "oauth2", None), Some(PlatformKind::Gmail));
        let telegram = Some(PlatformKind::Telegram);
        assert_eq!(parsed("telegram", "twofactor", Some("password")), telegram);
        assert_eq!(parsed("telegram", "twofactor", None), telegram);
        for (platform, protocol, action) in [
            ("Gmail", "oauth2", None),
            ("slack", "oauth2", None),
            ("gmail", "twofactor", None),
            ("telegram", "oauth2", None),
            ("gmail", "oauth2", Some("password")),
            ("telegram", "twofactor", Some("register")),
        ] {
            assert_eq!(parsed(platform, protocol, action), None, "{platform} {protocol}");
        }
    }
}

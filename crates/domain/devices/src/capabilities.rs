//! Capabilities of the Android app that depend on its version (smsgate contract 4 and 6.4). An app that states no
//! version counts as a current one.

use messaging::Protocol;

use crate::app_version::AppVersion;

/// First version that keeps a message until its scheduled time by itself.
const KEEPS_SCHEDULES_SINCE: AppVersion = AppVersion::new(1, 61);
/// First version that transmits multimedia messages.
const MULTIMEDIA_SINCE: AppVersion = AppVersion::new(1, 74);

/// Returns the protocol of a phone that fetches its messages with this app.
pub fn poll_protocol(app: Option<AppVersion>) -> Protocol {
    Protocol::Poll {
        keeps_schedules: app.is_none_or(|app| app >= KEEPS_SCHEDULES_SINCE),
        multimedia: transmits_multimedia(app),
    }
}

/// Whether the app transmits multimedia messages. An older one gives up a whole fetch because of a message without
/// any content that it knows.
pub fn transmits_multimedia(app: Option<AppVersion>) -> bool {
    app.is_none_or(|app| app >= MULTIMEDIA_SINCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_capabilities_follow_from_its_app_version() {
        let poll = |keeps_schedules, multimedia| Protocol::Poll { keeps_schedules, multimedia };
        for (version, expected) in [
            (None, poll(true, true)),
            (Some("unheard of"), poll(true, true)),
            (Some("1.60.9"), poll(false, false)),
            (Some("1.61.0"), poll(true, false)),
            (Some("1.74"), poll(true, true)),
            (Some("2.0.1"), poll(true, true)),
        ] {
            let app = version.and_then(AppVersion::parse);
            assert_eq!(poll_protocol(app), expected, "{version:?}");
        }
    }
}

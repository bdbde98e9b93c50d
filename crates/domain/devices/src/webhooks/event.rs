//! Events that a phone can deliver.

use crate::app_version::AppVersion;

/// An event that a phone delivers. It is stored and shown as the text of [`as_str`](Self::as_str).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceHookEvent {
    SmsReceived,
    SmsDataReceived,
    SmsSent,
    SmsDelivered,
    SmsFailed,
    SmsCancelled,
    MmsReceived,
    MmsDownloaded,
    SystemPing,
    AppStarted,
    SmsBatchReceived,
    SmsBatchDataReceived,
    MmsBatchReceived,
    MmsBatchDownloaded,
}

impl DeviceHookEvent {
    pub const ALL: [Self; 14] = [
        Self::SmsReceived,
        Self::SmsDataReceived,
        Self::SmsSent,
        Self::SmsDelivered,
        Self::SmsFailed,
        Self::SmsCancelled,
        Self::MmsReceived,
        Self::MmsDownloaded,
        Self::SystemPing,
        Self::AppStarted,
        Self::SmsBatchReceived,
        Self::SmsBatchDataReceived,
        Self::MmsBatchReceived,
        Self::MmsBatchDownloaded,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SmsReceived => "sms:received",
            Self::SmsDataReceived => "sms:data-received",
            Self::SmsSent => "sms:sent",
            Self::SmsDelivered => "sms:delivered",
            Self::SmsFailed => "sms:failed",
            Self::SmsCancelled => "sms:cancelled",
            Self::MmsReceived => "mms:received",
            Self::MmsDownloaded => "mms:downloaded",
            Self::SystemPing => "system:ping",
            Self::AppStarted => "app:started",
            Self::SmsBatchReceived => "sms:batch:received",
            Self::SmsBatchDataReceived => "sms:batch:data-received",
            Self::MmsBatchReceived => "mms:batch:received",
            Self::MmsBatchDownloaded => "mms:batch:downloaded",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }

    /// Whether the app that sent the request knows the event. An older app reads an unknown name as null, which may
    /// make it reject its whole list. A program that does not state its version gets every event.
    pub fn is_known_to(self, app: Option<AppVersion>) -> bool {
        match (self.since(), app) {
            (Some(since), Some(app)) => app >= since,
            _ => true,
        }
    }

    /// Returns the first version that has the event. `None`: all versions in use have it.
    fn since(self) -> Option<AppVersion> {
        match self {
            Self::AppStarted => Some(AppVersion::new(1, 66)),
            Self::SmsCancelled => Some(AppVersion::new(1, 67)),
            Self::SmsBatchReceived
            | Self::SmsBatchDataReceived
            | Self::MmsBatchReceived
            | Self::MmsBatchDownloaded => Some(AppVersion::new(1, 71)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known_to(minor: u32) -> Vec<&'static str> {
        let app = Some(AppVersion::new(1, minor));
        let unknown = |it: &DeviceHookEvent| !it.is_known_to(app);
        DeviceHookEvent::ALL.into_iter().filter(unknown).map(DeviceHookEvent::as_str).collect()
    }

    #[test]
    fn names_survive_a_round_trip_and_other_names_are_rejected() {
        for event in DeviceHookEvent::ALL {
            assert_eq!(DeviceHookEvent::parse(event.as_str()), Some(event));
        }
        for name in ["", "sms:Received", "sms_received", "message.sent", "webhook:test", "*"] {
            assert_eq!(DeviceHookEvent::parse(name), None, "{name}");
        }
    }

    #[test]
    fn older_app_does_not_get_events_that_it_does_not_know() {
        let batches = [
            "sms:batch:received",
            "sms:batch:data-received",
            "mms:batch:received",
            "mms:batch:downloaded",
        ];
        assert_eq!(known_to(65), [&["sms:cancelled", "app:started"], &batches[..]].concat());
        assert_eq!(known_to(66), [&["sms:cancelled"], &batches[..]].concat());
        assert_eq!(known_to(67), batches);
        assert_eq!(known_to(70), batches);
        assert!(known_to(71).is_empty());
    }

    #[test]
    fn program_without_a_version_gets_every_event() {
        assert!(DeviceHookEvent::ALL.into_iter().all(|event| event.is_known_to(None)));
    }
}

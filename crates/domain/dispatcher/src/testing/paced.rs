//! Gateways whose SIMs are paced.

use ids::GatewayId;
use messaging::{DispatchPolicy, Options, PacingRule, SendWindow};
use object_commands::dispatcher::PresenceSign;
use object_sql::native::MemorySql;
use proptest::prelude::*;
use unix_time::UnixMillis;

use crate::{
    Delivery,
    testing::{MINUTE_MS, Object, START_MS, accepted, sized},
};

/// Ten segments in ten minutes.
pub(crate) const RULE: PacingRule = PacingRule { segments: 10, window_ms: 10 * MINUTE_MS };
/// The alarm goes off up to one grain after the window ends.
pub(crate) const GRAIN_MS: i64 = RULE.window_ms / 64;

/// Limits of a gateway's own, as an administrator sets them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnLimits {
    pub(crate) pacing: Option<PacingRule>,
    pub(crate) send_window: Option<SendWindow>,
}

/// Generates own limits of gateways: none, a budget of a few segments, a window that is open at the start, one that is
/// closed then, and both.
pub(crate) fn own_limits(window_ms: i64) -> impl Strategy<Value = OwnLimits> {
    let segments = proptest::option::of(1_u32..12);
    let hours = prop_oneof![
        2 => Just(None),
        1 => Just(Some(("08:00", "20:00"))),
        1 => Just(Some(("20:00", "08:00"))),
    ];
    (segments, hours).prop_map(move |(segments, hours)| OwnLimits {
        pacing: segments.map(|segments| PacingRule { segments, window_ms }),
        send_window: hours.map(|(from, until)| SendWindow::parse(from, until, "UTC").unwrap()),
    })
}

pub(crate) fn paced(sql: &MemorySql) -> Object<'_> {
    Object::with_policy(sql, DispatchPolicy { pacing: Some(RULE), ..DispatchPolicy::default() })
}

/// Returns a paced object whose gateways' phones are connected.
pub(crate) fn connected<'a>(sql: &'a MemorySql, ids: &[&str]) -> Object<'a> {
    let mut object = paced(sql);
    for id in ids {
        object.online(id, START_MS);
    }
    object
}

impl Object<'_> {
    /// Gives a gateway that is known limits of its own.
    pub(crate) fn limit_itself(&mut self, id: &str, limits: &OwnLimits) {
        self.limit(id, |settings| {
            settings.pacing = limits.pacing;
            settings.send_window.clone_from(&limits.send_window);
        });
    }

    pub(crate) fn send(&mut self, segments: usize, options: Options, now_ms: UnixMillis) -> String {
        accepted(self.submit(sized(segments, options), now_ms)).message_id
    }

    pub(crate) fn send_plain(&mut self, segments: usize, now_ms: UnixMillis) -> String {
        self.send(segments, Options::default(), now_ms)
    }

    /// Pumps until nothing is left and returns the frames as (gateway, wire id).
    pub(crate) fn pump_frames(&mut self, now_ms: UnixMillis) -> Vec<(String, String)> {
        let mut out = Vec::new();
        loop {
            let deliveries = self.core.pump(now_ms).unwrap();
            if deliveries.is_empty() {
                return out;
            }
            for Delivery { gateway_id, frames, .. } in deliveries {
                out.extend(
                    frames.into_iter().map(|sms| (gateway_id.as_str().to_owned(), sms.wire_id)),
                );
            }
        }
    }

    pub(crate) fn wire_ids(&mut self, now_ms: UnixMillis) -> Vec<String> {
        self.pump_frames(now_ms).into_iter().map(|(_, wire_id)| wire_id).collect()
    }

    /// Runs the alarm at the core's next turn, with the phones in `alive` connected.
    pub(crate) fn next_turn(&mut self, alive: &[&str]) -> (UnixMillis, Vec<(String, String)>) {
        let at_ms = self.core.next_turn_ms().expect("nothing waits for room");
        for id in alive {
            self.sign(id, PresenceSign::AliveOnSocket, at_ms);
        }
        self.core.process_due(at_ms).unwrap();
        (at_ms, self.pump_frames(at_ms))
    }
}

pub(crate) fn pinned(gateway_id: &str) -> Options {
    Options { gateway_id: Some(GatewayId::from_text(gateway_id)), ..Options::default() }
}

pub(crate) fn priority(priority: i8) -> Options {
    Options { priority, ..Options::default() }
}

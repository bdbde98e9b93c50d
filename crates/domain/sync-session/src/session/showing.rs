//! The browser's display and its timing.

use rand_core::RngCore;
use relay_users::RelayUserId;
use unix_time::UnixMillis;

use super::{Effect, Phase, Replaced, Session, Show, equal};
use crate::{
    frames::{Display, Frames},
    ids,
    rules::SyncRules,
};

impl Session {
    /// Returns when [`tick`](Self::tick) must run next.
    pub fn due_ms(&self, rules: &SyncRules) -> UnixMillis {
        let ends_at_ms = self.ends_at_ms(rules);
        self.show.as_ref().map_or(ends_at_ms, |show| show.due_ms.min(ends_at_ms))
    }

    /// Connects a browser while no other is connected, and shows it a URL at once. `None` if the session belongs to
    /// another user or is not known by this id.
    pub fn connect(
        &mut self,
        user_id: &RelayUserId,
        session_id: &str,
        display: Display,
        rules: &SyncRules,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Option<Vec<Effect>> {
        let known = equal(session_id, &self.opened_as) | self.is_good(session_id, now_ms);
        if !(known & equal(user_id.as_str(), self.user_id.as_str())) {
            return None;
        }
        if matches!(self.phase, Phase::Ack | Phase::Burnt) {
            return Some(vec![Effect::Close]);
        }
        let due_ms = now_ms.saturating_add(display.sleep_ms(rules));
        let frame = self.frame(&display, rng);
        self.show = Some(Show { display, sent: 1, paused: false, due_ms });
        Some(vec![frame])
    }

    /// Records that the browser disconnected. The shown URL stays valid.
    pub fn disconnected(&mut self) {
        self.show = None;
    }

    /// Does what is due: shows the next URL, ends the display, or ends the session.
    pub fn tick(
        &mut self,
        rules: &SyncRules,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Vec<Effect> {
        if self.is_over(rules, now_ms) {
            self.show = None;
            return vec![Effect::Close, Effect::Forget];
        }
        let Some(mut show) = self.show.take_if(|show| show.due_ms <= now_ms) else {
            return Vec::new();
        };
        let one_step = show.display.frames == Frames::OneStep;
        if self.phase == Phase::Pause && !one_step && !show.paused {
            show.paused = true;
            show.due_ms = now_ms.saturating_add(rules.paused_ms);
            self.show = Some(show);
            return Vec::new();
        }
        // Era A1 stops after a pause; A2 continues.
        let stops = show.paused && show.display.frames == Frames::Url;
        // `self.show` was taken and stays empty, which ends the display.
        if stops || show.sent >= rules.urls {
            return vec![Effect::Close];
        }
        // A handshake froze the id, so era A2 shows the same URL again after the pause.
        if self.phase == Phase::Run && !one_step {
            self.rotate(rules, now_ms, rng);
        }
        let frame = self.frame(&show.display, rng);
        show.sent = show.sent.saturating_add(1);
        show.paused = false;
        show.due_ms = now_ms.saturating_add(show.display.sleep_ms(rules));
        self.show = Some(show);
        vec![frame]
    }

    fn rotate(&mut self, rules: &SyncRules, now_ms: UnixMillis, rng: &mut impl RngCore) {
        let name = ids::object_name(&self.user_id, &self.current);
        let id = std::mem::replace(&mut self.current, ids::rotated(&name, rng));
        let good_until_ms = now_ms.saturating_add(rules.overlap_ms);
        self.previous = Some(Replaced { id, good_until_ms });
    }

    fn frame(&self, display: &Display, rng: &mut impl RngCore) -> Effect {
        Effect::Send(match display.frames {
            Frames::OneStep => display.frame(&self.user_id, &ids::new_session_id(rng)),
            Frames::Url | Frames::Json => display.frame(&self.user_id, &self.current),
        })
    }
}

impl Display {
    fn sleep_ms(&self, rules: &SyncRules) -> i64 {
        match self.frames {
            Frames::OneStep => rules.one_step_sleep_ms,
            Frames::Url | Frames::Json => rules.sleep_ms,
        }
    }
}

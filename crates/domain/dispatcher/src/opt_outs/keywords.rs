//! Keywords in inbound SMS: they change the list in the step that stores the SMS, and may be answered.

use messaging::{Content, Draft, InboundMessage, OptOutRule, Options};
use object_commands::dispatcher::Submit;
use object_sql::{Sql, SqlError};
use opt_outs::{Change, Evidence, Keyword, Source, number_key};
use rand_core::RngCore;
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

use super::{list::Effect, state::Reply};
use crate::{DispatcherCore, DispatcherError, columns};

/// Answers to one number in a day. More would be a loop, or an attempt to spend the account's SMS.
pub(crate) const MAX_REPLIES_TO_NUMBER: u32 = 4;
/// Answers of one account in a day.
pub(crate) const MAX_REPLIES: u32 = 1_000;
/// Validity of an answer; a later one would only puzzle its reader.
const REPLY_TTL_MS: i64 = 24 * 3_600_000;
pub(crate) const SELECT_REPLIES: &str = "SELECT replies FROM opt_out_reply WHERE number = ?";

impl<S: Sql> DispatcherCore<S> {
    /// Obeys the keyword that an inbound SMS is, if it is one and the policy is on. At a masking number, only the
    /// words that masking knows count, because the others are words of a conversation, and masking answers them.
    pub(crate) fn obey_keyword(
        &mut self,
        message: &InboundMessage,
        is_masked: bool,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let policy = &self.opt_outs.stored.policy;
        if !policy.enabled {
            return Ok(());
        }
        let Some((keyword, word)) = policy.keyword_of(message.body.as_str()) else { return Ok(()) };
        if is_masked && masking::Keyword::of(message.body.as_str()).is_none() {
            return Ok(());
        }
        let change = match keyword {
            Keyword::Stop => Change::Out,
            Keyword::Start => Change::In,
            Keyword::Help => {
                return if is_masked { Ok(()) } else { self.reply(message, keyword, now_ms) };
            }
        };
        if change == Change::In && self.is_outdated(message, now_ms)? {
            return Ok(());
        }
        let source = Source::Keyword {
            keyword,
            word,
            inbound_id: message.id.clone(),
            gateway_id: message.gateway_id.clone(),
            received_at_ms: message.received_at_ms,
        };
        let evidence = Evidence { change, at_ms: now_ms, source };
        if self.change_opt_out(&message.sender, &evidence, Some(message))? != Effect::Changed {
            return Ok(());
        }
        self.store_opt_out_state()?;
        if is_masked { Ok(()) } else { self.reply(message, keyword, now_ms) }
    }

    /// Submits the answers to keywords of this step.
    pub fn send_opt_out_replies(
        &mut self,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Result<(), DispatcherError> {
        for reply in std::mem::take(&mut self.opt_outs.replies) {
            let options = Options {
                gateway_id: Some(reply.gateway_id),
                delivery_report: true,
                expires_at_ms: Some(now_ms.saturating_add(REPLY_TTL_MS)),
                opt_out_rule: OptOutRule::Exempt,
                ..Options::default()
            };
            let draft = Draft {
                recipients: vec![reply.to],
                content: Content::Text(MessageText::new(reply.text)),
                options,
                client_id: None,
            };
            // A full queue refuses the answer, which is not worth a retry.
            self.submit(Submit::of(draft), now_ms, rng)?;
        }
        Ok(())
    }

    /// Whether the number opted out, in whatever way, after this SMS was received: a phone may upload old SMS late or
    /// again, and an old START must not undo a newer opt-out. An old STOP is obeyed.
    fn is_outdated(&self, message: &InboundMessage, now_ms: UnixMillis) -> Result<bool, SqlError> {
        let received_at_ms = message.received_at_ms.min(now_ms);
        let Some((entry, _)) = self.opt_out_row(&number_key(&message.sender))? else {
            return Ok(false);
        };
        Ok(entry.history.iter().any(|evidence| {
            evidence.change == Change::Out && evidence.happened_at_ms() > received_at_ms
        }))
    }

    /// Queues the answer to a keyword, unless it has none or a limit is reached.
    fn reply(
        &mut self,
        message: &InboundMessage,
        keyword: Keyword,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let Some(text) = self.opt_outs.stored.policy.replies.of(keyword) else { return Ok(()) };
        // A name cannot be answered.
        if !can_be_answered(&message.sender) {
            return Ok(());
        }
        let text = text.to_owned();
        let state = &mut self.opt_outs.stored;
        if state.reply_day != now_ms.day() {
            state.reply_day = now_ms.day();
            state.replies = 0;
            // At most one row for each of the day's answers.
            self.sql.exec("DELETE FROM opt_out_reply", vec![])?;
        }
        let key = number_key(&message.sender);
        let replied = columns::count(&self.sql, SELECT_REPLIES, vec![key.as_str().into()])?;
        if replied >= MAX_REPLIES_TO_NUMBER || state.replies >= MAX_REPLIES {
            return Ok(());
        }
        state.replies = state.replies.saturating_add(1);
        let statement = "INSERT INTO opt_out_reply (number, replies) VALUES (?, 1)
                         ON CONFLICT (number) DO UPDATE SET replies = replies + 1";
        self.sql.exec(statement, vec![key.into()])?;
        self.store_opt_out_state()?;
        self.opt_outs.replies.push(Reply {
            gateway_id: message.gateway_id.clone(),
            to: message.sender.clone(),
            text,
        });
        Ok(())
    }
}

/// Whether the sender has a number: a phone number, or a short code.
fn can_be_answered(sender: &Address) -> bool {
    match sender {
        Address::E164(_) => true,
        Address::Literal(text) => !text.is_empty() && text.chars().all(|it| it.is_ascii_digit()),
    }
}

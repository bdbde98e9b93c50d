//! Refusals of messages to recipients who have opted out.

use messaging::{Message, OptOutRule, Options};
use object_sql::{Sql, SqlError};
use opt_outs::number_key;
use telephony::Address;
use unix_time::UnixMillis;

use crate::{DispatcherCore, columns::to_json};

/// Failure reason of a recipient who opted out before the message was handed over.
pub(crate) const RECIPIENT_OPTED_OUT: &str = "recipient_opted_out";
/// One indexed read for each recipient.
pub(crate) const SELECT_OPTED_OUT: &str = "SELECT json_each.key FROM json_each(?)
     CROSS JOIN opt_out ON opt_out.number = json_each.value
     WHERE opt_out.is_out = 1";

impl<S: Sql> DispatcherCore<S> {
    /// Returns the indexes of the addresses that have opted out of messages with these options. Reads nothing while
    /// the policy is off.
    pub(crate) fn opted_out<'a>(
        &self,
        options: &Options,
        addresses: impl Iterator<Item = &'a Address>,
    ) -> Result<Vec<u8>, SqlError> {
        if !self.heeds_opt_outs(options) {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = addresses.map(number_key).collect();
        let rows = self.sql.exec(SELECT_OPTED_OUT, vec![to_json(&keys)?.into()])?;
        let indexes = rows.iter().map(|row| row.reader().integer());
        let indexes = indexes.collect::<Result<Vec<_>, _>>()?;
        Ok(indexes.into_iter().filter_map(|it| u8::try_from(it).ok()).collect())
    }

    /// Fails the recipients that have opted out since the message was accepted and that no gateway has yet. Reads
    /// nothing for a message that was accepted after the latest opt-out.
    pub(crate) fn abandon_opted_out(
        &self,
        message: &mut Message,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        if message.created_at_ms > self.opt_outs.stored.last_out_ms {
            return Ok(());
        }
        let addresses = message.recipients.iter().map(|it| &it.address);
        let opted_out = self.opted_out(&message.options, addresses)?;
        message.abandon_recipients(&opted_out, RECIPIENT_OPTED_OUT, now_ms);
        Ok(())
    }

    fn heeds_opt_outs(&self, options: &Options) -> bool {
        let state = &self.opt_outs.stored;
        let is_exempt = match options.opt_out_rule {
            OptOutRule::Ordinary => options.interaction.is_some(),
            OptOutRule::Code => state.policy.codes_exempt,
            OptOutRule::Exempt => true,
        };
        state.policy.enabled && state.numbers > 0 && !is_exempt
    }
}

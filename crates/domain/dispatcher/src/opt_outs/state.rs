//! Policy of the account, and counts that bound what keywords can cause.

use object_commands::dispatcher::{OptOutPolicy, OptOutPolicyOutcome};
use object_sql::{Sql, SqlError};
use opt_outs::PolicyChange;
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    columns::{from_json, to_json},
};

/// Key of the only row.
const KEY: i64 = 1;
const SELECT_STATE: &str = "SELECT record FROM opt_out_state WHERE key = ?";

/// The row as stored, with the answers that are to be sent in the same step.
#[derive(Debug, Default)]
pub(crate) struct OptOutState {
    pub(crate) stored: StoredState,
    /// Answers to keywords, which the caller of the step submits. Memory only, since a step never awaits.
    pub(crate) replies: Vec<Reply>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StoredState {
    pub(crate) policy: OptOutPolicy,
    /// Numbers in the list, those that opted in again included.
    pub(crate) numbers: u32,
    /// Time of the latest opt-out. A message that was accepted later was checked against all of them.
    pub(crate) last_out_ms: UnixMillis,
    /// Day of `replies`.
    pub(crate) reply_day: i64,
    /// Answers to keywords on that day.
    pub(crate) replies: u32,
}

/// An answer to a keyword.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) gateway_id: ids::GatewayId,
    pub(crate) to: Address,
    pub(crate) text: String,
}

/// Loads the state. An account that never used opt-outs has none.
pub(crate) fn load(sql: &impl Sql) -> Result<OptOutState, SqlError> {
    let rows = sql.exec(SELECT_STATE, vec![KEY.into()])?;
    let stored = rows.first().map(|row| row.reader().text().and_then(from_json)).transpose()?;
    Ok(OptOutState { stored: stored.unwrap_or_default(), replies: Vec::new() })
}

impl<S: Sql> DispatcherCore<S> {
    /// Returns the account's policy on opt-outs.
    pub fn opt_out_policy(&self) -> OptOutPolicy {
        self.opt_outs.stored.policy.clone()
    }

    /// Changes the account's policy on opt-outs. The list stays when the policy is switched off.
    pub fn change_opt_out_policy(
        &mut self,
        change: &PolicyChange,
    ) -> Result<OptOutPolicyOutcome, DispatcherError> {
        match self.opt_outs.stored.policy.changed(change) {
            Ok(policy) => {
                self.opt_outs.stored.policy = policy.clone();
                self.store_opt_out_state()?;
                Ok(OptOutPolicyOutcome::Changed { policy })
            }
            Err(fault) => Ok(OptOutPolicyOutcome::Refused { fault }),
        }
    }

    pub(crate) fn store_opt_out_state(&self) -> Result<(), SqlError> {
        let statement = "INSERT OR REPLACE INTO opt_out_state (key, record) VALUES (?, ?)";
        self.sql.exec(statement, vec![KEY.into(), to_json(&self.opt_outs.stored)?.into()])?;
        Ok(())
    }
}

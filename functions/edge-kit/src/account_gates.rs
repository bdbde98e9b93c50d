//! Bounds on what each account does at the same time in one isolate.

use std::{cell::RefCell, collections::HashMap};

use ids::AccountId;
use runtime::gate::Gate;

/// Number of accounts from which on those that do nothing are forgotten.
const MAX_IDLE_ACCOUNTS: usize = 1_000;

/// A gate for each account.
#[derive(Debug)]
pub struct AccountGates {
    /// Places of each gate.
    most: usize,
    gates: RefCell<HashMap<AccountId, Gate>>,
}

impl AccountGates {
    /// Makes gates that each admit `most` at once.
    pub fn new(most: usize) -> Self {
        Self { most, gates: RefCell::default() }
    }

    /// Returns the account's gate.
    pub fn of(&self, account_id: &AccountId) -> Gate {
        let mut gates = self.gates.borrow_mut();
        if gates.len() > MAX_IDLE_ACCOUNTS {
            // A gate in use must stay: a new one in its place would count from zero.
            gates.retain(|_, gate| gate.room() < self.most);
        }
        gates.entry(account_id.clone()).or_insert_with(|| Gate::new(self.most)).clone()
    }
}

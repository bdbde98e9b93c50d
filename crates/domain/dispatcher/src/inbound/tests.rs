//! Spellings of relay states, which deployed objects hold.

use super::RelayState::{self, Pending, PendingForEverybody, Refused};

const SPELLINGS: [(RelayState, &str); 3] =
    [(Pending, "pending"), (PendingForEverybody, "pending_for_everybody"), (Refused, "refused")];

#[test]
fn every_relay_state_is_stored_under_its_spelling_and_read_back() {
    for (state, spelling) in SPELLINGS {
        assert_eq!(state.as_str(), spelling);
        assert_eq!(RelayState::parse(spelling), Some(state));
    }
}

#[test]
fn unknown_relay_state_is_neither_undecided_nor_refused() {
    for spelling in ["", "Pending", "pending ", "decided"] {
        assert_eq!(RelayState::parse(spelling), None);
    }
}

#[test]
fn statements_spell_relay_states_as_they_are_stored() {
    let [pending, for_everybody, refused] = SPELLINGS.map(|(state, _)| state.as_str());
    assert_eq!(super::undecided!(), format!("mask IN ('{pending}', '{for_everybody}')"));
    assert_eq!(super::may_be_projected!(), format!("(mask IS NULL OR mask = '{refused}')"));
}

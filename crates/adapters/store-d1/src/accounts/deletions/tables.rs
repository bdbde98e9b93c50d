//! Tables with rows of an account, and the statements that delete them chunk by chunk.

/// Tables of one account's data, by when they are emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emptied {
    /// As soon as the account's objects are empty.
    First,
    /// At the end. These rows name the account's objects, which are emptied once more before.
    Last,
}

/// A table with rows of accounts.
#[derive(Debug)]
pub(super) struct OwnedTable {
    #[cfg(test)]
    pub(super) name: &'static str,
    pub(super) emptied: Emptied,
    /// Deletes at most `?2` rows of the account `?1`.
    pub(super) delete: &'static str,
    /// Adds the number of rows that the statement before it deleted to those of the table. What that deleted by a
    /// foreign key or a trigger is not counted.
    pub(super) count: &'static str,
}

/// Makes a table of its name, the column that names the account, and the rest of its key. The rest of the look-up of
/// rows may be given, with its limit.
macro_rules! table {
    ($emptied:ident $name:literal $owner:literal) => {
        table!(@ $emptied $name, concat!("DELETE FROM ", $name, " WHERE ", $owner, " = ?1 AND ?2 > 0"))
    };
    ($emptied:ident $name:literal $owner:literal $($key:literal)+) => {
        table!($emptied $name $owner $($key)+; " LIMIT ?2")
    };
    ($emptied:ident $name:literal $owner:literal $($key:literal)+; $rest:expr) => {
        table!(@ $emptied $name, concat!(
            "DELETE FROM ", $name, " WHERE (", $owner, $(", ", $key,)+ ") IN (SELECT ", $owner, $(", ", $key,)+
            " FROM ", $name, " WHERE ", $owner, " = ?1", $rest, ")"
        ))
    };
    (@ $emptied:ident $name:literal, $delete:expr) => {
        OwnedTable {
            #[cfg(test)]
            name: $name,
            emptied: Emptied::$emptied,
            delete: $delete,
            count: concat!(
                "INSERT INTO account_deletion_rows (account_id, table_name, deleted)
                 SELECT ?1, '", $name, "', changes() WHERE changes() > 0
                 ON CONFLICT (account_id, table_name) DO UPDATE SET deleted = deleted + excluded.deleted"
            ),
        }
    };
}

/// All tables with rows of accounts, except for the account's own. Rows that refer to others come before those.
pub(super) const OWNED: &[OwnedTable] = &[
    table!(First "api_keys" "account_id" "digest"),
    table!(First "audit_entries" "scope" "id"),
    table!(First "code_blocks" "account_id" "number_block"),
    table!(First "code_conversions" "account_id" "country" "number_block" "day"),
    table!(First "conversation_reads" "account_id" "number"),
    table!(First "counters" "account_id" "metric" "day" "gateway_id"),
    table!(First "device_settings" "account_id"),
    table!(First "device_webhooks" "account_id" "id"),
    table!(First "inbound_messages" "account_id" "id"),
    // A piece may have a megabyte.
    table!(First "inbox_attachment_chunks" "account_id" "attachment_id" "number"; " LIMIT MIN(?2, 25)"),
    table!(First "inbox_items" "account_id" "id"),
    table!(First "limit_counters" "account_id" "started_at_ms" "subject"),
    table!(First "logins" "account_id"),
    table!(First "message_labels" "account_id" "label" "message_id"),
    table!(First "message_pieces" "account_id" "message_id" "number"),
    table!(First "message_recipients" "account_id" "address" "message_id"),
    // Deleting a message deletes its pieces too, without counting them.
    table!(First "messages" "account_id" "id";
        " AND NOT EXISTS (SELECT 1 FROM message_pieces AS piece WHERE piece.account_id = ?1) LIMIT ?2"),
    table!(First "one_time_code_attempts" "account_id" "phone" "purpose" "at_ms"),
    table!(First "one_time_codes" "account_id" "phone" "created_at_ms"),
    table!(First "operating_figures" "account_id"),
    table!(First "pairings" "account_id" "id"),
    table!(First "passkeys" "scope" "person_id" "id"),
    table!(First "password_failures" "account_id" "subject" "network"),
    table!(First "pending_gateways" "account_id" "id"),
    table!(First "person_sessions" "scope" "person_id" "id"),
    table!(First "sign_in_links" "scope" "person_id"),
    table!(First "people" "scope" "id"),
    table!(First "provider_accounts" "account_id" "provider"),
    table!(First "provider_endpoints" "account_id" "token_digest"),
    table!(First "provider_numbers" "account_id" "id"),
    table!(First "provider_references" "account_id" "reference"),
    table!(First "proxy_interactions" "account_id" "session_id" "message_id"),
    table!(First "proxy_numbers" "account_id" "number_key"),
    table!(First "proxy_opt_outs" "account_id" "number_key" "participant_key"),
    table!(First "proxy_participants" "account_id" "number_key" "participant_key"),
    table!(First "proxy_sessions" "account_id" "id"),
    table!(First "proxy_settings" "account_id"),
    table!(First "publication_counters"
        "account_id" "day" "country_code" "platform" "source" "state" "gateway_client"),
    table!(First "publications" "account_id" "fingerprint"),
    table!(First "registration_codes" "account_id" "digest"),
    table!(First "relay_code_waits" "account_id" "phone_number"),
    table!(First "relay_consents" "account_id" "user_id" "platform" "created_at_ms" "state_digest"),
    table!(First "relay_data_keys" "account_id" "user_id"),
    table!(First "relay_gateway_clients" "account_id" "msisdn"),
    table!(First "relay_grants" "account_id" "user_id" "platform"),
    table!(First "relay_invitations" "account_id" "phone_number"),
    table!(First "relay_nodes" "account_id" "imsi"),
    // After the nodes, whose deletion changes it.
    table!(First "relay_node_counts" "account_id"),
    table!(First "relay_opt_ins" "account_id"),
    table!(First "relay_password_guesses" "account_id" "subject"),
    table!(First "relay_reliability_tests" "account_id" "id"),
    table!(First "relay_revocations" "account_id" "user_id" "platform" "version"),
    table!(First "relay_shared_keys" "account_id" "user_id"),
    table!(First "relay_used_blocks" "account_id" "user_id" "key_made_at_ms" "part"),
    table!(First "relay_users" "account_id" "user_id"),
    table!(First "sms_ceilings" "account_id" "ends_at_ms" "subject"),
    table!(First "token_pairs" "account_id" "id"),
    table!(First "webhook_attempts" "account_id" "endpoint_id" "started_at_ms" "event_id" "number"),
    table!(First "webhook_exchanges"
        "account_id" "endpoint_id" "delivered" "started_at_ms" "event_id" "number"),
    table!(Last "gateways" "account_id" "id"),
    table!(Last "webhook_endpoints" "account_id" "id"),
];

/// Tables whose rows a deletion leaves, with the reason.
#[cfg(test)]
pub(super) const KEPT: &[(&str, &str)] = &[
    ("accounts", "its row is deleted last, with the end of the deletion"),
    ("account_deletions", "it is the receipt"),
    ("account_deletion_rows", "it is the receipt"),
    (
        "sweeps",
        "its rows are the passes of the cron, whose place in the account is cleared at the end",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tests::{migrated, plan};

    #[test]
    fn every_table_is_emptied_or_kept_for_a_reason() {
        let database = migrated();
        let mut named: Vec<&str> = OWNED.iter().map(|table| table.name).collect();
        named.extend(KEPT.iter().map(|(name, _)| *name));
        let distinct: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!(distinct.len(), named.len(), "a table is named twice");
        let mut tables = database
            .prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap();
        let existing: BTreeSet<String> =
            tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let named: BTreeSet<String> = named.into_iter().map(str::to_owned).collect();
        assert_eq!(
            named, existing,
            "a new table needs a line in `OWNED`, or in `KEPT` if deleting an account leaves its rows"
        );
    }

    #[test]
    fn every_deletion_finds_the_rows_of_its_account_by_an_index() {
        let database = migrated();
        for table in OWNED {
            for detail in plan(&database, table.delete) {
                let is_step = detail.contains("SUBQUERY") || detail.contains("BLOOM FILTER");
                assert!(is_step || detail.starts_with("SEARCH"), "{}: {detail}", table.name);
            }
            for detail in plan(&database, table.count) {
                assert_eq!(detail, "SCAN CONSTANT ROW", "{}", table.name);
            }
        }
    }
}

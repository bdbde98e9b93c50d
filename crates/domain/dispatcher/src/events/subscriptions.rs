//! Webhook endpoints that subscribe to events. The Dispatcher has a copy of the list, so that events without a
//! subscriber cost nothing.

use dispatcher_records::Subscription;
use object_sql::{Sql, SqlError};
use webhooks::{EventFilter, EventKind};

use crate::{DispatcherCore, DispatcherError};

impl<S: Sql> DispatcherCore<S> {
    /// Replaces the subscriptions. Writes nothing if they are unchanged.
    pub fn set_subscriptions(
        &mut self,
        mut subscriptions: Vec<Subscription>,
    ) -> Result<(), DispatcherError> {
        subscriptions.sort_by(|a, b| a.endpoint_id.cmp(&b.endpoint_id));
        if subscriptions == self.subscriptions {
            return Ok(());
        }
        self.sql.exec("DELETE FROM subscription", vec![])?;
        for subscription in &subscriptions {
            let names = subscription.events.names().join(" ");
            let parameters = vec![subscription.endpoint_id.as_str().into(), names.into()];
            let statement = "INSERT INTO subscription (endpoint_id, events) VALUES (?, ?)";
            self.sql.exec(statement, parameters)?;
        }
        self.subscriptions = subscriptions;
        Ok(())
    }

    /// Returns the ids of endpoints that want events of this kind.
    pub fn subscribers_of(&self, kind: EventKind) -> Vec<String> {
        let wanting = self.subscriptions.iter().filter(|it| it.events.wants(kind));
        wanting.map(|it| it.endpoint_id.clone()).collect()
    }

    pub(crate) fn is_wanted(&self, kind: EventKind) -> bool {
        self.subscriptions.iter().any(|subscription| subscription.events.wants(kind))
    }
}

/// Loads the subscriptions that an earlier instance was given.
pub(crate) fn load_subscriptions(sql: &impl Sql) -> Result<Vec<Subscription>, SqlError> {
    // Rows of a table without row ids come in the order of their key, which is that of the comparison in
    // `set_subscriptions`.
    let rows = sql.exec("SELECT endpoint_id, events FROM subscription", vec![])?;
    rows.iter()
        .map(|row| {
            let mut columns = row.reader();
            let endpoint_id = columns.text()?.to_owned();
            let names = columns.text()?;
            let events = EventFilter::parse(names.split(' '))
                .map_err(|error| SqlError::Corrupt(error.to_string()))?;
            Ok(Subscription { endpoint_id, events })
        })
        .collect()
}

#[cfg(test)]
mod tests;

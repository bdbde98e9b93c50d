//! Endpoints of callback URLs that messages still need.

use object_sql::Sql;

use crate::{DispatcherCore, DispatcherError};

pub(crate) const FIND_MESSAGE: &str = "SELECT 1 FROM message WHERE callback = ? LIMIT 1";

impl<S: Sql> DispatcherCore<S> {
    /// Returns those of the endpoints that get the events of a message which has not left this object. One look-up each.
    pub fn used_callbacks(&self, endpoint_ids: &[String]) -> Result<Vec<String>, DispatcherError> {
        let mut used = Vec::new();
        for endpoint_id in endpoint_ids {
            if !self.sql.exec(FIND_MESSAGE, vec![endpoint_id.as_str().into()])?.is_empty() {
                used.push(endpoint_id.clone());
            }
        }
        Ok(used)
    }
}

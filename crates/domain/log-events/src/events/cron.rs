//! Events of single jobs of the cron.

use crate::event::events;

events! {
    /// Jobs of the cron.
    CronEvent, "Cron" {
        /// If the Dispatcher lost its alarm, its messages wait until a later minute pokes the account again.
        DispatcherNotPoked { account_id, error } = Warn "the cron did not reach an account's Dispatcher",
        /// Written once an hour if `RELAY_NODES` is `require`, with the number of such nodes in that hour, at most
        /// 1,000. Approve those that should be listed; the others can be ignored.
        UnlistedNodesPinged { count } = Warn "nodes pinged that are not listed",
        /// The next minute continues the sweep. The other sweeps are not affected.
        RowsNotDeleted { sweep, error } = Error "the database did not delete rows past their retention",
        /// The next minute goes on with the deletion. If this line comes every minute, an object or the database keeps
        /// refusing, and the account's data stays until that ends; the receipt shows how far the deletion is.
        AccountDeletionDelayed { account_id, error } = Error "the deletion of an account did not go on",
        /// The account is deleted. Its Dispatcher keeps the gateway's data.
        GatewayNotForgotten { account_id, error } = Warn "a Dispatcher was not told that a gateway was deleted",
    }
}

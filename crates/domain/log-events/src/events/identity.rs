//! Events of logins and passwords.

use crate::event::events;

events! {
    /// Logins by name and password, and the counting of guesses.
    IdentityEvent, "Logins and passwords" {
        /// The client got 503 and retries.
        LoginNotLookedUp { error } = Error "the database did not look up a login",
        /// The password was not checked, because a guess must be counted first. The client got 503 and retries.
        LoginNotCounted { error } = Error "the database did not count a login attempt",
        /// The attempt was over the limit of its network and was refused. It also counts as a wrong guess at the name,
        /// although its password was not checked.
        RefusedLoginNotUncounted { error } = Warn "the database did not take back the count of a refused login",
        /// The login succeeded, but counts as a wrong guess.
        RightPasswordNotRecorded { error } = Warn "the database did not record that a password was right",
        /// The login succeeded. The stored hash keeps the older pepper until a later login rehashes the password.
        PasswordNotRehashed { error } = Warn "the database did not store a password's hash under the newest pepper",
        /// The new password is valid. Failed attempts at the old one still count against the name.
        PasswordFailuresNotForgotten { error } = Warn "the database did not forget failed attempts at an old password",
    }
}

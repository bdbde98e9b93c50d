//! Events of API requests in general.

use crate::event::events;

events! {
    /// Keys, tokens, event streams and long answers.
    RequestEvent, "Keys, tokens and streams" {
        /// The client got 503 and retries.
        KeyNotLookedUp { error } = Error "the database did not look up an API key",
        /// The client got 503 and retries.
        SessionNotLookedUp { error } = Error "the database did not look up a person's session",
        /// The session's last use stays at an earlier one until a later one is recorded. A session that nobody else
        /// uses for twelve hours after that earlier use ends.
        SessionUseNotRecorded { error } = Warn "the last use of a person's session was not recorded",
        /// An administrator's change has happened, and the audit log lacks it. This line names the account, the route
        /// and the status of the answer instead.
        ChangeNotRecorded { error, status } = Error "the audit log did not record a change",
        /// An administrator's change has happened, and the audit log lacks it, because the account has as many entries
        /// as a day may have. This line names the account, the route and the status of the answer instead.
        AuditLogFull { status } = Warn "the audit log of a day is full and did not record a change",
        /// `last_used_at` of the key stays at an earlier use until a later one is recorded.
        KeyUseNotRecorded { error } = Warn "the last use of an API key was not recorded",
        /// The client got 503 and retries.
        TokenNotLookedUp { error } = Error "the database did not look up a token",
        /// The refresh token may have been stolen, so all tokens of its login were revoked. The user must log in
        /// again.
        RefreshTokenReplayed = Warn "a refresh token was used again, and all tokens of its login were revoked",
        /// A refresh token that may have been stolen was refused, but the other tokens of its login stay valid. The
        /// next replay tries again; a changed password revokes them at once.
        ReplayedTokensNotRevoked { error } = Error "the tokens of a login with a replayed refresh token were not revoked",
        /// The phone opens another stream and fetches.
        EventStreamBroke { error } = Warn "an event stream broke",
        /// The event was dropped from the stream. The phone fetches when it reconnects.
        EventStreamReaderTooSlow = Warn "an event stream's reader was too slow for an event",
        /// The client got a part of the answer, in a way that it cannot mistake for the whole, and must request it
        /// again.
        AnswerBrokenOff { error } = Error "a long answer was aborted because its data was not read",
    }
}

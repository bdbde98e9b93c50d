//! One publication from its first request to its last: a fresh token if needed, then each post once, in order.

mod stop;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    Context, Failure, GrantTokens, HttpAnswer, HttpRequest, PlatformKind, PostContent,
    PostReference, Sending, of, post_sequence::stop::Stop,
};

/// A token that expires within this time is refreshed first.
const FRESH_MS: i64 = 60_000;
/// Maximum number of times a post with an unknown outcome is sent again. Rate-limited answers do not count: nothing was
/// posted, so the caller decides how long to retry.
const MAX_WAITS: u8 = 10;

/// The posts of one publication under way. Store it, sealed, before each request of [`next`](Self::next) and after each
/// answer that was read. Resumed from there, it never duplicates a post, whatever happened in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostSequence {
    kind: PlatformKind,
    key: String,
    started_at_ms: UnixMillis,
    content: PostContent,
    pieces: Vec<Piece>,
    posted: Vec<PostReference>,
    asked: Option<PendingRequest>,
    attempt: Attempt,
    /// Whether the next post may already be published.
    is_repeat: bool,
    /// Number of answers that left open whether the next post was published.
    waits: u8,
    stopped: Option<Stop>,
}

/// Attempts for the next post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Attempt {
    /// Whether the token was refused, so that it must be refreshed first.
    needs_refresh: bool,
    has_refreshed: bool,
    /// Whether a demanded nonce was already sent once.
    has_nonce: bool,
}

/// Next action of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Make this request and pass its answer to [`PostSequence::read`].
    SendRequest(HttpRequest),
    /// Everything is published.
    Done,
    /// The publication ends here. [`PostSequence::posted`] lists what was published before.
    Stopped(Failure),
}

/// Whether to continue immediately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Call [`PostSequence::next`] immediately.
    GoOn,
    /// Call it later: after the delay that the platform named, or after one of the caller's choice.
    Wait { retry_after_ms: Option<i64> },
}

/// Text of one post. Its debug output omits it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Piece(String);

/// Request whose answer was not read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PendingRequest {
    Refresh,
    Send,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Piece")
    }
}

impl PostSequence {
    /// Begins a publication; refused if the platform would not accept the content. `key` is the publication's id:
    /// letters, digits, `_` and `-`.
    pub fn begin(
        kind: PlatformKind,
        key: &str,
        content: PostContent,
        now_ms: UnixMillis,
    ) -> Result<Self, Failure> {
        let pieces = of(kind).posts(&content)?.into_iter().map(Piece).collect();
        Ok(Self {
            kind,
            key: key.to_owned(),
            started_at_ms: now_ms,
            content,
            pieces,
            posted: Vec::new(),
            asked: None,
            attempt: Attempt::default(),
            is_repeat: false,
            waits: 0,
            stopped: None,
        })
    }

    /// Returns the posts published so far, in order.
    pub fn posted(&self) -> &[PostReference] {
        &self.posted
    }

    /// Returns the total number of posts.
    pub fn post_count(&self) -> usize {
        self.pieces.len()
    }

    /// Returns the next action. A request that was handed out but whose answer was never read counts as made.
    pub fn next(&mut self, tokens: &mut GrantTokens, context: &mut Context<'_>) -> NextStep {
        let platform = of(self.kind);
        // An interrupted refresh published nothing and is made again below; an interrupted post may be published.
        if self.stopped.is_none() && self.asked.take() == Some(PendingRequest::Send) {
            self.unknown("interrupted".to_owned());
        }
        if let Some(stopped) = &self.stopped {
            return NextStep::Stopped(stopped.clone().into());
        }
        let Some(piece) = self.pieces.get(self.posted.len()) else { return NextStep::Done };
        let is_stale = tokens
            .expires_at_ms
            .is_some_and(|at_ms| at_ms <= context.now_ms.saturating_add(FRESH_MS));
        // Without a refresh token, the token is used until the platform refuses it.
        let refreshes = self.attempt.needs_refresh || (is_stale && tokens.refresh_token.is_some());
        // One refresh a post: a token that lives no longer than `FRESH_MS` would be refreshed forever.
        let (asked, request) = if refreshes && !self.attempt.has_refreshed {
            (PendingRequest::Refresh, platform.refresh_request(tokens, context))
        } else {
            let sending = Sending {
                content: &self.content,
                piece: &piece.0,
                before: &self.posted,
                key: &self.key,
                started_at_ms: self.started_at_ms,
                is_repeat: self.is_repeat,
            };
            (PendingRequest::Send, platform.send_request(&sending, tokens, context))
        };
        match request {
            Ok(request) => {
                self.asked = Some(asked);
                NextStep::SendRequest(request)
            }
            // The operator can add the missing setting, so the publication does not end here.
            Err(failure @ Failure::NotConfigured(_)) => NextStep::Stopped(failure),
            Err(failure) => {
                self.stop(failure.clone());
                NextStep::Stopped(failure)
            }
        }
    }

    /// Reads the answer to the request of [`next`](Self::next); `None` if no answer came.
    pub fn read(&mut self, tokens: &mut GrantTokens, answer: Option<&HttpAnswer>) -> Progress {
        let platform = of(self.kind);
        match self.asked.take() {
            Some(PendingRequest::Refresh) => {
                let read = answer.map(|answer| platform.read_refresh(tokens, answer));
                self.refreshed(read.unwrap_or_else(|| Err(Failure::no_answer())))
            }
            Some(PendingRequest::Send) => {
                let read = answer.map(|answer| platform.read_send(tokens, answer));
                self.sent(read.unwrap_or_else(|| Err(Failure::no_answer())))
            }
            None => Progress::GoOn,
        }
    }

    fn refreshed(&mut self, read: Result<(), Failure>) -> Progress {
        match read {
            Ok(()) => {
                self.attempt = Attempt { has_refreshed: true, ..Attempt::default() };
            }
            Err(Failure::NonceRequired) if !self.attempt.has_nonce => self.attempt.has_nonce = true,
            Err(Failure::SlowDown { retry_after_ms }) => return Progress::Wait { retry_after_ms },
            // A refresh posts nothing, so an unknown outcome is harmless.
            Err(Failure::Unknown { .. }) => return Progress::Wait { retry_after_ms: None },
            Err(failure) => self.stop(failure),
        }
        Progress::GoOn
    }

    fn sent(&mut self, read: Result<PostReference, Failure>) -> Progress {
        match read {
            Ok(post) => {
                let has_more = self.pieces.len() > self.posted.len().saturating_add(1);
                if post.id.is_empty() && has_more {
                    // A post without an id cannot be replied to.
                    self.stopped = Some(Stop::Unknown("no_reference".to_owned()));
                }
                self.posted.push(post);
                self.attempt = Attempt::default();
                self.is_repeat = false;
                self.waits = 0;
            }
            // The token endpoint may demand its own nonce, so its flag is reset.
            Err(Failure::TokenExpired) if !self.attempt.has_refreshed => {
                self.attempt = Attempt { needs_refresh: true, ..Attempt::default() };
            }
            Err(Failure::TokenExpired) => self.stop(Failure::ConsentGone),
            Err(Failure::NonceRequired) if !self.attempt.has_nonce => self.attempt.has_nonce = true,
            Err(Failure::SlowDown { retry_after_ms }) => return Progress::Wait { retry_after_ms },
            Err(Failure::Unknown { reason }) => {
                self.unknown(reason);
                if self.stopped.is_none() {
                    return self.wait_after_unknown_outcome();
                }
            }
            Err(failure) => self.stop(failure),
        }
        Progress::GoOn
    }

    /// Records that the post may or may not have been published.
    fn unknown(&mut self, reason: String) {
        if of(self.kind).may_repeat() {
            self.is_repeat = true;
        } else {
            self.stopped = Some(Stop::Unknown(reason));
        }
    }

    /// Counts an answer that left open whether the post was published.
    fn wait_after_unknown_outcome(&mut self) -> Progress {
        self.waits = self.waits.saturating_add(1);
        if self.waits > MAX_WAITS {
            self.stopped = Some(Stop::Unknown("tries_exhausted".to_owned()));
            return Progress::GoOn;
        }
        Progress::Wait { retry_after_ms: None }
    }

    fn stop(&mut self, failure: Failure) {
        self.stopped = Some(failure.into());
    }
}

#[cfg(test)]
mod tests;

//! Meaning of a try's outcome.

use std::fmt;

/// End of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answered with this HTTP status.
    Answered(u16),
    /// No answer in time.
    TimedOut,
    /// The connection was refused, broke, or its certificate was wrong.
    Unreachable,
    /// Not tried: the guard for outbound requests refused the URL.
    NotAllowed,
}

/// Action after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing more to do.
    Delivered,
    /// Retry on the schedule.
    Failed,
    /// Retry on the schedule, and slow down everything to this endpoint: it is overloaded.
    Throttled,
    /// Send nothing more to this endpoint: it says that it is gone.
    Disable,
}

/// Classifies an outcome as Standard Webhooks does: only 2xx is a success, and redirects are not followed.
pub fn classify(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Answered(200..=299) => Verdict::Delivered,
        Outcome::Answered(410) => Verdict::Disable,
        Outcome::Answered(429 | 502 | 503 | 504) => Verdict::Throttled,
        Outcome::Answered(_) | Outcome::TimedOut | Outcome::Unreachable | Outcome::NotAllowed => {
            Verdict::Failed
        }
    }
}

/// Short reason for the list of attempts. It repeats nothing of the receiver's answer but the status.
impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status @ 200..=299) => write!(formatter, "delivered ({status})"),
            Self::Answered(status @ 300..=399) => {
                write!(formatter, "redirect not followed ({status})")
            }
            Self::Answered(410) => formatter.write_str("endpoint gone (410)"),
            Self::Answered(429) => formatter.write_str("too many requests (429)"),
            Self::Answered(status @ 502..=504) => {
                write!(formatter, "endpoint unavailable ({status})")
            }
            Self::Answered(status) => write!(formatter, "refused ({status})"),
            Self::TimedOut => formatter.write_str("timed out"),
            Self::Unreachable => formatter.write_str("could not connect"),
            Self::NotAllowed => formatter.write_str("URL not allowed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_map_to_verdict_and_reason() {
        for (outcome, verdict, reason) in [
            (Outcome::Answered(200), Verdict::Delivered, "delivered (200)"),
            (Outcome::Answered(299), Verdict::Delivered, "delivered (299)"),
            (Outcome::Answered(199), Verdict::Failed, "refused (199)"),
            (Outcome::Answered(300), Verdict::Failed, "redirect not followed (300)"),
            (Outcome::Answered(308), Verdict::Failed, "redirect not followed (308)"),
            (Outcome::Answered(400), Verdict::Failed, "refused (400)"),
            (Outcome::Answered(410), Verdict::Disable, "endpoint gone (410)"),
            (Outcome::Answered(429), Verdict::Throttled, "too many requests (429)"),
            (Outcome::Answered(500), Verdict::Failed, "refused (500)"),
            (Outcome::Answered(502), Verdict::Throttled, "endpoint unavailable (502)"),
            (Outcome::Answered(503), Verdict::Throttled, "endpoint unavailable (503)"),
            (Outcome::Answered(504), Verdict::Throttled, "endpoint unavailable (504)"),
            (Outcome::Answered(0), Verdict::Failed, "refused (0)"),
            (Outcome::Answered(u16::MAX), Verdict::Failed, "refused (65535)"),
            (Outcome::TimedOut, Verdict::Failed, "timed out"),
            (Outcome::Unreachable, Verdict::Failed, "could not connect"),
            (Outcome::NotAllowed, Verdict::Failed, "URL not allowed"),
        ] {
            assert_eq!((classify(outcome), outcome.to_string().as_str()), (verdict, reason));
        }
    }

    #[test]
    fn only_2xx_counts_as_delivered() {
        let delivered = |status: &u16| classify(Outcome::Answered(*status)) == Verdict::Delivered;
        assert!((0..=u16::MAX).filter(delivered).eq(200..300));
    }
}

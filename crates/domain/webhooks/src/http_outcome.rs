//! Meaning of a try's outcome.

use std::fmt;

/// End of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpOutcome {
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
pub enum OutcomeClass {
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
pub fn classify(outcome: HttpOutcome) -> OutcomeClass {
    match outcome {
        HttpOutcome::Answered(200..=299) => OutcomeClass::Delivered,
        HttpOutcome::Answered(410) => OutcomeClass::Disable,
        HttpOutcome::Answered(429 | 502 | 503 | 504) => OutcomeClass::Throttled,
        HttpOutcome::Answered(_)
        | HttpOutcome::TimedOut
        | HttpOutcome::Unreachable
        | HttpOutcome::NotAllowed => OutcomeClass::Failed,
    }
}

/// Short reason for the list of attempts. It repeats nothing of the receiver's answer but the status.
impl fmt::Display for HttpOutcome {
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
    fn outcomes_map_to_class_and_reason() {
        for (outcome, class, reason) in [
            (HttpOutcome::Answered(200), OutcomeClass::Delivered, "delivered (200)"),
            (HttpOutcome::Answered(299), OutcomeClass::Delivered, "delivered (299)"),
            (HttpOutcome::Answered(199), OutcomeClass::Failed, "refused (199)"),
            (HttpOutcome::Answered(300), OutcomeClass::Failed, "redirect not followed (300)"),
            (HttpOutcome::Answered(308), OutcomeClass::Failed, "redirect not followed (308)"),
            (HttpOutcome::Answered(400), OutcomeClass::Failed, "refused (400)"),
            (HttpOutcome::Answered(410), OutcomeClass::Disable, "endpoint gone (410)"),
            (HttpOutcome::Answered(429), OutcomeClass::Throttled, "too many requests (429)"),
            (HttpOutcome::Answered(500), OutcomeClass::Failed, "refused (500)"),
            (HttpOutcome::Answered(502), OutcomeClass::Throttled, "endpoint unavailable (502)"),
            (HttpOutcome::Answered(503), OutcomeClass::Throttled, "endpoint unavailable (503)"),
            (HttpOutcome::Answered(504), OutcomeClass::Throttled, "endpoint unavailable (504)"),
            (HttpOutcome::Answered(0), OutcomeClass::Failed, "refused (0)"),
            (HttpOutcome::Answered(u16::MAX), OutcomeClass::Failed, "refused (65535)"),
            (HttpOutcome::TimedOut, OutcomeClass::Failed, "timed out"),
            (HttpOutcome::Unreachable, OutcomeClass::Failed, "could not connect"),
            (HttpOutcome::NotAllowed, OutcomeClass::Failed, "URL not allowed"),
        ] {
            assert_eq!((classify(outcome), outcome.to_string().as_str()), (class, reason));
        }
    }

    #[test]
    fn only_2xx_counts_as_delivered() {
        let delivered =
            |status: &u16| classify(HttpOutcome::Answered(*status)) == OutcomeClass::Delivered;
        assert!((0..=u16::MAX).filter(delivered).eq(200..300));
    }
}

//! Faults of objects: how they are made, logged and answered.

use std::fmt;

use runtime::log;
use worker::{Response, State};

/// Reason why an operation of an object has no outcome. It is only logged: callers get a status, and retry.
///
/// `?` makes one from every error. For that, this type cannot be an `Error` itself: the conversion would overlap
/// with the one of every type into itself.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    /// Makes a fault that no error stands for.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How an object's name is logged.
#[derive(Clone, Copy, Debug)]
pub enum LoggedName {
    /// In this field.
    As(&'static str),
    /// Not at all, because the name is a secret or a part of one.
    Never,
}

/// Logs a fault under the name of its object.
pub fn report_fault(state: &State, name: LoggedName, message: &str, fault: &Fault) {
    match name {
        LoggedName::As(field) => {
            let name = state.id().name().unwrap_or_default();
            log::error(message, &[(field, &name), ("error", &fault.0)]);
        }
        LoggedName::Never => log::error(message, &[("error", &fault.0)]),
    }
}

/// Returns the response. A fault is reported, and answered with 503 and no reason.
pub fn or_unavailable(
    outcome: Result<Response, Fault>,
    report: impl FnOnce(&Fault),
) -> worker::Result<Response> {
    outcome.or_else(|fault| {
        report(&fault);
        Response::error("unavailable", 503)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_becomes_a_fault_of_its_text() {
        let parsed = || -> Result<u32, Fault> { Ok("x".parse::<u32>()?) };
        assert_eq!(parsed().unwrap_err().to_string(), "invalid digit found in string");
        let nested = || -> Result<u32, Fault> { Ok(parsed()? + 1) };
        assert_eq!(nested().unwrap_err().to_string(), "invalid digit found in string");
        assert_eq!(Fault::new("no answer").to_string(), "no answer");
    }
}

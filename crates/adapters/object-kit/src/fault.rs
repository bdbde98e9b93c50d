//! Faults of objects.

use std::fmt;

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

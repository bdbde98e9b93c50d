//! Limits that must be exact: counts of requests and of SMS, each by one statement.

pub mod request_counts;
pub mod sliding_counts;
pub mod sms_ceilings;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] =
    &[request_counts::STATEMENTS, sliding_counts::STATEMENTS, sms_ceilings::STATEMENTS];

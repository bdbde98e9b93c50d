//! SMSGate phones: the inboxes that they upload, their settings, and the webhooks that they deliver.

pub mod inbox;
pub mod settings;
pub mod webhooks;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    inbox::attachments::STATEMENTS,
    inbox::listing::STATEMENTS,
    inbox::upload::STATEMENTS,
    settings::STATEMENTS,
    webhooks::STATEMENTS,
];

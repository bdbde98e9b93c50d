//! Events of the SMSGate API.

use crate::event::events;

events! {
    /// The SMSGate API for integrators and phones.
    SmsgateEvent, "SMSGate API" {
        /// The phone is deleted. The Dispatcher reads it within minutes.
        DeletionNotAnnounced { gateway_id } = Warn "the Dispatcher was not told of a deleted phone",
        /// The Dispatcher has them closed within minutes.
        ConnectionsNotClosed { gateway_id, error } = Warn "a deleted phone's connections were not closed",
        /// The phone's next request reports it again.
        SignOfLifeNotRecorded { gateway_id, error } = Warn "a phone's sign of life was not recorded",
        /// The Dispatcher reads the new token within minutes.
        PushTokenNotAnnounced { gateway_id, error } = Warn "the Dispatcher was not told of a phone's new push token",
        /// None of the phones was told of the change. Each learns of it with its next request.
        PhonesNotFound { error } = Warn "the phones to be told of a change were not read from the database",
        /// The phone learns of the change with its next request.
        PhoneNotTold { gateway_id, error } = Warn "a phone was not told of a change",
        /// The client got a part of the attachment, in a way that it cannot mistake for the whole, and must request it
        /// again.
        AttachmentNotRead { error } = Error "the database did not return an attachment",
    }
}

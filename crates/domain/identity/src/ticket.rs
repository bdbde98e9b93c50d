//! Secrets that sign people in: tokens of sessions and of sign-in links.
//!
//! A ticket names its person, so that it is looked up by the person's key, and has 256 random bits. Its tag exposes a
//! text that was never issued, without a database query. Only its digest is stored.

use std::fmt;

use rand_core::RngCore;

use crate::{
    PersonKey, ServerSecrets,
    api_key::{TAG_LENGTH, constant_time_equal, key_digest, tag},
};

const RANDOM_BYTES: usize = 32;
const BODY_LENGTH: usize = 2 * RANDOM_BYTES + TAG_LENGTH;
/// Digits of the digest under which a ticket is listed: enough to name it, and of no use to a reader.
const ID_DIGITS: usize = 32;

/// Use of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketKind {
    /// The value of the session's cookie.
    Session,
    /// A link that begins a session, once.
    SignInLink,
}

/// A new ticket, as it is given out once.
#[derive(Clone)]
pub struct Ticket(String);

/// A ticket that this deployment issued, by its tag. Only the database knows whether it is still valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedTicket {
    pub person: PersonKey,
    /// Digest by which it is stored.
    pub digest: String,
}

impl TicketKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Session => "wrs_",
            Self::SignInLink => "wrl_",
        }
    }
}

impl Ticket {
    /// Makes a new ticket, tagged under the current secret.
    pub fn mint(
        kind: TicketKind,
        person: &PersonKey,
        secrets: &ServerSecrets,
        rng: &mut impl RngCore,
    ) -> Self {
        let mut random = [0_u8; RANDOM_BYTES];
        rng.fill_bytes(&mut random);
        let tagged = format!("{}{}_{}", kind.prefix(), person.handle(), hex::encode(random));
        let tag = tag(&tagged, &secrets.current);
        Self(format!("{tagged}{tag}"))
    }

    /// Returns the ticket itself, for the one time that it is given out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the digest by which the ticket is stored.
    pub fn digest(&self) -> String {
        key_digest(&self.0)
    }
}

impl IssuedTicket {
    /// Verifies a ticket's tag under the current and the previous secret. `None` when neither matches, or when the
    /// ticket is of another kind. Costs no I/O.
    pub fn verify(kind: TicketKind, text: &str, secrets: &ServerSecrets) -> Option<Self> {
        let (handle, body) = text.strip_prefix(kind.prefix())?.rsplit_once('_')?;
        let person = PersonKey::of_handle(handle)?;
        if body.len() != BODY_LENGTH || !body.is_ascii() {
            return None;
        }
        let (tagged, given) = text.split_at_checked(text.len() - TAG_LENGTH)?;
        // No short circuit: the time must not tell which secret matched.
        let right = secrets
            .all()
            .fold(false, |right, secret| right | constant_time_equal(&tag(tagged, secret), given));
        right.then(|| Self { person, digest: key_digest(text) })
    }

    /// Returns the id under which a ticket with this digest is listed.
    pub fn id(&self) -> &str {
        ticket_id(&self.digest)
    }
}

/// Returns the id under which the ticket with this digest is listed.
pub fn ticket_id(digest: &str) -> &str {
    digest.get(..ID_DIGITS).unwrap_or_default()
}

impl fmt::Debug for Ticket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ticket(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use ids::AccountId;
    use proptest::prelude::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{PersonId, PersonScope};

    fn person() -> PersonKey {
        let mut rng = ChaCha8Rng::seed_from_u64(9);
        let scope = PersonScope::Account(AccountId::from_bytes([3; 8]));
        PersonKey { scope, id: PersonId::generate(&mut rng) }
    }

    fn secrets() -> ServerSecrets {
        ServerSecrets::new("a secret", Some("an older secret".to_owned()))
    }

    fn ticket(kind: TicketKind, secrets: &ServerSecrets) -> Ticket {
        Ticket::mint(kind, &person(), secrets, &mut ChaCha8Rng::seed_from_u64(2))
    }

    #[test]
    fn ticket_names_its_person_and_is_of_one_kind() {
        let ticket = ticket(TicketKind::Session, &secrets());
        let issued = IssuedTicket::verify(TicketKind::Session, ticket.expose(), &secrets());
        let expected = IssuedTicket { person: person(), digest: ticket.digest() };
        assert_eq!(issued, Some(expected));
        assert_eq!(IssuedTicket::verify(TicketKind::SignInLink, ticket.expose(), &secrets()), None);
        let link = ticket.expose().replace("wrs_", "wrl_");
        assert_eq!(IssuedTicket::verify(TicketKind::SignInLink, &link, &secrets()), None);
        assert_eq!(format!("{ticket:?}"), "Ticket(redacted)");
    }

    #[test]
    fn ticket_under_the_previous_secret_is_valid_and_under_another_is_not() {
        let older = ServerSecrets::new("an older secret", None);
        let old = ticket(TicketKind::Session, &older);
        assert!(IssuedTicket::verify(TicketKind::Session, old.expose(), &secrets()).is_some());
        let other = ServerSecrets::new("another secret", None);
        let foreign = ticket(TicketKind::Session, &other);
        assert_eq!(IssuedTicket::verify(TicketKind::Session, foreign.expose(), &secrets()), None);
    }

    proptest! {
        #[test]
        fn altered_ticket_was_never_issued(at in 0_usize..120, letter in "[0-9a-f_g]") {
            let ticket = ticket(TicketKind::Session, &secrets());
            let mut text = ticket.expose().to_owned();
            let at = at % text.len();
            text.replace_range(at..=at, &letter);
            let issued = IssuedTicket::verify(TicketKind::Session, &text, &secrets());
            prop_assert_eq!(issued.is_some(), text == ticket.expose());
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text: String) {
            let text = format!("wrs_{text}");
            prop_assert_eq!(IssuedTicket::verify(TicketKind::Session, &text, &secrets()), None);
        }
    }
}

//! The gateway id, which the whole system shares for phones and providers' numbers.

use std::fmt;

use rand_core::RngCore;
use serde::{Deserialize, Serialize};

use crate::nanoid21;

/// A gateway's id: a phone's, or a provider's number's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GatewayId(String);

impl GatewayId {
    /// Generates an id of 21 characters.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        Self(nanoid21(rng))
    }

    /// Takes any text. Ids come from paths and old rows, whose forms differ, and a text that is no gateway's id
    /// simply is not found.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GatewayId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn serialized_id_is_its_bare_text() {
        let id = GatewayId::from_text("any text / at all");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"any text / at all\"");
        assert_eq!(serde_json::from_str::<GatewayId>(&json).unwrap(), id);
    }

    #[test]
    fn generated_ids_have_21_characters_and_differ() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let (one, other) = (GatewayId::generate(&mut rng), GatewayId::generate(&mut rng));
        assert_eq!(one.as_str().len(), 21);
        assert_ne!(one, other);
    }
}

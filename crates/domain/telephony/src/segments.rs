//! Number of SMS segments of a text on the air (3GPP TS 23.038 and 23.040): 160 septets of the GSM alphabet or 70
//! UTF-16 units in one, 153 or 67 in each part of several, since a part's header takes six bytes.
//!
//! Nothing here changes a text. The few crates that split texts are unmaintained, and they also build the parts,
//! which only the phone has to do.

const SEPTETS_ALONE: u32 = 160;
const SEPTETS_IN_A_PART: u32 = 153;
const UNITS_ALONE: u32 = 70;
const UNITS_IN_A_PART: u32 = 67;

/// Returns the number of segments of `text`, at least 1. Uses the default alphabet without national tables, as
/// phones do unless they are set up otherwise.
pub(crate) fn count(text: &str) -> u32 {
    match text.chars().map(septets).sum::<Option<u32>>() {
        Some(total) if total <= SEPTETS_ALONE => 1,
        Some(_) => parts(text.chars().filter_map(septets), SEPTETS_IN_A_PART),
        // A single character outside the alphabet makes the whole text UTF-16 on the air.
        None => {
            let units = |character: char| if character.len_utf16() == 2 { 2 } else { 1 };
            if text.chars().map(units).sum::<u32>() <= UNITS_ALONE {
                1
            } else {
                parts(text.chars().map(units), UNITS_IN_A_PART)
            }
        }
    }
}

/// Whether the default alphabet has the character.
pub(crate) fn is_gsm(character: char) -> bool {
    septets(character).is_some()
}

/// Returns the number of parts of at most `limit`. No character is divided between two parts.
fn parts(sizes: impl Iterator<Item = u32>, limit: u32) -> u32 {
    let (mut parts, mut used) = (1_u32, 0_u32);
    for size in sizes {
        if used + size > limit {
            parts = parts.saturating_add(1);
            used = 0;
        }
        used += size;
    }
    parts
}

/// Returns a character's length in septets of the GSM alphabet: 2 if it has to be escaped, `None` if it is not in
/// the alphabet.
fn septets(character: char) -> Option<u32> {
    match character {
        '\n' | '\r' | ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z' => Some(1),
        '@' | '£' | '$' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' | 'Δ'
        | '_' | 'Φ' | 'Γ' | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' | 'Æ' | 'æ' | 'ß' | 'É'
        | '¤' | '¡' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' | 'ä' | 'ö' | 'ñ' | 'ü' | 'à' => {
            Some(1)
        }
        '\u{c}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

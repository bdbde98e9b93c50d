//! Durations in the notation of SMSGate's configuration (smsgate contract 9): `15m`, `720h`, `1h30m`. A plain
//! number is seconds.

/// Parses a duration into whole seconds, at least one. `None` for anything else.
pub(super) fn parse_secs(text: &str) -> Option<u32> {
    let text = text.trim();
    if let Ok(secs) = text.parse::<u32>() {
        return Some(secs).filter(|secs| *secs > 0);
    }
    let mut total = 0_u64;
    let mut digits = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let unit_secs = match character {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let count: u64 = digits.parse().ok()?;
        total = total.checked_add(count.checked_mul(unit_secs)?)?;
        digits.clear();
    }
    if !digits.is_empty() {
        return None;
    }
    u32::try_from(total).ok().filter(|secs| *secs > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_durations_and_seconds_are_read() {
        let expected = [
            ("15m", 900),
            ("720h", 2_592_000),
            ("1h30m", 5_400),
            (" 45 ", 45),
            ("90s", 90),
            ("30d", 2_592_000),
        ];
        for (text, secs) in expected {
            assert_eq!(parse_secs(text), Some(secs), "{text}");
        }
    }

    #[test]
    fn malformed_durations_are_rejected() {
        for text in ["", "0", "0m", "m", "1h30", "-1m", "1.5h", "15 m", "99999999999h", "é"] {
            assert_eq!(parse_secs(text), None, "{text}");
        }
    }
}

//! Waits before a number's next code (contract 2.1).

/// Longest allowed wait: older counts are deleted.
const MAX_SECS: u32 = 86_400;

/// Waits after the first, second, third and fourth code, in milliseconds; by default 2, 5 and 15 minutes and a day.
/// After the last wait, counting starts over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeWaits([i64; 4]);

/// Error: the text is not four times, each from one second to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there must be four waits of 1 to {MAX_SECS} seconds")]
pub struct CodeWaitsError;

impl CodeWaits {
    /// Parses seconds separated by commas: `120,300,900,86400`.
    pub fn parse(text: &str) -> Result<Self, CodeWaitsError> {
        let secs = text.split(',').map(|part| part.trim().parse().map_err(|_| CodeWaitsError));
        let secs: Vec<u32> = secs.collect::<Result<_, _>>()?;
        let waits: [u32; 4] = secs.try_into().map_err(|_| CodeWaitsError)?;
        if !waits.iter().all(|secs| (1..=MAX_SECS).contains(secs)) {
            return Err(CodeWaitsError);
        }
        Ok(Self(waits.map(|secs| i64::from(secs) * 1_000)))
    }

    pub fn as_ms(self) -> [i64; 4] {
        self.0
    }
}

impl Default for CodeWaits {
    fn default() -> Self {
        Self([120_000, 300_000, 900_000, 86_400_000])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_waits_match_the_contract() {
        assert_eq!(CodeWaits::parse("120,300,900,86400"), Ok(CodeWaits::default()));
        assert_eq!(
            CodeWaits::parse(" 1, 2 ,3,4").map(CodeWaits::as_ms),
            Ok([1, 2, 3, 4].map(|it| it * 1_000))
        );
    }

    #[test]
    fn anything_but_four_valid_times_is_refused() {
        for text in
            ["", "1,2,3", "1,2,3,4,5", "0,1,2,3", "1,2,3,86401", "1,2,3,x", "-1,2,3,4", "1.5,2,3,4"]
        {
            assert_eq!(CodeWaits::parse(text), Err(CodeWaitsError), "{text}");
        }
    }
}

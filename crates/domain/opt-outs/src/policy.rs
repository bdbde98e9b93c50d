//! An account's policy: whether opt-outs hold, the keywords, and the answers to them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Keyword, normalize};

/// Keywords that opt out in every account, in their normal form.
pub const DEFAULT_STOP: [&str; 6] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit"];
/// Keywords that opt in again in every account.
pub const DEFAULT_START: [&str; 3] = ["start", "unstop", "yes"];
/// Keywords that ask for help in every account.
pub const DEFAULT_HELP: [&str; 2] = ["info", "help"];
/// Words that an account may add to one list.
pub const MAX_WORDS: usize = 20;
/// Maximum length of an added word in characters.
pub const MAX_WORD_CHARS: usize = 40;
/// Maximum length of an automatic answer in characters.
pub const MAX_REPLY_CHARS: usize = 480;

/// An account's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Whether keywords are read and opted-out numbers are refused. Without it, the list is only kept.
    pub enabled: bool,
    /// Whether one-time codes go to opted-out numbers, too.
    pub codes_exempt: bool,
    pub words: Words,
    pub replies: Replies,
}

/// Keywords of the account beside the default ones, in their normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    pub stop: Vec<String>,
    pub start: Vec<String>,
    pub help: Vec<String>,
}

/// Automatic answers to keywords. A keyword without a text is not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Replies {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Requested change of a policy. What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyChange {
    pub enabled: Option<bool>,
    pub codes_exempt: Option<bool>,
    /// New lists of additional words; each replaces the earlier list.
    pub words: Vec<(Keyword, Vec<String>)>,
    /// New answers; a blank text switches the answer off.
    pub replies: Vec<(Keyword, String)>,
}

/// Reason why a policy is not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum PolicyFault {
    #[error("{} has more than {MAX_WORDS} words", .list.as_str())]
    TooManyWords { list: Keyword },
    #[error("{} has a word that is blank or longer than {MAX_WORD_CHARS} characters", .list.as_str())]
    WordLength { list: Keyword },
    #[error("{} has a word that is already a keyword", .list.as_str())]
    WordTaken { list: Keyword },
    #[error("{} is longer than {MAX_REPLY_CHARS} characters", .list.as_str())]
    LongReply { list: Keyword },
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            enabled: false,
            codes_exempt: true,
            words: Words::default(),
            replies: Replies::default(),
        }
    }
}

impl Policy {
    /// Returns the keyword that the whole text is, with its normal form.
    pub fn keyword_of(&self, text: &str) -> Option<(Keyword, String)> {
        let word = normalize(text)?;
        let is_of = |list: &Keyword| {
            defaults(*list).contains(&word.as_str()) || self.words.of(*list).contains(&word)
        };
        Keyword::ALL.into_iter().find(is_of).map(|keyword| (keyword, word))
    }

    /// Returns the changed policy.
    ///
    /// # Errors
    /// A list or a text exceeds its limit, or a word would be ambiguous. Nothing is changed then.
    pub fn changed(&self, change: &PolicyChange) -> Result<Self, PolicyFault> {
        let mut changed = self.clone();
        changed.enabled = change.enabled.unwrap_or(self.enabled);
        changed.codes_exempt = change.codes_exempt.unwrap_or(self.codes_exempt);
        for (list, words) in &change.words {
            *changed.words.of_mut(*list) = normal_words(*list, words)?;
        }
        for (keyword, text) in &change.replies {
            if text.chars().count() > MAX_REPLY_CHARS {
                return Err(PolicyFault::LongReply { list: *keyword });
            }
            let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            *changed.replies.of_mut(*keyword) = text;
        }
        changed.words.check_that_words_are_unique()?;
        Ok(changed)
    }
}

impl Words {
    pub fn of(&self, list: Keyword) -> &Vec<String> {
        match list {
            Keyword::Stop => &self.stop,
            Keyword::Start => &self.start,
            Keyword::Help => &self.help,
        }
    }

    fn of_mut(&mut self, list: Keyword) -> &mut Vec<String> {
        match list {
            Keyword::Stop => &mut self.stop,
            Keyword::Start => &mut self.start,
            Keyword::Help => &mut self.help,
        }
    }

    /// A word in two lists would have two meanings.
    fn check_that_words_are_unique(&self) -> Result<(), PolicyFault> {
        let mut taken: BTreeSet<&str> =
            Keyword::ALL.into_iter().flat_map(defaults).copied().collect();
        for list in Keyword::ALL {
            if !self.of(list).iter().all(|word| taken.insert(word)) {
                return Err(PolicyFault::WordTaken { list });
            }
        }
        Ok(())
    }
}

impl Replies {
    pub fn of(&self, keyword: Keyword) -> Option<&str> {
        match keyword {
            Keyword::Stop => self.stop.as_deref(),
            Keyword::Start => self.start.as_deref(),
            Keyword::Help => self.help.as_deref(),
        }
    }

    fn of_mut(&mut self, keyword: Keyword) -> &mut Option<String> {
        match keyword {
            Keyword::Stop => &mut self.stop,
            Keyword::Start => &mut self.start,
            Keyword::Help => &mut self.help,
        }
    }
}

/// Returns the default keywords of a list.
fn defaults(list: Keyword) -> &'static [&'static str] {
    match list {
        Keyword::Stop => &DEFAULT_STOP,
        Keyword::Start => &DEFAULT_START,
        Keyword::Help => &DEFAULT_HELP,
    }
}

fn normal_words(list: Keyword, words: &[String]) -> Result<Vec<String>, PolicyFault> {
    if words.len() > MAX_WORDS {
        return Err(PolicyFault::TooManyWords { list });
    }
    let normal = |word: &String| {
        normalize(word)
            .filter(|word| word.chars().count() <= MAX_WORD_CHARS)
            .ok_or(PolicyFault::WordLength { list })
    };
    words.iter().map(normal).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with_words(list: Keyword, words: &[&str]) -> PolicyChange {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        PolicyChange { words: vec![(list, words)], ..PolicyChange::default() }
    }

    #[test]
    fn default_keywords_are_in_their_normal_form_and_unambiguous() {
        let policy = Policy::default();
        for list in Keyword::ALL {
            for word in defaults(list) {
                assert_eq!(policy.keyword_of(word), Some((list, (*word).to_owned())));
            }
        }
    }

    #[test]
    fn added_words_work_in_any_spelling_and_replace_the_earlier_ones() {
        let policy = Policy::default();
        let policy = policy.changed(&with_words(Keyword::Stop, &["ARRÊT!", "stop  all"])).unwrap();
        let stops = |policy: &Policy, text: &str| {
            policy.keyword_of(text).is_some_and(|(keyword, _)| keyword == Keyword::Stop)
        };
        assert!(stops(&policy, "arre\u{302}t.") && stops(&policy, "Stop All"));
        let policy = policy.changed(&with_words(Keyword::Stop, &["halt"])).unwrap();
        assert!(!stops(&policy, "arrêt") && stops(&policy, "Halt") && stops(&policy, "STOP"));
    }

    #[test]
    fn unacceptable_words_and_answers_are_refused() {
        let policy = Policy::default();
        let many: Vec<String> = (0..=MAX_WORDS).map(|it| format!("w{it}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let long = "x".repeat(MAX_WORD_CHARS + 1);
        let list = Keyword::Start;
        for (words, fault) in [
            (many.as_slice(), PolicyFault::TooManyWords { list }),
            (&[long.as_str()], PolicyFault::WordLength { list }),
            (&["..."], PolicyFault::WordLength { list }),
            (&["Stop"], PolicyFault::WordTaken { list }),
            (&["start"], PolicyFault::WordTaken { list }),
            (&["go", "GO"], PolicyFault::WordTaken { list }),
        ] {
            assert_eq!(policy.changed(&with_words(list, words)), Err(fault));
        }
        let reply = |chars| PolicyChange {
            replies: vec![(Keyword::Help, "x".repeat(chars))],
            ..PolicyChange::default()
        };
        assert!(policy.changed(&reply(MAX_REPLY_CHARS)).is_ok());
        let fault = PolicyFault::LongReply { list: Keyword::Help };
        assert_eq!(policy.changed(&reply(MAX_REPLY_CHARS + 1)), Err(fault));
    }

    #[test]
    fn word_can_move_to_another_list_in_one_change() {
        let policy = Policy::default().changed(&with_words(Keyword::Stop, &["halt"])).unwrap();
        let change = PolicyChange {
            words: vec![(Keyword::Stop, vec![]), (Keyword::Help, vec!["halt".to_owned()])],
            ..PolicyChange::default()
        };
        let policy = policy.changed(&change).unwrap();
        assert_eq!(policy.keyword_of("halt"), Some((Keyword::Help, "halt".to_owned())));
    }

    #[test]
    fn blank_answer_switches_the_answer_off() {
        let set = |text: &str| PolicyChange {
            replies: vec![(Keyword::Stop, text.to_owned())],
            ..PolicyChange::default()
        };
        let policy = Policy::default().changed(&set(" bye ")).unwrap();
        assert_eq!(policy.replies.of(Keyword::Stop), Some("bye"));
        assert_eq!(policy.changed(&set(" ")).unwrap().replies.of(Keyword::Stop), None);
    }

    #[test]
    fn unknown_and_absent_members_of_a_stored_policy_are_the_defaults() {
        assert_eq!(serde_json::from_str::<Policy>("{\"later\":1}").unwrap(), Policy::default());
    }

    proptest! {
        #[test]
        fn no_text_with_other_words_is_a_keyword(before in "[a-z]{1,6}", after in "[a-z]{1,6}") {
            let policy = Policy::default();
            for word in DEFAULT_STOP {
                let text = format!("{before} {word} {after}");
                prop_assert_eq!(policy.keyword_of(&text), None);
            }
        }

        #[test]
        fn keyword_is_found_in_any_case_and_punctuation(
            index in 0_usize..6, upper in any::<bool>(), around in "[ .,!?\"'()\\r\\n]{0,5}",
        ) {
            let word = DEFAULT_STOP[index];
            let spelled = if upper { word.to_ascii_uppercase() } else { word.to_owned() };
            let text = format!("{around}{spelled}{around}");
            let found = Policy::default().keyword_of(&text);
            prop_assert_eq!(found, Some((Keyword::Stop, word.to_owned())));
        }
    }
}

//! Named values as callbacks carry them: in a form, in a query, or in a JSON object.

use lenient_input::Garbage;
use serde_json::Value;

use crate::{Callback, Refusal};

/// No callback has as many. More are not read, so that a body of nothing but ampersands costs little.
const MAX_FIELDS: usize = 500;

/// Names and values in the order in which they came. A name may occur more than once.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// `application/x-www-form-urlencoded`, as a body or as a query without its question mark.
    pub(crate) fn of_form(form: &[u8]) -> Result<Self, Refusal> {
        let mut pairs = form_urlencoded::parse(form);
        let fields =
            pairs.by_ref().take(MAX_FIELDS).map(|(name, value)| (name.into(), value.into()));
        let fields = Self(fields.collect());
        match pairs.next() {
            None => Ok(fields),
            Some(_) => Err(Refusal::Malformed("there are too many fields")),
        }
    }

    /// The texts, numbers and truths of a JSON object. What is nested in it is left out.
    pub(crate) fn of_json(value: &Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        let text =
            |value: &Value| scalar(value).or_else(|| value.as_bool().map(|it| it.to_string()));
        Self(members.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
    }

    /// The query of a GET; otherwise the body, which is JSON if it looks like an object and a form if not.
    pub(crate) fn of(callback: &Callback<'_>) -> Result<Self, Refusal> {
        if callback.method == "GET" {
            return Self::of_form(callback.query().as_bytes());
        }
        if lenient_input::looks_like_object(callback.body()?) {
            return callback.json().map(|value| Self::of_json(&value));
        }
        Self::of_body(callback)
    }

    /// A body that is a form, in several parts where its type says so.
    pub(crate) fn of_body(callback: &Callback<'_>) -> Result<Self, Refusal> {
        let content_type = callback.header("content-type").unwrap_or_default();
        let Some(boundary) = lenient_input::boundary(content_type) else {
            return Self::of_form(callback.body()?);
        };
        let fields = lenient_input::multipart(boundary, callback.body()?, Garbage::Replaced);
        fields.map(Self).map_err(|_| Refusal::Malformed("the form is not readable"))
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value that says something under one of these names, in whatever case.
    pub(crate) fn filled_in_any_case(&self, wanted: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named.map(|(_, value)| value.as_str()).find(|value| !value.trim().is_empty())
    }

    /// The first value of that name that says something.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// `MediaUrl0`, `MediaUrl1` and so on, as far as they go.
    pub(crate) fn numbered(&self, prefix: &str) -> Vec<String> {
        let values = (0..MAX_FIELDS).map_while(|index| self.filled(&format!("{prefix}{index}")));
        values.map(str::to_owned).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// A text, or a number as it is written.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The text or number at a path such as `/data/id`.
pub(crate) fn scalar_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(scalar)
}

//! Named values in callbacks: in a form, in a query, or in a JSON object.

use lenient_input::Garbage;
use serde_json::Value;

use crate::{Callback, Refusal};

/// Maximum number of fields that are read; callbacks have fewer. The limit makes a body of nothing but ampersands
/// cheap.
const MAX_FIELDS: usize = 500;

/// Names and values in their original order. A name may occur more than once.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses `application/x-www-form-urlencoded`, as a body or as a query without its question mark.
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

    /// Reads the strings, numbers and booleans of a JSON object. Nested values are left out.
    pub(crate) fn of_json(value: &Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        let text =
            |value: &Value| scalar(value).or_else(|| value.as_bool().map(|it| it.to_string()));
        Self(members.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
    }

    /// Reads the query of a GET; otherwise the body, as JSON if it looks like an object, else as a form.
    pub(crate) fn of(callback: &Callback<'_>) -> Result<Self, Refusal> {
        // A POST's query and a GET's body are not read, because some signatures do not cover them: Vonage's token covers
        // only the body, Twilio's signature of a GET only the URL.
        if callback.method == "GET" {
            return Self::of_form(callback.query().as_bytes());
        }
        if lenient_input::looks_like_object(callback.body()?) {
            return callback.json().map(|value| Self::of_json(&value));
        }
        Self::of_body(callback)
    }

    /// Parses a form body, as multipart if its content type says so.
    pub(crate) fn of_body(callback: &Callback<'_>) -> Result<Self, Refusal> {
        let content_type = callback.header("content-type").unwrap_or_default();
        let Some(boundary) = lenient_input::boundary(content_type) else {
            return Self::of_form(callback.body()?);
        };
        let fields = lenient_input::multipart(&boundary, callback.body()?, Garbage::Replaced);
        fields.map(Self).map_err(|_| Refusal::Malformed("the form is not readable"))
    }

    /// Returns the first nonblank value of that name, or else the first one. A blank field beside a filled one of the
    /// same name must not hide a text or a number.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values =
            self.0.iter().filter(|(known, _)| known == name).map(|(_, it)| it.as_str());
        let first = values.next()?;
        let is_filled = |value: &str| !value.trim().is_empty();
        if is_filled(first) { Some(first) } else { values.find(|it| is_filled(it)).or(Some(first)) }
    }

    /// Returns the first nonblank value of that name, ignoring case.
    pub(crate) fn filled_in_any_case(&self, wanted: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named.map(|(_, value)| value.as_str()).find(|value| !value.trim().is_empty())
    }

    /// Returns the first nonblank value of that name.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// Returns the nonblank value of the first of these names that has one, or else the first value. A blank field must
    /// not hide an alternative one.
    pub(crate) fn first_of(&self, names: &[&str]) -> Option<&str> {
        self.first_filled_of(names).or_else(|| names.iter().find_map(|name| self.get(name)))
    }

    /// Returns the nonblank value of the first of these names that has one.
    pub(crate) fn first_filled_of(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.filled(name))
    }

    /// Returns the nonblank values of `MediaUrl0`, `MediaUrl1` and so on, in the order of the numbers. Some vendors
    /// count from 0, some from 1, and a number without a value must not hide those after it.
    pub(crate) fn numbered(&self, prefix: &str) -> Vec<String> {
        let number = |name: &str| {
            let digits = name.strip_prefix(prefix)?;
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { digits.parse::<u32>().ok() } else { None }
        };
        let filled = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        let mut values: Vec<_> =
            filled.filter_map(|(name, value)| Some((number(name)?, value))).collect();
        values.sort_by_key(|(number, _)| *number);
        values.dedup_by_key(|(number, _)| *number);
        values.into_iter().map(|(_, value)| value.clone()).collect()
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// Returns a string, or a number as written.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the string or number at a JSON pointer such as `/data/id`.
pub(crate) fn scalar_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(scalar)
}

/// Returns the nonblank string or number at the first of these JSON pointers that has one, or else the first blank one.
pub(crate) fn first_scalar_at(value: &Value, pointers: &[&str]) -> Option<String> {
    let mut blank = None;
    for found in pointers.iter().filter_map(|pointer| scalar_at(value, pointer)) {
        if !found.trim().is_empty() {
            return Some(found);
        }
        blank.get_or_insert(found);
    }
    blank
}

/// Returns the URLs of attachments: a string or the `url` of an object, or those of a list.
pub(crate) fn urls(value: &Value) -> Vec<String> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let url = |value: &Value| {
        let url = value.get("url").unwrap_or(value);
        url.as_str().filter(|url| !url.trim().is_empty()).map(str::to_owned)
    };
    values.iter().filter_map(url).collect()
}

/// Returns the URLs of the attachments at a JSON pointer.
pub(crate) fn urls_at(value: &Value, pointer: &str) -> Vec<String> {
    value.pointer(pointer).map(urls).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_field_does_not_hide_a_filled_one_of_the_same_name() {
        let fields =
            Fields::of_form(b"text=&text=+&text=hi&text=ho&from=1&from=&none=+&none=").unwrap();
        for read in [Fields::get, Fields::filled, Fields::filled_in_any_case] {
            assert_eq!(read(&fields, "text"), Some("hi"));
            assert_eq!(read(&fields, "from"), Some("1"));
            assert_eq!(read(&fields, "absent"), None);
        }
        assert_eq!(fields.get("none"), Some(" "));
        assert_eq!((fields.filled("none"), fields.filled_in_any_case("none")), (None, None));
    }

    #[test]
    fn blank_field_does_not_hide_an_alternative_one() {
        let names = ["payload", "body", "message"];
        let pointers = ["/payload", "/body", "/message"];
        for (form, json, expected) in [
            ("payload=&body=b", r#"{"payload":"","body":"b"}"#, Some("b")),
            ("payload=+&message=m", r#"{"payload":" ","message":"m"}"#, Some("m")),
            ("message=m", r#"{"payload":null,"body":{},"message":"m"}"#, Some("m")),
            ("message=m&body=b", r#"{"message":"m","body":"b"}"#, Some("b")),
            ("body=+&message=", r#"{"body":" ","message":""}"#, Some(" ")),
            ("", "{}", None),
        ] {
            let fields = Fields::of_form(form.as_bytes()).unwrap();
            let value = serde_json::from_str(json).unwrap();
            assert_eq!(fields.first_of(&names), expected, "{form}");
            assert_eq!(Fields::of_json(&value).first_of(&names), expected, "{json}");
            assert_eq!(first_scalar_at(&value, &pointers).as_deref(), expected, "{json}");
            let filled = expected.filter(|text| !text.trim().is_empty());
            assert_eq!(fields.first_filled_of(&names), filled, "{form}");
        }
    }

    #[test]
    fn numbered_fields_are_read_from_any_first_number_and_across_gaps() {
        for (form, expected) in [
            ("M0=a&M1=b", "a b"),
            ("M1=a&M2=b", "a b"),
            ("M2=b&M10=c&M1=a", "a b c"),
            ("M1=a&M2=+&M3=b&M7=c", "a b c"),
            ("M1=&M1=a&M1=b", "a"),
            ("M=x&M-1=x&M+1=x&M1x=x&MCount=2&m1=x&M99999999999=x", ""),
        ] {
            let fields = Fields::of_form(form.as_bytes()).unwrap();
            assert_eq!(fields.numbered("M").join(" "), expected, "{form}");
        }
    }
}

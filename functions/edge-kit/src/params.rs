//! A request's parameters, from the query string, a form or a JSON body, as Rails reads them.

pub mod read;
mod reading;

use std::collections::BTreeSet;

use axum::extract::Request;
use http::{HeaderMap, header};
use lenient_input::Garbage;
use serde_json::{Map, Value};

use crate::{
    body::{self, TooLong},
    urlencoded,
};

pub use reading::ParameterFault;

/// Defect of a request that is detected before a face reads its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// The body is not what its content type says.
    Malformed,
    TooLarge,
}

/// The parameters by name. Those of the body override those of the query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params(Map<String, Value>, Unescaped);

/// Names of parameters that came in a query or a form and contain a space, which may have been a plus sign.
type Unescaped = BTreeSet<String>;

/// Error: a parameter has another type than the requested one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongType;

impl Params {
    /// Body limit in bytes for routes that state none.
    pub const MAX_BODY_BYTES: usize = 1_048_576;

    /// Returns a text. Numbers count as texts, since a form has no other type; absent and null are `None`.
    pub fn text(&self, name: &str) -> Result<Option<String>, WrongType> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(WrongType),
        }
    }

    /// Returns an integer, given as a number or in digits, possibly with a fraction of zeros. An empty text is `None`,
    /// like a form's empty field.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, WrongType> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => number.as_i64().map(Some).ok_or(WrongType),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => {
                without_fraction(text.trim()).parse().map(Some).map_err(|_| WrongType)
            }
            Some(_) => Err(WrongType),
        }
    }

    /// Returns a boolean, given as such or as the word or digit that represents it in a form.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, WrongType> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(Value::String(text)) => match text.trim() {
                "" => Ok(None),
                "true" | "1" => Ok(Some(true)),
                "false" | "0" => Ok(Some(false)),
                _ => Err(WrongType),
            },
            Some(_) => Err(WrongType),
        }
    }

    /// Whether the text has a space that may have been a plus sign, which a query or a form decodes to a space unless it
    /// is escaped. Invisible characters and brackets may stand before it.
    pub fn may_lack_plus(&self, name: &str) -> bool {
        self.1.contains(name)
    }

    /// Returns the names of all parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns an object.
    pub fn object(&self, name: &str) -> Result<Option<&Map<String, Value>>, WrongType> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(WrongType),
        }
    }

    /// Returns a list of texts or numbers, or one text with commas as in a form. Spaces around entries are ignored; a
    /// blank text is `None`.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, WrongType> {
        let text = |value: &Value| match value {
            Value::String(text) => Ok(text.trim().to_owned()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(WrongType),
        };
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(all)) if all.trim().is_empty() => Ok(None),
            Some(Value::String(all)) => {
                Ok(Some(all.split(',').map(|part| part.trim().to_owned()).collect()))
            }
            Some(Value::Array(values)) => {
                values.iter().map(text).collect::<Result<_, _>>().map(Some)
            }
            Some(single) => text(single).map(|text| Some(vec![text])),
        }
    }

    /// Whether the parameter is given, be it as null.
    pub fn is_given(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// Whether the parameter is a list, which only JSON has.
    pub fn is_list(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Value::is_array)
    }

    /// Returns all parameters in a canonical form: equal parameters give equal text.
    pub fn canonical(&self) -> String {
        // The members are sorted only while serde_json's feature `preserve_order` is off.
        Value::Object(self.0.clone()).to_string()
    }

    /// Returns the same without the parameter `name`.
    pub fn canonical_without(&self, name: &str) -> String {
        let mut others = self.0.clone();
        others.remove(name);
        Value::Object(others).to_string()
    }

    /// Reads a request's parameters. Faces call this from their own extractors, which render the fault.
    pub async fn of(request: Request, max_body_bytes: usize) -> Result<Self, RequestFault> {
        let (parts, body) = body::read(request, max_body_bytes).await?;
        let mut params = Self::default();
        params.add_urlencoded(parts.uri.query().unwrap_or_default().as_bytes())?;
        params.add_body(&parts.headers, &body)?;
        Ok(params)
    }

    fn add_urlencoded(&mut self, text: &[u8]) -> Result<(), RequestFault> {
        for (name, value) in urlencoded::parse(text)? {
            if value.contains(' ') {
                self.1.insert(name.clone());
            } else {
                // The last value of a repeated name counts, and this one has no space.
                self.1.remove(&name);
            }
            self.0.insert(name, Value::String(value));
        }
        Ok(())
    }

    fn add_body(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<(), RequestFault> {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
        let media_type = media_type.trim().to_ascii_lowercase();
        if body.is_empty() {
            return Ok(());
        }
        if media_type == "application/x-www-form-urlencoded" {
            self.add_urlencoded(body)?;
        } else if media_type == "application/json" || media_type.ends_with("+json") {
            let value = lenient_input::value(body, Garbage::Refused);
            // JSON other than an object has no names, hence no parameters.
            if let Value::Object(object) = value.map_err(|_| RequestFault::Malformed)? {
                self.1.retain(|name| !object.contains_key(name));
                self.0.extend(object);
            }
        } else if let Some(boundary) = lenient_input::boundary(content_type.unwrap_or_default()) {
            let fields = lenient_input::multipart(&boundary, body, Garbage::Refused);
            let fields = fields.map_err(|_| RequestFault::Malformed)?;
            self.1.retain(|name| !fields.iter().any(|(field, _)| field == name));
            self.0.extend(fields.into_iter().map(|(name, text)| (name, Value::String(text))));
        }
        Ok(())
    }
}

/// Returns `85` for `85.0`.
fn without_fraction(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        _ => text,
    }
}

impl From<TooLong> for RequestFault {
    fn from(_: TooLong) -> Self {
        Self::TooLarge
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn with_body(content_type: &str, body: &[u8]) -> Result<Params, RequestFault> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        let mut params = Params::default();
        params.add_urlencoded(b"to=1&page=2")?;
        params.add_body(&headers, body)?;
        Ok(params)
    }

    #[test]
    fn json_and_form_bodies_are_equivalent_and_override_the_query() {
        let json = with_body("application/json; charset=utf-8", br#"{"to":"+1"}"#).unwrap();
        let form = with_body("application/x-www-form-urlencoded", b"to=%2B1").unwrap();
        assert_eq!(json, form);
        assert_eq!(json.text("to"), Ok(Some("+1".to_owned())));
        assert_eq!(json.integer("page"), Ok(Some(2)));
    }

    #[test]
    fn numbers_count_as_texts_and_lists_do_not() {
        let params = with_body("application/json", br#"{"to":12025550123,"message":[1]}"#).unwrap();
        assert_eq!(params.text("to"), Ok(Some("12025550123".to_owned())));
        assert_eq!(params.text("message"), Err(WrongType));
        assert_eq!(params.text("absent"), Ok(None));
    }

    #[test]
    fn booleans_are_read_from_json_and_from_forms() {
        let json = with_body("application/json", br#"{"on":true,"off":false,"no":3}"#).unwrap();
        assert_eq!((json.boolean("on"), json.boolean("off")), (Ok(Some(true)), Ok(Some(false))));
        assert_eq!((json.boolean("no"), json.boolean("absent")), (Err(WrongType), Ok(None)));
        let form =
            with_body("application/x-www-form-urlencoded", b"on=1&off=false&no=maybe&blank=");
        let form = form.unwrap();
        assert_eq!((form.boolean("on"), form.boolean("off")), (Ok(Some(true)), Ok(Some(false))));
        assert_eq!((form.boolean("no"), form.boolean("blank")), (Err(WrongType), Ok(None)));
    }

    #[test]
    fn lists_are_read_from_json_and_from_texts_with_commas() {
        let json = with_body("application/json", br#"{"a":["x"," y "],"b":[1,2],"c":[{}],"d":5}"#);
        let json = json.unwrap();
        let list = |names: &[&str]| Ok(Some(names.iter().map(|it| (*it).to_owned()).collect()));
        assert_eq!((json.texts("a"), json.texts("b")), (list(&["x", "y"]), list(&["1", "2"])));
        assert_eq!((json.texts("c"), json.texts("d")), (Err(WrongType), list(&["5"])));
        let form = with_body("application/x-www-form-urlencoded", b"a=x,+y&b=+").unwrap();
        assert_eq!((form.texts("a"), form.texts("b")), (list(&["x", "y"]), Ok(None)));
    }

    #[test]
    fn leading_space_may_be_a_plus_sign_only_in_queries_and_forms() {
        let form = with_body("application/x-www-form-urlencoded", b"to=+12025550123").unwrap();
        assert_eq!(form.text("to"), Ok(Some(" 12025550123".to_owned())));
        assert!(form.may_lack_plus("to") && !form.may_lack_plus("page"));
        for text in ["%E2%80%AA+44", "(+44)", "%C2%A0+44", "%09+44"] {
            let body = format!("to={text}");
            let form = with_body("application/x-www-form-urlencoded", body.as_bytes()).unwrap();
            assert!(form.may_lack_plus("to"), "{text}");
        }
        let escaped = with_body("application/x-www-form-urlencoded", b"to=+1&to=%2B1").unwrap();
        assert!(!escaped.may_lack_plus("to"));
        let json = with_body("application/json", br#"{"to":" 12025550123"}"#).unwrap();
        assert!(!json.may_lack_plus("to"));
    }

    #[test]
    fn body_that_contradicts_its_content_type_is_malformed() {
        assert_eq!(with_body("application/json", b"{"), Err(RequestFault::Malformed));
        assert_eq!(
            with_body("application/json", b"{\"to\":\"\xff\"}"),
            Err(RequestFault::Malformed)
        );
        let form = with_body("application/x-www-form-urlencoded", b"to=\xff");
        assert_eq!(form, Err(RequestFault::Malformed));
    }

    #[test]
    fn cut_character_is_replaced_and_last_of_equal_names_counts() {
        let json = br#"{"to":"+1","to":"+2","message":"cut \ud83d","level":85.0}"#;
        let json = with_body("application/json", json).unwrap();
        assert_eq!(json.text("to"), Ok(Some("+2".to_owned())));
        assert_eq!(json.text("message"), Ok(Some("cut \u{fffd}".to_owned())));
        assert_eq!(json.integer("level"), Ok(Some(85)));
        let marked = with_body("application/json", "\u{feff}{\"to\":\"+2\"}".as_bytes());
        assert_eq!(marked.unwrap().text("to"), Ok(Some("+2".to_owned())));
        let form = b"to=%2B2&message=cut+%ED%A0%BD&level=85.0&other=8.5";
        let form = with_body("application/x-www-form-urlencoded", form).unwrap();
        assert_eq!(form.text("message"), Ok(Some("cut \u{fffd}".to_owned())));
        assert_eq!((form.integer("level"), form.integer("other")), (Ok(Some(85)), Err(WrongType)));
    }

    #[test]
    fn multipart_form_is_read_as_a_form() {
        let part = |name: &str, text: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body = format!("{}{}--b--\r\n", part("to", "+1 2"), part("message", "a, b\n\0"));
        let form = with_body("multipart/form-data; boundary=b", body.as_bytes()).unwrap();
        assert_eq!(form.text("to"), Ok(Some("+1 2".to_owned())));
        assert_eq!(form.text("message"), Ok(Some("a, b\n\0".to_owned())));
        assert_eq!(form.integer("page"), Ok(Some(2)));
        for content_type in ["multipart/form-data", "multipart/form-data; boundary=c"] {
            let malformed = with_body(content_type, body.as_bytes());
            assert_eq!(malformed, Err(RequestFault::Malformed), "{content_type}");
        }
    }

    #[test]
    fn word_is_trimmed_and_belongs_to_a_closed_set() {
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Direction {
            Inbound,
            Outbound,
        }
        #[derive(Deserialize)]
        struct In {
            #[serde(deserialize_with = "read::word")]
            direction: Option<Direction>,
        }
        let read = |form: &[u8]| {
            let form = with_body("application/x-www-form-urlencoded", form).unwrap();
            form.read::<In>().map(|read| read.direction)
        };
        assert_eq!(read(b"direction=+inbound"), Ok(Some(Direction::Inbound)));
        assert_eq!(read(b"direction=outbound"), Ok(Some(Direction::Outbound)));
        assert_eq!((read(b"direction=+"), read(b"")), (Ok(None), Ok(None)));
        let unreadable = Err(ParameterFault::Unreadable { name: "direction" });
        assert_eq!(
            (read(b"direction=up"), read(b"direction=Inbound")),
            (unreadable.clone(), unreadable)
        );
    }

    #[test]
    fn list_and_single_text_are_told_apart_only_in_json() {
        #[derive(Deserialize)]
        struct In {
            #[serde(deserialize_with = "read::spelled_list")]
            to: read::SpelledList,
        }
        let read = |content_type, body: &[u8]| {
            let read = with_body(content_type, body).unwrap().read::<In>().map(|read| read.to);
            read.map(|to| (to.is_list, to.items.into_iter().map(|it| it.text).collect::<Vec<_>>()))
        };
        let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let json = |body: &str| read("application/json", body.as_bytes());
        assert_eq!(json(r#"{"to":["+1",2]}"#), Ok((true, texts(&["+1", "2"]))));
        assert_eq!(json(r#"{"to":[]}"#), Ok((true, Vec::new())));
        assert_eq!(json(r#"{"to":" +1,+2"}"#), Ok((false, texts(&[" +1,+2"]))));
        let form = read("application/x-www-form-urlencoded", b"to=%2B1,%2B2");
        assert_eq!(form, Ok((false, texts(&["+1,+2"]))));
        for unreadable in [r#"{"to":[{}]}"#, r#"{"to":{}}"#, r#"{"to":true}"#] {
            assert_eq!(json(unreadable), Err(ParameterFault::Unreadable { name: "to" }));
        }
        assert_eq!(json(r#"{"to":null}"#), Err(ParameterFault::Missing { name: "to" }));
    }

    #[test]
    fn moment_is_read_in_seconds_and_in_iso_8601() {
        #[derive(Deserialize)]
        struct In {
            #[serde(deserialize_with = "read::moment")]
            page: Option<unix_time::UnixMillis>,
        }
        let at = Ok(Some(unix_time::UnixMillis::new(1_760_869_800_000)));
        for body in [r#"{"page":1760869800}"#, r#"{"page":"2025-10-19T12:30:00+02:00"}"#] {
            let read = with_body("application/json", body.as_bytes()).unwrap().read::<In>();
            assert_eq!(read.map(|read| read.page), at);
        }
        let read = |body: &[u8]| {
            let form = with_body("application/x-www-form-urlencoded", body).unwrap();
            form.read::<In>().map(|read| read.page)
        };
        assert_eq!(read(b"page=2025-10-19T12:30:00+02:00"), at);
        assert_eq!(read(b"page=+"), Ok(None));
        let unreadable = Err(ParameterFault::Unreadable { name: "page" });
        for body in [&b"page=soon"[..], b"page=1.5", b"page=99999999999999999999"] {
            assert_eq!(read(body), unreadable);
        }
    }

    #[test]
    fn equal_parameters_have_equal_canonical_texts() {
        let left = with_body("application/json", br#"{"b":1,"a":2}"#).unwrap();
        for right in [r#"{ "a": 2, "b": 1 }"#, r#"{"a":2.0,"b":7,"b":1}"#] {
            let right = with_body("application/json", right.as_bytes()).unwrap();
            assert_eq!(left.canonical(), right.canonical());
            assert_eq!(right.canonical_without("b"), right.canonical().replace(r#","b":1"#, ""));
        }
    }
}

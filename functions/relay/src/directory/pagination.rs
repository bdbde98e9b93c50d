//! Pages: the request's parameters, and the headers of the answer (contract 3.1).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{
    ErrorCode, RequestContext, original_url,
    route_table::{Argument, Described},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    error::{RelayError, RelayResult},
    query,
    route_table::Access,
};

const DEFAULT_PER_PAGE: u32 = 10;
/// Maximum page size; larger ones are reduced to it.
const MAX_PER_PAGE: u32 = 100;
/// Characters that are escaped in a query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request's query, which a handler reads as a `T` when the request was counted.
pub(crate) struct PageQuery<T> {
    pairs: Vec<(String, String)>,
    /// URL without the query.
    url: String,
    input: PhantomData<fn() -> T>,
}

/// Requested page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestedPage {
    pub(super) number: u32,
    pub(super) size: u32,
    /// Whether no page was requested, so that the whole list is returned.
    pub(super) is_all: bool,
}

impl<T: Described> Argument<Access> for PageQuery<T> {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<T>();
    }
}

impl<T> PageQuery<T> {
    /// Returns a parameter's first value, unless it is blank.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns a positive whole number, or 400 with the text `refusal`.
    pub(super) fn count(&self, name: &str, refusal: &str) -> RelayResult<Option<u32>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| *number > 0);
        let code = ErrorCode::InvalidParameter;
        number.map(Some).ok_or_else(|| RelayError::json(code, StatusCode::BAD_REQUEST, refusal))
    }

    /// Adds `X-Total-Count`, `X-Page`, `X-Per-Page` and `Link` for this page of a list of `total` entries.
    pub(super) fn describe(&self, page: RequestedPage, total: u32, headers: &mut HeaderMap) {
        let size = if page.is_all { total.max(1) } else { page.size };
        for (name, count) in
            [("x-total-count", total), ("x-page", page.number), ("x-per-page", size)]
        {
            headers.insert(name, HeaderValue::from(count));
        }
        let last = total.div_ceil(page.size.max(1)).max(1);
        let previous = page.number.checked_sub(1).filter(|number| *number > 0);
        let next = page.number.checked_add(1).filter(|number| *number <= last);
        let relations = [
            ("first", Some(1)),
            // The page before one beyond the end is the last page.
            ("prev", previous.map(|number| number.min(last))),
            ("self", Some(page.number)),
            ("last", Some(last)),
            ("next", next),
        ];
        let links = relations.into_iter().filter_map(|(relation, number)| {
            Some(format!("<{}>; rel=\"{relation}\"", self.link(number?, page)))
        });
        let links = links.collect::<Vec<_>>().join(", ");
        if let Ok(value) = HeaderValue::try_from(links) {
            headers.insert(header::LINK, value);
        }
    }

    /// Returns the URL of the same query for another page.
    fn link(&self, number: u32, page: RequestedPage) -> String {
        let others = self.pairs.iter().filter(|(name, _)| name != "page" && name != "per_page");
        let others = others.map(|(name, value)| {
            let (name, value) =
                (utf8_percent_encode(name, ENCODED), utf8_percent_encode(value, ENCODED));
            format!("{name}={value}")
        });
        let paging = (!page.is_all).then(|| format!("page={number}&per_page={}", page.size));
        let pairs: Vec<String> = paging.into_iter().chain(others).collect();
        if pairs.is_empty() {
            self.url.clone()
        } else {
            format!("{}?{}", self.url, pairs.join("&"))
        }
    }
}

impl RequestedPage {
    pub(super) fn of(number: Option<u32>, size: Option<u32>) -> Self {
        let size = size.unwrap_or(DEFAULT_PER_PAGE).min(MAX_PER_PAGE);
        Self { number: number.unwrap_or(1), size, is_all: false }
    }

    /// Returns the same, or a page with the first `most` entries if no page is requested: the app requests none and
    /// shows what it gets.
    pub(super) fn or_all(number: Option<u32>, size: Option<u32>, most: u32) -> Self {
        match (number, size) {
            (None, None) => Self { number: 1, size: most, is_all: true },
            _ => Self::of(number, size),
        }
    }

    pub(super) fn offset(self) -> u32 {
        self.number.saturating_sub(1).saturating_mul(self.size)
    }
}

impl<T, S: Send + Sync> FromRequestParts<S> for PageQuery<T> {
    type Rejection = RelayError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let pairs = query::pairs(&parts.uri)?;
        let context = parts.extensions.get::<RequestContext>();
        let public_base = context.and_then(|it| it.settings.public_url.as_deref());
        let url = original_url::public_url(public_base, &parts.uri);
        let url = url.split('?').next().unwrap_or_default().to_owned();
        Ok(Self { pairs, url, input: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> PageQuery<()> {
        let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let url = "https://relay.test/v3/clients".to_owned();
        PageQuery { pairs: owned.collect(), url, input: PhantomData }
    }

    fn page(query: &PageQuery<()>) -> RelayResult<RequestedPage> {
        let (page, size) = (query.count("page", "refused")?, query.count("per_page", "refused")?);
        Ok(RequestedPage::of(page, size))
    }

    fn described(query: &PageQuery<()>, total: u32) -> HeaderMap {
        let mut headers = HeaderMap::new();
        query.describe(page(query).unwrap(), total, &mut headers);
        headers
    }

    #[test]
    fn pages_are_positive_whole_numbers() {
        let page = |pairs: &[(&str, &str)]| page(&query(pairs));
        assert_eq!(page(&[]), Ok(RequestedPage { number: 1, size: 10, is_all: false }));
        assert_eq!(page(&[("page", " 3 ")]).unwrap().offset(), 20);
        assert_eq!(page(&[("per_page", "5000")]).unwrap().size, 100);
        for text in ["0", "-1", "1.5", "one", "99999999999"] {
            assert!(page(&[("page", text)]).is_err(), "{text}");
            assert!(page(&[("per_page", text)]).is_err(), "{text}");
        }
        assert_eq!(page(&[("page", "4294967295")]).unwrap().offset(), u32::MAX);
    }

    #[test]
    fn page_links_to_its_neighbors() {
        let middle = query(&[("page", "2"), ("per_page", "2"), ("country", "Côte d’Ivoire & co")]);
        let headers = described(&middle, 5);
        assert_eq!(headers["x-total-count"], "5");
        assert_eq!(
            (&headers["x-page"], &headers["x-per-page"]),
            (&HeaderValue::from_static("2"), &HeaderValue::from_static("2"))
        );
        let link = |number: u32| {
            let country = "C%C3%B4te%20d%E2%80%99Ivoire%20%26%20co";
            format!("<https://relay.test/v3/clients?page={number}&per_page=2&country={country}>")
        };
        let expected = format!(
            r#"{}; rel="first", {}; rel="prev", {}; rel="self", {}; rel="last", {}; rel="next""#,
            link(1),
            link(1),
            link(2),
            link(3),
            link(3)
        );
        assert_eq!(headers["link"].to_str().unwrap(), expected);
    }

    #[test]
    fn whole_list_is_one_page_whose_links_name_no_page() {
        let all = query(&[("country", "Gabon")]);
        let page = RequestedPage::or_all(None, None, 1_000);
        assert_eq!((page.offset(), page.size), (0, 1_000));
        let mut headers = HeaderMap::new();
        all.describe(page, 37, &mut headers);
        assert_eq!((&headers["x-total-count"], &headers["x-page"]), (&37.into(), &1.into()));
        assert_eq!(headers["x-per-page"], "37");
        let link = "<https://relay.test/v3/clients?country=Gabon>";
        let expected = format!("{link}; rel=\"first\", {link}; rel=\"self\", {link}; rel=\"last\"");
        assert_eq!(headers["link"].to_str().unwrap(), expected);
        for (page, size) in [(Some(1), None), (None, Some(10))] {
            assert!(!RequestedPage::or_all(page, size, 1_000).is_all);
        }
    }

    #[test]
    fn only_page_has_no_neighbors_and_page_beyond_the_last_links_back() {
        let only = described(&query(&[]), 0);
        let text = only["link"].to_str().unwrap();
        assert!(!text.contains("prev") && !text.contains("next"), "{text}");
        let beyond = described(&query(&[("page", "9")]), 15);
        let text = beyond["link"].to_str().unwrap();
        assert!(text.contains(r#"page=2&per_page=10>; rel="prev""#), "{text}");
        assert!(!text.contains("next"), "{text}");
    }
}

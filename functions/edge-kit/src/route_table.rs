//! Routes as data: the table of a face, from which its router is built, and which tools can read.
//!
//! A handler's signature is the only place that states who may call a route: the table derives its access column from
//! the extractors that authorize the call. A handler cannot be reached without a line here, and a line cannot
//! contradict its handler. The values of the column are the face's own type: its [`Access`].

#[cfg(feature = "testing")]
mod copy;
mod demand;
mod documented;

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    middleware::from_fn,
    routing::{MethodFilter, on},
};
use runtime::log;
use serde_json::{Map, Value, json};
use throttling::Limit;

#[cfg(feature = "testing")]
pub use copy::assert_copy;
pub use demand::{Argument, Arguments, Demand};
pub use documented::{Described, Documented};

use crate::failure;

/// HTTP methods that faces use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// A face's type for who may call a route.
pub trait Access: Copy + 'static {
    /// Returns the members that describe it in a JSON table, for tests and tools not in Rust; `access` is one of them.
    fn describe(self) -> Vec<(&'static str, Value)>;

    /// Returns the names of the document's security schemes, any one of which is sufficient.
    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str>;

    /// Returns the names of the scopes that a credential of this scheme must have; none by default.
    #[cfg(feature = "openapi")]
    fn roles(self, _scheme: &str) -> Vec<&'static str> {
        Vec::new()
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Route<A> {
    pub method: Method,
    /// Path with parameters in braces, in the spelling of its line.
    pub path: &'static str,
    /// `None` if no credential is required before the handler runs.
    pub access: Option<A>,
    /// Limit that is counted for every credential that may call the route.
    pub limit: Option<Limit>,
    /// Maximum body size in bytes. `None` if the handler reads no body.
    pub max_body_bytes: Option<usize>,
    /// Whether no original system has the route. Its failures say more than the originals' formats can.
    pub is_own: bool,
    /// Describes the request by the types of the handler's arguments.
    #[cfg(feature = "openapi")]
    pub describe_request: fn(&mut crate::openapi::RequestShape<'_>),
    /// Describes the answers by the handler's return type.
    #[cfg(feature = "openapi")]
    pub describe_answers: fn(&mut crate::openapi::Answers<'_>),
}

/// Alternative spellings under which every path of a table is served.
#[derive(Clone, Copy, Debug)]
pub struct PathSpellings {
    /// Prefixes of a path; the empty text for the unprefixed path.
    pub mounts: &'static [&'static str],
    /// Path segments, with the words that may replace them.
    pub synonyms: &'static [(&'static str, &'static str)],
}

/// The lines, and the router built from them.
pub struct RouteTable<A> {
    routes: Vec<Route<A>>,
    router: Router,
    spellings: PathSpellings,
    /// Whether the next lines are routes that no original system has.
    is_own_section: bool,
}

impl<A: Access> RouteTable<A> {
    /// Returns an empty table whose paths also answer in these spellings.
    pub fn new(spellings: PathSpellings) -> Self {
        Self { routes: Vec::new(), router: Router::new(), spellings, is_own_section: false }
    }

    /// Adds lines of routes that no original system has.
    #[must_use]
    pub fn own(self, add: impl FnOnce(Self) -> Self) -> Self {
        let added = add(Self { is_own_section: true, ..self });
        Self { is_own_section: false, ..added }
    }

    #[must_use]
    pub fn get<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        self,
        path: &'static str,
        to: H,
    ) -> Self {
        self.route(Method::Get, path, to)
    }

    #[must_use]
    pub fn post<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        self,
        path: &'static str,
        to: H,
    ) -> Self {
        self.route(Method::Post, path, to)
    }

    #[must_use]
    pub fn put<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        self,
        path: &'static str,
        to: H,
    ) -> Self {
        self.route(Method::Put, path, to)
    }

    #[must_use]
    pub fn patch<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        self,
        path: &'static str,
        to: H,
    ) -> Self {
        self.route(Method::Patch, path, to)
    }

    #[must_use]
    pub fn delete<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        self,
        path: &'static str,
        to: H,
    ) -> Self {
        self.route(Method::Delete, path, to)
    }

    pub fn into_routes(self) -> Vec<Route<A>> {
        self.routes
    }

    pub fn into_router(self) -> Router {
        self.router
    }

    fn route<H: Handler<T, ()> + Documented<T>, T: Arguments<A>>(
        mut self,
        method: Method,
        path: &'static str,
        handler: H,
    ) -> Self {
        let demand = T::DEMAND;
        self.routes.push(Route {
            method,
            path,
            access: demand.access,
            limit: demand.limit,
            max_body_bytes: T::MAX_BODY_BYTES,
            is_own: self.is_own_section,
            #[cfg(feature = "openapi")]
            describe_request: T::describe,
            #[cfg(feature = "openapi")]
            describe_answers: H::describe,
        });
        let mut answering = on(method.filter(), Named { handler, method, path });
        if self.is_own_section {
            answering = answering.layer(from_fn(failure::mark_own));
        }
        for spelling in self.spellings.of(path) {
            self.router = self.router.route(&spelling, answering.clone());
        }
        self
    }
}

/// A handler that first notes its line of the table for the request's log lines.
#[derive(Clone)]
struct Named<H> {
    handler: H,
    method: Method,
    path: &'static str,
}

impl<H: Handler<T, ()>, T> Handler<T, ()> for Named<H> {
    type Future = H::Future;

    fn call(self, request: Request, state: ()) -> H::Future {
        if let Some(context) = log::current() {
            context.set_route(self.method.as_str(), self.path);
        }
        self.handler.call(request, state)
    }
}

impl<A: Access> Default for RouteTable<A> {
    fn default() -> Self {
        Self::new(PathSpellings::ONE)
    }
}

impl PathSpellings {
    /// No alternative spellings.
    pub const ONE: Self = Self { mounts: &[""], synonyms: &[] };

    /// Returns all spellings of a path, each once.
    pub fn of(self, path: &str) -> Vec<String> {
        let synonym = |segment: &str| {
            let known = self.synonyms.iter().find(|(word, _)| *word == segment);
            known.map_or_else(|| segment.to_owned(), |(_, other)| (*other).to_owned())
        };
        let other = path.split('/').map(synonym).collect::<Vec<_>>().join("/");
        let mut paths = vec![path.to_owned()];
        if other != path {
            paths.push(other);
        }
        let mounted = |mount: &&str| -> Vec<String> {
            paths.iter().map(|path| format!("{mount}{path}")).collect()
        };
        self.mounts.iter().flat_map(mounted).collect()
    }
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

impl<A: Access> Route<A> {
    /// Returns the line as JSON, for tests and tools not in Rust.
    pub fn to_json(self) -> Value {
        let mut line = Map::new();
        line.insert("method".to_owned(), json!(self.method.as_str()));
        line.insert("path".to_owned(), json!(self.path));
        let access = self.access.map(Access::describe);
        for (name, value) in access.unwrap_or_else(|| vec![("access", json!("anybody"))]) {
            line.insert(name.to_owned(), value);
        }
        if let Some(limit) = self.limit {
            line.insert("limit".to_owned(), json!(limit.as_str()));
        }
        if self.is_own {
            line.insert("own".to_owned(), json!(true));
        }
        if let Some(bytes) = self.max_body_bytes {
            line.insert("max_body_bytes".to_owned(), json!(bytes));
        }
        Value::Object(line)
    }
}

/// Returns the whole table as JSON, with one line of text per route.
pub fn to_json<A: Access>(routes: Vec<Route<A>>) -> String {
    let lines: Vec<String> = routes.into_iter().map(|it| format!("  {}", it.to_json())).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests;

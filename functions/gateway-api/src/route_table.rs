//! Routes as data: what a face is made of, from which its router is built and which can be read.
//!
//! Who may call a route is said once, by its handler's signature: the extractors that authorise the call
//! are the ones from which the table takes its column. A handler cannot be reached without having its line
//! here, and a line cannot say anything else than what its handler does.

use axum::{
    Router,
    extract::{Path, rejection::PathRejection},
    handler::Handler,
    routing::{MethodFilter, on},
};
use edge_kit::{Limit, RequestContext};
use http::{HeaderMap, Uri};
use identity::Permission;
use serde_json::{Value, json};

use crate::{
    access::{AnyOf, Client, Gateway},
    fields::Fields,
};

/// The methods this face has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No key is asked for before the handler runs.
    Anybody,
    Gateway,
    /// A client key with one of these permissions.
    Client(&'static [Permission]),
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: Method,
    /// With parameters in braces.
    pub path: &'static str,
    pub access: Access,
    /// Counted for every key that may call the route.
    pub limit: Option<Limit>,
}

/// The lines, and the router that they make.
#[derive(Default)]
pub(crate) struct RouteTable {
    routes: Vec<Route>,
    router: Router,
}

impl RouteTable {
    pub(crate) fn get<H: Handler<T, ()>, T: Arguments>(self, path: &'static str, to: H) -> Self {
        self.route(Method::Get, path, to)
    }

    pub(crate) fn post<H: Handler<T, ()>, T: Arguments>(self, path: &'static str, to: H) -> Self {
        self.route(Method::Post, path, to)
    }

    pub(crate) fn patch<H: Handler<T, ()>, T: Arguments>(self, path: &'static str, to: H) -> Self {
        self.route(Method::Patch, path, to)
    }

    pub(crate) fn delete<H: Handler<T, ()>, T: Arguments>(self, path: &'static str, to: H) -> Self {
        self.route(Method::Delete, path, to)
    }

    pub(crate) fn into_routes(self) -> Vec<Route> {
        self.routes
    }

    pub(crate) fn into_router(self) -> Router {
        self.router
    }

    fn route<H: Handler<T, ()>, T: Arguments>(
        mut self,
        method: Method,
        path: &'static str,
        handler: H,
    ) -> Self {
        let Demand { access, limit } = T::DEMAND;
        self.routes.push(Route { method, path, access, limit });
        self.router = self.router.route(path, on(method.filter(), handler));
        self
    }
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

impl Route {
    /// The line as JSON, for tests and tools that are not Rust.
    pub fn to_json(self) -> Value {
        let (access, permissions) = match self.access {
            Access::Anybody => ("anybody", None),
            Access::Gateway => ("gateway", None),
            Access::Client(any_of) => {
                let names: Vec<&str> = any_of.iter().map(|it| it.as_str()).collect();
                ("client", Some(names))
            }
        };
        let mut line =
            json!({ "method": self.method.as_str(), "path": self.path, "access": access });
        if let (Some(fields), Some(permissions)) = (line.as_object_mut(), permissions) {
            fields.insert("permissions".to_owned(), json!(permissions));
        }
        if let (Some(fields), Some(limit)) = (line.as_object_mut(), self.limit) {
            fields.insert("limit".to_owned(), json!(limit.as_str()));
        }
        line
    }
}

/// What an argument, or all of a handler's, demand of the caller.
#[derive(Clone, Copy)]
pub(crate) struct Demand {
    access: Access,
    limit: Option<Limit>,
}

impl Demand {
    const NONE: Self = Self { access: Access::Anybody, limit: None };

    const fn and(self, other: Self) -> Self {
        match self.access {
            Access::Anybody => other,
            _ => self,
        }
    }
}

/// Something a handler takes. Whatever authorises the caller says so; everything else demands nothing.
pub(crate) trait Argument {
    const DEMAND: Demand = Demand::NONE;
}

impl Argument for RequestContext {}
impl Argument for HeaderMap {}
impl Argument for Uri {}
impl Argument for Fields {}
impl<T> Argument for Result<Path<T>, PathRejection> {}

impl Argument for Gateway {
    const DEMAND: Demand = Demand { access: Access::Gateway, limit: Some(Limit::Requests) };
}

impl<P: AnyOf> Argument for Client<P> {
    const DEMAND: Demand = Demand { access: Access::Client(P::PERMISSIONS), limit: Some(P::LIMIT) };
}

/// A handler's arguments, as axum names them: a marker and then the arguments.
pub(crate) trait Arguments: 'static {
    const DEMAND: Demand;
}

macro_rules! arguments {
    ($($argument:ident)+) => {
        impl<M: 'static, $($argument: Argument + 'static),+> Arguments for (M, $($argument,)+) {
            const DEMAND: Demand = Demand::NONE$(.and($argument::DEMAND))+;
        }
    };
}

arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);

#[cfg(test)]
mod tests;

//! Access column of this face's route table: the credentials that each route demands.

use edge_kit::{
    auth::Act,
    route_table::{self, Argument, Demand, Described},
};
use identity::GatewayAct;
use serde_json::{Value, json};
use throttling::Limit;

use crate::{
    access::{BasicLogin, DeviceTo, FetchingDevice, MaybeDevice, RefreshTokenHolder, Scoped},
    json_body::JsonBody,
    mobile::register::Registrant,
    query::Query,
    scopes::{Scope, TokensRefresh},
    upstream::DownstreamServer,
};

/// Permitted callers of a route that is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// An integrator with this scope.
    Scope(&'static str),
    /// An integrator with user name and password; a token is not accepted.
    Basic,
    /// A phone with its device token, whose standing permits this act.
    Device(GatewayAct),
}

impl route_table::Access for Access {
    fn describe(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Scope(name) => vec![("access", json!("integrator")), ("scope", json!(name))],
            Self::Basic => vec![("access", json!("basic"))],
            Self::Device(act) => vec![("access", json!("device")), ("act", json!(act.as_str()))],
        }
    }

    #[cfg(feature = "openapi")]
    fn security(self) -> Vec<&'static str> {
        match self {
            Self::Scope(_) => vec!["basic", "accessToken"],
            Self::Basic => vec!["basic"],
            Self::Device(_) => vec!["deviceToken"],
        }
    }

    #[cfg(feature = "openapi")]
    fn roles(self, scheme: &str) -> Vec<&'static str> {
        match self {
            Self::Scope(name) if scheme != "basic" => vec![name],
            _ => Vec::new(),
        }
    }
}

impl<T: Described + 'static> Argument<Access> for Query<T> {
    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.query::<T>();
    }
}
impl<T: Described, const MAX_BYTES: usize> Argument<Access> for JsonBody<T, MAX_BYTES> {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<T>("application/json");
    }
}
// It accepts every caller.
impl Argument<Access> for MaybeDevice {}
// The deployment decides who is admitted, so the table shows these routes as public.
impl Argument<Access> for Registrant {}
impl Argument<Access> for DownstreamServer {}

impl<S: Scope> Argument<Access> for Scoped<S> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Scope(S::NAME)), limit: Some(S::LIMIT) };
}

impl Argument<Access> for RefreshTokenHolder {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Scope(TokensRefresh::NAME)), limit: Some(Limit::Requests) };
}

impl Argument<Access> for BasicLogin {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Basic), limit: Some(Limit::Requests) };
}

impl<A: Act> Argument<Access> for DeviceTo<A> {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Device(A::ACT)), limit: Some(Limit::Requests) };
}

// It has no per-minute limit, only a limit of concurrent requests.
impl Argument<Access> for FetchingDevice {
    const DEMAND: Demand<Access> =
        Demand { access: Some(Access::Device(GatewayAct::Attend)), limit: None };
}

#[cfg(test)]
mod tests;

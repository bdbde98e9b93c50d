//! Requests of the families of nodes.

use edge_kit::ErrorCode;
use http::{StatusCode, Uri};
use relay_requests::{NodeNumber, NodePing};
use serde_json::Value;

use super::{body::NodeBody, malformed};
use crate::{
    error::{RelayError, RelayResult},
    query::{self, QueryIn},
};

const MAX_NAME_CHARS: usize = 64;
const MAX_ID_DIGITS: usize = 6;

/// Body of `POST /seeds/ping` and `POST /ping`: a node's statement about itself.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PingIn {
    /// IMSI of the node's SIM, or another name that no other node has. A number is read as its digits.
    #[cfg_attr(
        feature = "openapi",
        schemars(rename = "IMSI", length(min = 1, max = 32), example = "624010000000000")
    )]
    pub(crate) imsi: String,
    /// Phone number of the SIM. A number is read as its digits.
    #[cfg_attr(
        feature = "openapi",
        schemars(rename = "MSISDN", length(min = 1, max = 32), example = "+237679466332")
    )]
    pub(crate) msisdn: String,
    /// `seeder` if the node answers an SMS that asks for the sender's own number, else `seed`. Other words are
    /// accepted.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 16), example = &"seed"))]
    pub(crate) seed_type: String,
}

/// Body of `POST /seeds`: a node's statement about another SIM.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReportNodeIn {
    /// IMSI that the SIM sent. A number is read as its digits.
    #[cfg_attr(feature = "openapi", schemars(rename = "IMSI", length(min = 1, max = 32)))]
    pub(crate) imsi: String,
    /// Number from which its SMS came. A number is read as its digits.
    #[cfg_attr(feature = "openapi", schemars(rename = "MSISDN", length(min = 1, max = 32)))]
    pub(crate) msisdn: String,
}

/// Query of `GET /relay/nodes`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListNodesIn {
    /// `next_after` of the page before.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = 0)))]
    pub(crate) after: Option<u32>,
    /// Nodes per page; 0 counts as 1, and more than 1,000 as 1,000.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = 100)))]
    pub(crate) limit: Option<u32>,
}

/// Query of `DELETE /relay/nodes`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DeleteStrangersIn {
    /// Confirmation that many nodes are deleted: `true`.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = [true])))]
    pub(crate) strangers: bool,
}

/// Body of `PATCH /relay/nodes/{imsi}`, with at least one member. An absent member leaves the node's as it is.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ChangeNodeIn {
    /// `true` lists the node while it is live; `false` hides it permanently.
    #[cfg_attr(feature = "openapi", schemars(with = "bool", default))]
    pub(crate) approved: Option<bool>,
    /// Name of the SIM's network, trimmed; empty if it is unknown.
    #[cfg_attr(feature = "openapi", schemars(with = "String", default, length(max = 64)))]
    pub(crate) operator_name: Option<String>,
    /// Country code and network code of the SIM's network, in digits.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", default, regex(pattern = "^[0-9]{0,6}$"), example = "62401")
    )]
    pub(crate) operator_id: Option<String>,
}

impl PingIn {
    /// Reads the body; 500 without a body if it is not JSON.
    pub(super) fn read(body: &NodeBody<Self>) -> RelayResult<Self> {
        let ping = NodePing::parse(body.json()?).map_err(malformed)?;
        let NodePing { imsi, msisdn, seed_type } = ping;
        Ok(Self { imsi, msisdn, seed_type })
    }
}

impl ReportNodeIn {
    /// Reads the body; 400 if it is not JSON.
    pub(super) fn read(body: &NodeBody<Self>) -> RelayResult<Self> {
        let unreadable =
            |text| RelayError::text(ErrorCode::MalformedRequest, StatusCode::BAD_REQUEST, text);
        if !body.has_json_content_type() {
            return Err(unreadable("Content-Type not supported!"));
        }
        let json = body.json().map_err(|_| unreadable("Invalid json format"))?;
        let NodeNumber { imsi, msisdn } = NodeNumber::parse(json).map_err(malformed)?;
        Ok(Self { imsi, msisdn })
    }
}

impl QueryIn for ListNodesIn {
    fn read(uri: &Uri) -> RelayResult<Self> {
        let pairs = query::pairs(uri)?;
        let number = |name: &str| {
            let value = pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value);
            value.map(|text| text.trim().parse::<u32>()).transpose().map_err(|_| {
                let message = format!("{name} must be a number");
                bad(ErrorCode::UnreadableParameter, message).about(name)
            })
        };
        Ok(Self { after: number("after")?, limit: number("limit")? })
    }
}

impl QueryIn for DeleteStrangersIn {
    fn read(uri: &Uri) -> RelayResult<Self> {
        let pairs = query::pairs(uri)?;
        let strangers = pairs.iter().any(|(name, value)| name == "strangers" && value == "true");
        Ok(Self { strangers })
    }
}

impl ChangeNodeIn {
    /// Reads the body; 400 if it is not JSON, or if it changes nothing.
    pub(super) fn read(body: &NodeBody<Self>) -> RelayResult<Self> {
        let unreadable = || bad(ErrorCode::MalformedRequest, "Invalid JSON format");
        let json = body.json().map_err(|_| unreadable())?;
        let members = json.as_object().ok_or_else(unreadable)?;
        let approved = match members.get("approved") {
            None => None,
            Some(Value::Bool(approved)) => Some(*approved),
            Some(_) => {
                let message = "approved must be true or false";
                return Err(bad(ErrorCode::UnreadableParameter, message).about("approved"));
            }
        };
        let text = |name: &str, fits: &dyn Fn(&str) -> bool| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if fits(text) => Ok(Some(text.trim().to_owned())),
            Some(_) => {
                let message = format!("{name} is invalid");
                Err(bad(ErrorCode::InvalidParameter, message).about(name))
            }
        };
        let operator_name = text("operator_name", &|text| {
            text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control)
        })?;
        let operator_id = text("operator_id", &|text| {
            text.len() <= MAX_ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
        })?;
        if approved.is_none() && operator_name.is_none() && operator_id.is_none() {
            let message = "Missing required field: approved";
            return Err(bad(ErrorCode::MissingParameter, message).about("approved"));
        }
        Ok(Self { approved, operator_name, operator_id })
    }
}

/// 400 of the administration.
fn bad(code: ErrorCode, message: impl Into<String>) -> RelayError {
    RelayError::json(code, StatusCode::BAD_REQUEST, message)
}

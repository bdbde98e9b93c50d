//! Members of a PATCH that may be absent, null or given.

use edge_kit::Params;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};

/// A nullable member of a PATCH. An `Option` would take null for absent, and so could not remove a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Patched<T> {
    /// The member is absent, so the value stays.
    Kept,
    /// The member is null, so the value is removed.
    Removed,
    Given(T),
}

impl<T> Patched<T> {
    /// Converts what is given.
    pub(crate) fn try_map<U>(
        self,
        convert: impl FnOnce(T) -> ApiResult<U>,
    ) -> ApiResult<Patched<U>> {
        Ok(match self {
            Self::Kept => Patched::Kept,
            Self::Removed => Patched::Removed,
            Self::Given(value) => Patched::Given(convert(value)?),
        })
    }
}

impl<'v> Patched<&'v Map<String, Value>> {
    /// Reads a member that is an object or null. In a form, an empty field is null.
    pub(crate) fn object(name: &str, value: Option<&'v Value>, params: &Params) -> ApiResult<Self> {
        if !params.is_given(name) {
            return Ok(Self::Kept);
        }
        match value {
            None | Some(Value::Null) => Ok(Self::Removed),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(Self::Removed),
            Some(Value::Object(members)) => Ok(Self::Given(members)),
            Some(_) => Err(ApiError::invalid(name, format!("{name} must be an object or null"))),
        }
    }
}

impl<T> From<Patched<T>> for Option<Option<T>> {
    fn from(patched: Patched<T>) -> Self {
        match patched {
            Patched::Kept => None,
            Patched::Removed => Some(None),
            Patched::Given(value) => Some(Some(value)),
        }
    }
}

//! Prose of a route, and what its handler's signature does not state.

use error_codes::ErrorCode;
use schemars::JsonSchema;

use super::{Answers, RequestShape};
use crate::route_table::Method;

/// Format of a failure's body.
#[derive(Clone, Copy, Debug)]
pub struct ErrorFormat {
    /// `None` if there is no body.
    pub content_type: Option<&'static str>,
    /// Adds the schema of a JSON body; `None` for a text.
    pub schema: Option<fn(&mut super::Schemas) -> serde_json::Value>,
}

/// A failure of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailureShape {
    pub(super) status: u16,
    /// `None` for the face's usual format.
    pub(super) format: Option<ErrorFormat>,
    pub(super) codes: &'static [ErrorCode],
    pub(super) description: &'static str,
}

/// Description of one line of a route table.
pub struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    pub(super) tag: &'static str,
    pub(super) errors: Vec<FailureShape>,
    pub(super) answers: Vec<fn(&mut Answers<'_>)>,
    pub(super) request: Vec<fn(&mut RequestShape<'_>)>,
    /// Headers of successful answers, with their descriptions.
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) security: Option<Vec<&'static str>>,
    /// Statuses of failures that the face adds to its routes and this one does not have.
    pub(super) impossible: Vec<u16>,
    pub(super) deprecated: bool,
}

impl Operation {
    /// Returns the description of a line. The id is unique in the face and in camelCase: it names the method of
    /// generated clients. The summary is a phrase without a full stop.
    pub fn new(
        method: Method,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            description: "",
            tag: "",
            errors: Vec::new(),
            answers: Vec::new(),
            request: Vec::new(),
            headers: Vec::new(),
            security: None,
            impossible: Vec::new(),
            deprecated: false,
        }
    }

    /// Sets the tag, under which a viewer groups the operation.
    #[must_use]
    pub fn tag(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    /// Sets what a caller has to know beyond the summary, in sentences (Markdown).
    #[must_use]
    pub fn describe(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    /// Adds a failure in the face's usual format, with the codes that it may have. Failures of credentials, limits,
    /// body sizes and the platform are added by the document.
    #[must_use]
    pub fn fails(
        mut self,
        status: u16,
        codes: &'static [ErrorCode],
        description: &'static str,
    ) -> Self {
        self.errors.push(FailureShape { status, format: None, codes, description });
        self
    }

    /// Adds a failure in another format.
    #[must_use]
    pub fn fails_as(
        mut self,
        format: ErrorFormat,
        status: u16,
        codes: &'static [ErrorCode],
        description: &'static str,
    ) -> Self {
        self.errors.push(FailureShape { status, format: Some(format), codes, description });
        self
    }

    /// Drops a failure that the face adds to its routes: this one does not have it, or states it itself in another
    /// format.
    #[must_use]
    pub fn never(mut self, status: u16) -> Self {
        self.impossible.push(status);
        self
    }

    /// Adds a JSON answer that the handler's signature does not state.
    #[must_use]
    pub fn answers_json<T: JsonSchema, const STATUS: u16>(self) -> Self {
        self.answers(|answers| answers.json::<T>(STATUS))
    }

    /// Adds answers that the handler's signature does not state.
    #[must_use]
    pub fn answers(mut self, answers: fn(&mut Answers<'_>)) -> Self {
        self.answers.push(answers);
        self
    }

    /// Adds a part of the request that no argument of the handler states.
    #[must_use]
    pub fn takes(mut self, part: fn(&mut RequestShape<'_>)) -> Self {
        self.request.push(part);
        self
    }

    /// Adds a header of the successful answers.
    #[must_use]
    pub fn header(mut self, name: &'static str, description: &'static str) -> Self {
        self.headers.push((name, description));
        self
    }

    /// Sets the credentials of a route whose table line cannot state them. Any one of the schemes is sufficient; the
    /// empty text stands for none.
    #[must_use]
    pub fn security(self, schemes: Vec<&'static str>) -> Self {
        Self { security: Some(schemes), ..self }
    }

    #[must_use]
    pub fn deprecated(self) -> Self {
        Self { deprecated: true, ..self }
    }
}

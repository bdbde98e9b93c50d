//! Successful answers that clients of several families know.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// Content type of short texts, as in the original.
pub(crate) const TEXT: &str = "text/html; charset=utf-8";

/// 200 without a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Empty;

/// 200 with a short text.
#[derive(Debug, Clone)]
pub(crate) struct Text(pub(crate) String);

impl IntoResponse for Empty {
    fn into_response(self) -> Response {
        StatusCode::OK.into_response()
    }
}

impl IntoResponse for Text {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(TEXT))], self.0).into_response()
    }
}

#[cfg(feature = "openapi")]
mod described {
    use edge_kit::openapi::{Answer, Answers};

    use super::{Empty, TEXT, Text};

    impl Answer for Empty {
        fn describe(answers: &mut Answers<'_>) {
            answers.empty(200);
        }
    }

    impl Answer for Text {
        fn describe(answers: &mut Answers<'_>) {
            answers.text(200, TEXT);
        }
    }
}

//! The common part of all faces' error types: faults of the platform become the face's 503, and are logged once with
//! the place in the code at which they surfaced.

use std::panic::Location;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use runtime::log::{self, events::RuntimeEvent};

// The macros name them for faces that do not depend on these crates.
pub use runtime::objects::CallError;
pub use store_d1::StoreError;
pub use throttling::CountFault;

use crate::Failure;

/// Error type of a face.
pub trait FaceError: Sized {
    /// Returns the 503 with `Retry-After`: nothing was decided, and the same request may succeed later.
    fn unavailable() -> Self;
}

/// Implements for a face's error type the conversions from faults that every face answers with its
/// [`unavailable`](FaceError::unavailable): the database or an object did not answer. `?` uses them; the log line
/// names the line of the `?`.
#[macro_export]
macro_rules! unavailable_on_faults {
    ($error:ty) => {
        impl From<$crate::face_error::StoreError> for $error {
            #[track_caller]
            fn from(error: $crate::face_error::StoreError) -> Self {
                $crate::face_error::report_store_fault(&error);
                <Self as $crate::FaceError>::unavailable()
            }
        }

        impl From<$crate::face_error::CallError> for $error {
            #[track_caller]
            fn from(error: $crate::face_error::CallError) -> Self {
                $crate::face_error::report_call_fault(&error);
                <Self as $crate::FaceError>::unavailable()
            }
        }
    };
}

/// Implements the conversion of a [`CountFault`] for an error type that has the conversions of
/// its two causes.
#[macro_export]
macro_rules! count_faults {
    ($error:ty) => {
        impl From<$crate::face_error::CountFault> for $error {
            #[track_caller]
            fn from(fault: $crate::face_error::CountFault) -> Self {
                match fault {
                    $crate::face_error::CountFault::Exceeded(exceeded) => exceeded.into(),
                    $crate::face_error::CountFault::Store(error) => error.into(),
                }
            }
        }
    };
}

/// Logs that the database did not answer, with the caller's place in the code.
#[track_caller]
pub fn report_store_fault(error: &StoreError) {
    log::write(&RuntimeEvent::DatabaseUnavailable { error, at: &Location::caller() });
}

/// Logs that an object did not answer, with the caller's place in the code.
#[track_caller]
pub fn report_call_fault(error: &CallError) {
    let at = &Location::caller();
    match error {
        CallError::Busy => log::write(&RuntimeEvent::ObjectBusy { at }),
        // The account is being deleted, and this isolate still had its credential in the cache.
        CallError::Emptied => {}
        _ => log::write(&RuntimeEvent::ObjectUnavailable { error, at }),
    }
}

/// A failure in a face's format.
#[derive(Debug)]
pub struct FailureAnswer {
    pub status: StatusCode,
    /// Content type and text of the body; `None` for no body.
    pub body: Option<(&'static str, String)>,
    /// Seconds after which a retry may help, if that is known.
    pub retry_after_secs: Option<u32>,
    pub failure: Failure,
}

impl IntoResponse for FailureAnswer {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Some((content_type, text)) => {
                let content_type = HeaderValue::from_static(content_type);
                (self.status, [(header::CONTENT_TYPE, content_type)], text).into_response()
            }
            None => self.status.into_response(),
        };
        if let Some(secs) = self.retry_after_secs {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response.extensions_mut().insert(self.failure);
        response
    }
}

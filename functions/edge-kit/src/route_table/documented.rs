//! Handlers that describe their answers by their return type. Without the feature `openapi`, every handler does.

#[cfg(feature = "openapi")]
use std::future::Future;

#[cfg(feature = "openapi")]
use crate::openapi::{Answer, Answers};

/// A type of a request that has a JSON Schema. Without the feature `openapi`, every type.
#[cfg(feature = "openapi")]
pub trait Described: schemars::JsonSchema {}

#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> Described for T {}

/// Any type.
#[cfg(not(feature = "openapi"))]
pub trait Described {}

#[cfg(not(feature = "openapi"))]
impl<T> Described for T {}

/// A handler with the arguments `T` whose return type describes itself.
#[cfg(feature = "openapi")]
pub trait Documented<T> {
    /// Adds the answers of the handler.
    fn describe(answers: &mut Answers<'_>);
}

/// Any handler.
#[cfg(not(feature = "openapi"))]
pub trait Documented<T> {}

#[cfg(not(feature = "openapi"))]
impl<H, T> Documented<T> for H {}

#[cfg(feature = "openapi")]
impl<H: FnOnce() -> F, F: Future<Output = R>, R: Answer> Documented<((),)> for H {
    fn describe(answers: &mut Answers<'_>) {
        R::describe(answers);
    }
}

#[cfg(feature = "openapi")]
macro_rules! documented {
    ($($argument:ident)+) => {
        impl<H, O, R, M, $($argument),+> Documented<(M, $($argument,)+)> for H
        where
            H: FnOnce($($argument),+) -> O,
            O: Future<Output = R>,
            R: Answer,
        {
            fn describe(answers: &mut Answers<'_>) {
                R::describe(answers);
            }
        }
    };
}

#[cfg(feature = "openapi")]
mod arities {
    use super::{Answer, Answers, Documented, Future};

    documented!(A);
    documented!(A B);
    documented!(A B C);
    documented!(A B C D);
    documented!(A B C D E);
    documented!(A B C D E F);
}

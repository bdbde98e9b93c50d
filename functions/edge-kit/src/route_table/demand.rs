//! Requirements that a handler's arguments place on the caller.

use axum::extract::{Path, rejection::PathRejection};
use http::{HeaderMap, Uri};
use throttling::Limit;

use crate::RequestContext;

/// Requirements of one argument, or of all arguments of a handler.
#[derive(Clone, Copy, Debug)]
pub struct Demand<A> {
    /// `None` if no credential is required.
    pub access: Option<A>,
    pub limit: Option<Limit>,
}

impl<A: Copy> Demand<A> {
    pub const NONE: Self = Self { access: None, limit: None };

    /// Returns the first of the two that requires a credential.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match self.access {
            Some(_) => self,
            None => other,
        }
    }
}

/// An argument of a handler. Arguments that authorize the caller state their demand; all others demand nothing.
pub trait Argument<A: Copy> {
    const DEMAND: Demand<A> = Demand::NONE;
    /// Maximum size of the body that this argument reads, in bytes; `None` if it reads none.
    const MAX_BODY_BYTES: Option<usize> = None;

    /// Describes the part of the request that this argument reads; nothing by default.
    #[cfg(feature = "openapi")]
    fn describe(_request: &mut crate::openapi::RequestShape<'_>) {}
}

impl<A: Copy> Argument<A> for RequestContext {}
impl<A: Copy> Argument<A> for HeaderMap {}
impl<A: Copy> Argument<A> for Uri {}
impl<A: Copy, T> Argument<A> for Result<Path<T>, PathRejection> {}

/// A handler's arguments, as a tuple in axum's form: a marker and then the arguments.
pub trait Arguments<A: Copy>: 'static {
    const DEMAND: Demand<A>;
    const MAX_BODY_BYTES: Option<usize>;

    /// Describes the request that the arguments read.
    #[cfg(feature = "openapi")]
    fn describe(request: &mut crate::openapi::RequestShape<'_>);
}

impl<Z: Copy> Arguments<Z> for ((),) {
    const DEMAND: Demand<Z> = Demand::NONE;
    const MAX_BODY_BYTES: Option<usize> = None;

    #[cfg(feature = "openapi")]
    fn describe(_: &mut crate::openapi::RequestShape<'_>) {}
}

macro_rules! arguments {
    ($($argument:ident)+) => {
        impl<Z: Copy, M: 'static, $($argument: Argument<Z> + 'static),+> Arguments<Z>
            for (M, $($argument,)+)
        {
            const DEMAND: Demand<Z> = Demand::<Z>::NONE$(.and($argument::DEMAND))+;
            const MAX_BODY_BYTES: Option<usize> = {
                let mut limit = None;
                $(if limit.is_none() {
                    limit = $argument::MAX_BODY_BYTES;
                })+
                limit
            };

            #[cfg(feature = "openapi")]
            fn describe(request: &mut crate::openapi::RequestShape<'_>) {
                $(<$argument as Argument<Z>>::describe(request);)+
            }
        }
    };
}

arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);

//! The events, by subject.

mod runtime;

pub use runtime::RuntimeEvent;

use crate::Section;

/// Every event, in the order of the documentation.
pub const SECTIONS: &[Section] = &[RuntimeEvent::SECTION];

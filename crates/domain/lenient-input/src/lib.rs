//! Lenient reading of external input: text that is not quite Unicode, JSON that is not quite strict, multipart forms,
//! and words that may contain a phone number.
//!
//! Phones and providers cut texts at 160 units, which can leave half an emoji. They write `85.0` for an integer, a
//! member twice, or a byte order mark. Refusing such a document would lose its SMS, because the sender repeats it
//! unchanged until it gives up. Every border reads JSON through this crate, so all of them agree:
//!
//! * half a surrogate pair, escaped or as bytes, is U+FFFD; two halves as bytes are the character,
//! * of duplicate members the last one counts,
//! * a byte order mark is skipped,
//! * a number without a fraction is an integer in any notation.

mod fault_text;
mod go;
mod json;
mod multipart;
mod phone_digits;
mod surrogates;
mod utf8;

pub use fault_text::describe_json_error;
pub use go::read_as_go;
pub use json::{JsonError, looks_like_object, read, read_of, value, value_of};
pub use multipart::{MultipartError, boundary, multipart};
pub use phone_digits::phone_digits;
pub use utf8::{Garbage, text};

//! Addresses and texts of messages: phone numbers in E.164, literal addresses, and message texts, all of which stay
//! out of logs.

mod address;
mod calling_code;
mod costly_number;
mod country_name;
mod inbound;
mod mobile_number;
mod pattern;
mod phone_number;
mod plan;
mod region;
mod segments;
mod significant;
mod spelling;
mod text;

pub use address::Address;
pub use calling_code::CallingCode;
pub use costly_number::is_costly_number;
pub use country_name::country_name;
pub use inbound::{InboundFault, MAX_INBOUND_CHARS, MAX_SENDER_CHARS, check_inbound};
pub use mobile_number::MobileNumberError;
pub use phone_number::{PhoneNumber, PhoneNumberError, Validation};
pub use region::Region;
pub use spelling::with_lost_plus;
pub use text::MessageText;

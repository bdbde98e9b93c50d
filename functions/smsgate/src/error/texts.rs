//! Error texts that published clients and their tests compare literally (contract 2.4).

use edge_kit::ErrorCode;
use http::StatusCode;
use telephony::Region;

use super::ApiError;

impl ApiError {
    /// 400: the same phone number twice, after normalization.
    pub(crate) fn phone_numbers_not_unique() -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, "phone numbers must be unique")
    }

    /// 400: the number fits no numbering plan.
    pub(crate) fn invalid_phone_number() -> Self {
        Self::bad_request(ErrorCode::InvalidPhoneNumber, "invalid phone number")
    }

    /// 400: digits without a country that are not a number of the country in which they are read. Integrators cannot
    /// see that country, so the text names it and its setting.
    pub(crate) fn invalid_national_number(region: Region) -> Self {
        let country = region.as_str();
        let text = format!(
            "invalid phone number: without + and a country code it is read as a number of {country}; the account's \
             default country or DEFAULT_COUNTRY_CODE reads it as another's"
        );
        Self::bad_request(ErrorCode::InvalidPhoneNumber, text)
    }

    /// 400: the number is a landline's.
    pub(crate) fn not_mobile_phone_number() -> Self {
        Self::bad_request(ErrorCode::InvalidPhoneNumber, "not mobile phone number")
    }

    /// 400: the text is not a phone number.
    pub(crate) fn unparsable_phone_number(cause: &str) -> Self {
        let text = format!("failed to parse phone number: {cause}");
        Self::bad_request(ErrorCode::InvalidPhoneNumber, text)
    }

    /// 400: the message would be due after it expired.
    pub(crate) fn schedule_after_expiry() -> Self {
        let text = "scheduleAt must be less than or equal to validUntil";
        Self::bad_request(ErrorCode::InvalidParameter, text)
    }

    /// 400: no device of the account fits.
    pub(crate) fn no_device_matches() -> Self {
        let text = "failed to select device: record not found";
        Self::bad_request(ErrorCode::GatewayNotFound, text)
    }

    /// 400: the message has no content, or several.
    pub(crate) fn not_one_content() -> Self {
        let text = "must specify exactly one of: textMessage, dataMessage or mmsMessage";
        Self::bad_request(ErrorCode::InvalidParameter, text)
    }

    /// 409: the account already has a message with this id.
    pub(crate) fn duplicate_message_id() -> Self {
        Self::conflict(ErrorCode::MessageExists, "message with the same ID already exists")
    }

    /// 409: the message can no longer be cancelled.
    pub(crate) fn cancel_not_pending() -> Self {
        let text = "failed to cancel message: message is not pending";
        Self::conflict(ErrorCode::MessageNotPending, text)
    }

    /// 404: the message to cancel does not exist.
    pub(crate) fn cancel_not_found() -> Self {
        let text = "failed to cancel message: message not found";
        Self::not_found(ErrorCode::MessageNotFound, text)
    }

    /// 404: the message to show does not exist.
    pub(crate) fn message_not_found() -> Self {
        Self::not_found(ErrorCode::MessageNotFound, "message not found")
    }

    /// 503: the queue is full, for the reason given.
    pub(crate) fn queue_limit(reason: &str) -> Self {
        let text = format!("failed to enqueue message: queue limits exceeded: {reason}");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::QueueFull, text)
    }

    /// 500: an unexpected failure in the routes for messages.
    pub(crate) fn message_handling_failed() -> Self {
        let text = "failed to handle request";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError, text)
    }

    /// 401: the current password is wrong.
    pub(crate) fn password_change_refused() -> Self {
        let text = "failed to change password";
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::WrongPassword, text)
    }

    /// 501: no secret for signing tokens is set.
    pub(crate) fn token_service_disabled() -> Self {
        Self::not_configured("token service disabled, contact your administrator")
    }

    /// 501: phones do not send their logs.
    pub(crate) fn logs_not_accessible() -> Self {
        let text = "For privacy reasons, device's logs are not accessible through Cloud server";
        Self::new(StatusCode::NOT_IMPLEMENTED, ErrorCode::NotSupported, text)
    }

    /// 401 as plain text: in private mode, and no key was presented.
    pub(crate) fn registration_key_missing() -> Self {
        let text = "missing or malformed API Key";
        Self::plain(StatusCode::UNAUTHORIZED, ErrorCode::RegistrationTokenRequired, text)
    }

    /// 401 as plain text: in private mode, and the key is wrong.
    pub(crate) fn registration_key_invalid() -> Self {
        let text = "Invalid or expired API Key";
        Self::plain(StatusCode::UNAUTHORIZED, ErrorCode::RegistrationTokenRequired, text)
    }

    /// 501: one-time codes for registering phones are disabled.
    pub(crate) fn codes_disabled() -> Self {
        Self::not_configured("failed to generate user code: failed to generate code: otp disabled")
    }

    /// 400: a parameter of the inbox's query does not have its type, or is empty.
    pub(crate) fn unparsable_inbox_query() -> Self {
        let text = "failed to parse query parameters";
        Self::bad_request(ErrorCode::UnreadableParameter, text)
    }

    /// 400: the settings are not an object, or break a rule.
    pub(crate) fn invalid_settings(cause: &str) -> Self {
        let text = format!("Invalid settings format: failed to validate: {cause}");
        Self::bad_request(ErrorCode::InvalidParameter, text)
    }

    /// 400: an empty list of pushes.
    pub(crate) fn empty_request() -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, "Empty request")
    }

    /// 400: an empty upload.
    pub(crate) fn empty_inbox_batch() -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, "batch must contain at least one message")
    }

    /// 400: an upload in plaintext.
    pub(crate) fn inbox_not_encrypted() -> Self {
        Self::bad_request(ErrorCode::InvalidParameter, "inbox messages must be encrypted")
    }

    /// 400: the number of a part is invalid.
    pub(crate) fn invalid_part_id() -> Self {
        Self::bad_request(ErrorCode::UnreadableParameter, "invalid partId")
    }

    /// 404: the part does not exist.
    pub(crate) fn attachment_not_found() -> Self {
        Self::not_found(ErrorCode::AttachmentNotFound, "attachment not found")
    }
}

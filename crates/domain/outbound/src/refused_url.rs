//! Reasons why a URL is not requested.

/// Reason why a URL was refused. Each variant's text is a sentence for the person who gave the URL. None repeats
/// any part of the URL, because it may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedUrl {
    #[error("The URL is longer than 2,048 characters.")]
    TooLong,
    #[error("The URL must start with https://.")]
    NotHttps,
    #[error(
        "The URL contains a character that must be percent-encoded, such as a space, a backslash \
         or a letter outside ASCII."
    )]
    Character,
    #[error("The URL contains a % that is not followed by two hexadecimal digits.")]
    PercentEncoding,
    #[error("The URL's path contains a . or .. segment.")]
    DotSegment,
    #[error("The URL must not contain a # fragment, because it would never be sent.")]
    Fragment,
    #[error("The URL must not contain a user name or a password.")]
    Userinfo,
    #[error("The URL has no host.")]
    NoHost,
    #[error("The URL's host must be written in ASCII; write an international name as xn--….")]
    HostNotAscii,
    #[error(
        "The URL's host must be a plain host name, or an IP address in its usual notation, without \
         a trailing dot."
    )]
    HostSpelling,
    #[error(
        "The URL's port must be 443, or from 1024 to 65535 and not one reserved for another protocol."
    )]
    Port,
    #[error("The URL's host is not a public address.")]
    NotPublic,
    #[error("The URL's host name is reserved for private networks and is not reachable from here.")]
    ReservedName,
    #[error("The URL's host name must be complete, with a domain.")]
    SingleLabel,
    #[error("The URL's host name belongs to a service whose names lead to arbitrary addresses.")]
    WildcardDns,
    #[error("The URL leads back to this service.")]
    OwnHost,
}

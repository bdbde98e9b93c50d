//! Comparison of origins.

use crate::{Allowances, OutboundUrl};

#[test]
fn origin_is_shared_by_urls_with_the_same_scheme_host_and_port_only() {
    let url = OutboundUrl::parse("https://one.example.com/a", &Allowances::default()).unwrap();
    for same in ["https://one.example.com", "https://one.example.com/", "https://one.example.com?b"]
    {
        assert!(url.shares_origin_with(same), "{same}");
    }
    for other in [
        "",
        "http://one.example.com/a",
        "https://one.example.com:8443/a",
        "https://one.example.com.evil.example/a",
        "https://two.example.com/a",
    ] {
        assert!(!url.shares_origin_with(other), "{other}");
    }
}

use std::net::IpAddr;

use proptest::prelude::*;

use crate::{DnsAnswerError, RefusedAddresses, addresses_of, check_addresses};

fn addresses(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// The example in Cloudflare's documentation (developers.cloudflare.com/1.1.1.1, "Using DNS over HTTPS, JSON").
const DOCUMENTED: &str = r#"{"Status":0,"TC":false,"RD":true,"RA":true,"AD":true,"CD":false,
    "Question":[{"name":"example.com","type":28}],
    "Answer":[{"name":"example.com","type":28,"TTL":1726,"data":"2606:2800:220:1:248:1893:25c8:1946"}]}"#;

#[test]
fn documented_answer_is_parsed() {
    assert_eq!(addresses_of(DOCUMENTED), Ok(addresses(&["2606:2800:220:1:248:1893:25c8:1946"])));
}

#[test]
fn aliases_and_signatures_are_skipped() {
    let json = r#"{"Status":0,"Answer":[
        {"name":"a.example.com","type":5,"TTL":1,"data":"b.example.com."},
        {"name":"b.example.com","type":1,"TTL":1,"data":"8.8.8.8"},
        {"name":"b.example.com","type":46,"TTL":1,"data":"A 13 2 300"},
        {"name":"b.example.com","type":1,"TTL":1,"data":"10.0.0.1"}]}"#;
    assert_eq!(addresses_of(json), Ok(addresses(&["8.8.8.8", "10.0.0.1"])));
}

#[test]
fn name_without_records_of_the_type_has_no_addresses() {
    let json =
        r#"{"Status":0,"Authority":[{"name":"example.com","type":6,"TTL":1,"data":"ns. x. 1"}]}"#;
    assert_eq!(addresses_of(json), Ok(Vec::new()));
}

#[test]
fn failures_are_distinguished() {
    for (json, expected) in [
        (r#"{"Status":3}"#, DnsAnswerError::NoSuchName),
        (r#"{"Status":2}"#, DnsAnswerError::Failed { status: 2 }),
        (r#"{"Status":0,"TC":true,"Answer":[]}"#, DnsAnswerError::Truncated),
        (r#"{"Status":0,"Answer":[{"type":1,"data":"127.1"}]}"#, DnsAnswerError::Malformed),
        (r#"{"Status":0,"Answer":[{"type":1,"data":"::1"}]}"#, DnsAnswerError::Malformed),
        (r#"{"Status":0,"Answer":[{"type":28,"data":"8.8.8.8"}]}"#, DnsAnswerError::Malformed),
        (r#"{"Status":0,"Answer":{}}"#, DnsAnswerError::Malformed),
        (r#"{"Answer":[]}"#, DnsAnswerError::Malformed),
        ("<html>", DnsAnswerError::Malformed),
        ("", DnsAnswerError::Malformed),
    ] {
        assert_eq!(addresses_of(json), Err(expected), "{json}");
    }
}

#[test]
fn one_private_address_among_public_ones_is_refused() {
    assert_eq!(check_addresses(&addresses(&["8.8.8.8", "2606:4700:4700::1111"])), Ok(()));
    for mixed in [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8", "::ffff:8.8.8.8"]] {
        assert_eq!(
            check_addresses(&addresses(&mixed)),
            Err(RefusedAddresses::NotPublic),
            "{mixed:?}"
        );
    }
    assert_eq!(check_addresses(&[]), Err(RefusedAddresses::NoAddress));
}

proptest! {
    #[test]
    fn any_list_of_addresses_survives_a_round_trip(list in prop::collection::vec(any::<IpAddr>(), 0..8)) {
        let records: Vec<_> = list
            .iter()
            .map(|address| {
                let kind = if address.is_ipv4() { 1 } else { 28 };
                format!(r#"{{"name":"a.","type":{kind},"TTL":1,"data":"{address}"}}"#)
            })
            .collect();
        let json = format!(r#"{{"Status":0,"Answer":[{}]}}"#, records.join(","));
        prop_assert_eq!(addresses_of(&json), Ok(list));
    }

    #[test]
    fn arbitrary_answer_is_an_error_without_panic(json in any::<String>()) {
        prop_assert!(addresses_of(&json).is_err());
    }
}

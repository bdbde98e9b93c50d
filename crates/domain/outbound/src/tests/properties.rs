//! Properties of every accepted URL, judged by the `url` crate's WHATWG parser.

use proptest::{prelude::*, strategy::ValueTree};
use url::{Host, Url};

use super::ranges::{is_table_v4, is_table_v6};
use crate::{Allowances, OutboundUrl};

/// Generates text from the pieces on which parsers disagree, mostly in the order of a URL.
fn url_like() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![
        8 => Just("https://"), 1 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("https:/"), 1 => Just(""),
    ];
    let host = prop_oneof![
        4 => "[a-zA-Z0-9]{1,4}(-{0,2}[a-z0-9]{1,4}){0,2}(\\.[a-z0-9]{1,6}){0,3}\\.(com|com|com|io|xn--p1ai|internal|0x1|7)",
        3 => any::<std::net::Ipv4Addr>().prop_map(|address| address.to_string()),
        3 => any::<std::net::Ipv6Addr>().prop_map(|address| format!("[{address}]")),
        2 => "\\[2[0-9a-f]{3}(:[0-9a-f]{0,4}){2,8}\\]",
        2 => "(0x)?[0-7a-f]{1,11}(\\.(0x)?[0-9]{1,4}){0,4}\\.?",
        1 => "[a-zA-Z0-9.@%_:\\[\\]-]{0,20}",
        1 => "\\PC{0,12}",
    ];
    let port =
        prop_oneof![3 => Just(String::new()), 1 => ":[0-9]{0,6}", 1 => Just(":8443".to_owned())];
    let rest = prop_oneof![4 => "(/[a-zA-Z0-9.,;:@!$&()*+=_~'\\[\\]-]{0,8}){0,3}(\\?[a-z=&'/?@:]{0,6})?",
        1 => "(/[!-~]{0,8}){0,3}", 2 => "/[a-z.%2eE/']{0,12}(\\?[a-z'%27=&?/.]{0,12})?", 1 => "\\PC{0,12}"];
    (scheme, host, port, rest)
        .prop_map(|(scheme, host, port, rest)| format!("{scheme}{host}{port}{rest}"))
}

fn check(text: &str) -> Result<bool, TestCaseError> {
    let Ok(accepted) = OutboundUrl::parse(text, &Allowances::default()) else { return Ok(false) };
    let requested = accepted.as_str();
    let Ok(given) = Url::parse(text) else {
        // Validity of punycode is left to the platform, which does not request an invalid name.
        prop_assert!(requested.contains("xn--"), "refused by the platform's parser");
        return Ok(false);
    };
    prop_assert_eq!(given.as_str(), requested, "given and requested differ");
    let url = Url::parse(requested).unwrap();
    prop_assert_eq!(url.as_str(), requested, "not a fixed point");
    prop_assert_eq!(url.scheme(), "https");
    prop_assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None));
    let port = url.port_or_known_default().unwrap();
    prop_assert!(port == 443 || port >= 1_024);
    match url.host().unwrap() {
        Host::Ipv4(address) => prop_assert!(!is_table_v4(address), "{address}"),
        Host::Ipv6(address) => prop_assert!(!is_table_v6(address), "{address}"),
        Host::Domain(name) => {
            prop_assert_eq!(accepted.name_to_resolve(), Some(name));
            prop_assert!(name.contains('.') && !name.ends_with('.'));
        }
    }
    let again = OutboundUrl::parse(requested, &Allowances::default());
    prop_assert_eq!(again.as_ref(), Ok(&accepted));
    Ok(true)
}

#[test]
fn generator_reaches_accepted_names_and_addresses() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut names, mut addresses) = (0, 0);
    for _ in 0..5_000 {
        let text = url_like().new_tree(&mut runner).unwrap().current();
        match OutboundUrl::parse(&text, &Allowances::default()) {
            Ok(url) if url.name_to_resolve().is_some() => names += 1,
            Ok(_) => addresses += 1,
            Err(_) => {}
        }
    }
    assert!(names > 200 && addresses > 200, "{names} names and {addresses} addresses");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn accepted_url_is_public_and_reads_the_same_in_a_whatwg_parser(text in url_like()) {
        check(&text)?;
    }

    #[test]
    fn arbitrary_text_does_not_panic_and_refusals_do_not_repeat_it(text in "\\PC{0,40}|(?s).{0,40}") {
        if let Err(refused) = OutboundUrl::parse(&format!("https://user:{text}-hunter2@a.com/"), &Allowances::default()) {
            prop_assert!(!refused.to_string().contains("hunter2"));
        }
        check(&text)?;
        Allowances::parse(&text).ok();
    }

    #[test]
    fn allowance_opens_exactly_one_host_and_port(
        listed in (0_u8..3, 1_u16..4), asked in (0_u8..3, 1_u16..4),
    ) {
        let allowances = Allowances::parse(&format!("10.0.0.{}:{}", listed.0, listed.1)).unwrap();
        let text = format!("http://10.0.0.{}:{}/", asked.0, asked.1);
        prop_assert_eq!(OutboundUrl::parse(&text, &allowances).is_ok(), listed == asked);
    }
}

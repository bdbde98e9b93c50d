use crate::{Allowances, BadSetting, OutboundUrl, RefusedUrl};

fn allowing(setting: &str) -> Allowances {
    Allowances::parse(setting).unwrap()
}

fn requested(text: &str, allowances: &Allowances) -> Result<String, RefusedUrl> {
    OutboundUrl::parse(text, allowances).map(|url| url.as_str().to_owned())
}

#[test]
fn listed_receiver_may_be_private_and_plain_http() {
    let allowances = allowing("127.0.0.1:9000, receiver:80,[::1]:9001 ,LOCALHOST:25");
    for text in [
        "http://127.0.0.1:9000/",
        "https://127.0.0.1:9000/",
        "http://receiver/hook",
        "http://[::1]:9001/",
        "http://localhost:25/",
    ] {
        assert_eq!(requested(text, &allowances).as_deref(), Ok(text));
        let url = OutboundUrl::parse(text, &allowances).unwrap();
        assert_eq!(url.name_to_resolve(), None, "{text}");
    }
}

#[test]
fn listed_receiver_must_follow_every_other_rule() {
    let allowances = allowing("127.0.0.1:9000");
    for (text, expected) in [
        ("http://user@127.0.0.1:9000/", RefusedUrl::Userinfo),
        ("http://127.0.0.1:9000/#a", RefusedUrl::Fragment),
        ("http://127.0.0.1:9000/a b", RefusedUrl::Character),
        ("http://127.0.0.1:9000/../a", RefusedUrl::DotSegment),
        ("http://127.1:9000/", RefusedUrl::HostSpelling),
        ("ftp://127.0.0.1:9000/", RefusedUrl::NotHttps),
    ] {
        assert_eq!(requested(text, &allowances), Err(expected), "{text}");
    }
}

#[test]
fn allowance_does_not_cover_other_ports_or_hosts() {
    let allowances = allowing("127.0.0.1:9000,receiver.example.com:9000,internal-host:443");
    for (text, expected) in [
        ("http://127.0.0.1/", RefusedUrl::NotHttps),
        ("http://127.0.0.1:9001/", RefusedUrl::NotHttps),
        ("https://127.0.0.1/", RefusedUrl::NotPublic),
        ("https://127.0.0.1:9001/", RefusedUrl::NotPublic),
        ("https://127.0.0.2:9000/", RefusedUrl::NotPublic),
        ("https://[::1]:9000/", RefusedUrl::NotPublic),
        ("https://localhost:9000/", RefusedUrl::ReservedName),
        ("http://a.receiver.example.com:9000/", RefusedUrl::NotHttps),
        ("http://example.com:9000/", RefusedUrl::NotHttps),
        ("http://xreceiver.example.com:9000/", RefusedUrl::NotHttps),
        ("http://internal-host/", RefusedUrl::NotHttps),
        ("https://internal-host:9000/", RefusedUrl::SingleLabel),
    ] {
        assert_eq!(requested(text, &allowances), Err(expected), "{text}");
    }
    let other = OutboundUrl::parse("https://receiver.example.com/", &allowances).unwrap();
    assert_eq!(other.name_to_resolve(), Some("receiver.example.com"));
}

#[test]
fn own_hosts_are_refused_even_if_exempt() {
    let allowances = allowing("127.0.0.1:8787,127.0.0.1:9000")
        .with_own_hosts("Wireroom.example.com, 127.0.0.1:8787")
        .unwrap();
    for text in [
        "https://wireroom.example.com/",
        "https://WIREROOM.example.com:8443/",
        "http://wireroom.example.com/",
        "http://127.0.0.1:8787/",
    ] {
        assert_eq!(requested(text, &allowances), Err(RefusedUrl::OwnHost), "{text}");
    }
    for text in ["https://hooks.wireroom.example.com/", "http://127.0.0.1:9000/"] {
        assert_eq!(requested(text, &allowances).as_deref(), Ok(text));
    }
}

#[test]
fn empty_settings_exempt_nothing() {
    assert_eq!(allowing(""), Allowances::default());
    assert_eq!(allowing(" ").with_own_hosts("").unwrap(), Allowances::default());
}

#[test]
fn malformed_entry_is_reported_with_its_position() {
    for bad in [
        "receiver",
        "receiver:",
        "receiver:0",
        "receiver:65536",
        "receiver:+80",
        "receiver:080",
        ":80",
        "http://receiver:80",
        "user@receiver:80",
        "receiver:80/x",
        "*:80",
        "*.example.com:80",
        "::1:80",
        "0x7f.1:80",
        "receiver.:80",
        "[::ffff:7f00:1]:80",
        "re ceiver:80",
        "127.0.0.0/8:80",
        "",
    ] {
        let expected = BadSetting::Receiver { entry: bad.to_owned(), position: 2 };
        assert_eq!(Allowances::parse(&format!("a:1,{bad},b:2")), Err(expected), "{bad}");
    }
    let error = Allowances::parse("a:1,b").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`b` (entry 2 of the list) is not a host and a port, as in host:9000"
    );
    let own = Allowances::default().with_own_hosts("a.example.com,http://b").unwrap_err();
    assert_eq!(own, BadSetting::OwnHost { entry: "http://b".to_owned(), position: 2 });
}

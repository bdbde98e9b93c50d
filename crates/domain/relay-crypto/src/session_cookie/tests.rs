use proptest::prelude::*;

use super::*;
use crate::testing::rng;

const KEYS: &str = "a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEYS: &str = "b:AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NOW_MS: UnixMillis = UnixMillis::new(1_800_000_000_000);

fn keyring() -> Keyring {
    Keyring::parse(KEYS).unwrap()
}

fn session() -> RelaySession {
    RelaySession {
        user_id: "dead3662-5f78-11ed-b8e7-6d06c3aaf3c6".to_owned(),
        session_id: "s1".to_owned(),
        stage: SessionStage::Login,
        started_at_ms: NOW_MS,
    }
}

fn sealed(at_ms: UnixMillis) -> String {
    session().seal("agent", &keyring(), at_ms, &mut rng(1)).unwrap()
}

fn open(cookie: &str, at_ms: UnixMillis) -> Result<RelaySession, SessionError> {
    RelaySession::open(cookie, "agent", &keyring(), at_ms)
}

#[test]
fn session_opens_only_for_the_same_user_agent() {
    let cookie = sealed(NOW_MS);
    assert_eq!(open(&cookie, NOW_MS), Ok(session()));
    let other = RelaySession::open(&cookie, "other agent", &keyring(), NOW_MS);
    assert_eq!(other, Err(SessionError::Invalid));
    let others = session().seal("other agent", &keyring(), NOW_MS, &mut rng(2)).unwrap();
    assert_eq!(open(&others, NOW_MS), Err(SessionError::Invalid));
}

#[test]
fn cookie_expires_after_15_minutes_without_renewal() {
    let cookie = sealed(NOW_MS);
    assert!(open(&cookie, NOW_MS + INACTIVITY_MS - 1).is_ok());
    assert_eq!(open(&cookie, NOW_MS + INACTIVITY_MS), Err(SessionError::Expired));
}

#[test]
fn renewals_do_not_extend_a_session_beyond_45_minutes() {
    let renewed = sealed(NOW_MS + SESSION_MS - 1);
    assert!(open(&renewed, NOW_MS + SESSION_MS - 1).is_ok());
    assert_eq!(open(&renewed, NOW_MS + SESSION_MS), Err(SessionError::Expired));
}

#[test]
fn cookie_from_the_future_is_refused() {
    let cookie = sealed(NOW_MS);
    assert!(open(&cookie, NOW_MS - CLOCK_TOLERANCE_MS).is_ok());
    assert_eq!(open(&cookie, NOW_MS - CLOCK_TOLERANCE_MS - 1), Err(SessionError::Expired));
}

#[test]
fn altered_or_foreign_cookie_is_invalid() {
    let cookie = sealed(NOW_MS);
    let foreign = sealing::seal(b"{}", &keyring(), &[PURPOSE, "agent"], &mut rng(2)).unwrap();
    let grant = sealing::seal(b"{}", &keyring(), &["grant", "agent"], &mut rng(2)).unwrap();
    for cookie in ["", "x", cookie.get(1..).unwrap(), cookie.get(4..).unwrap(), &foreign, &grant] {
        assert_eq!(open(cookie, NOW_MS), Err(SessionError::Invalid), "{cookie}");
    }
    let elsewhere = Keyring::parse(OTHER_KEYS).unwrap();
    let opened = RelaySession::open(&cookie, "agent", &elsewhere, NOW_MS);
    assert_eq!(opened, Err(SessionError::Invalid));
}

#[test]
fn cookie_sealed_under_an_older_key_still_opens() {
    let rotated = Keyring::parse(&format!("{OTHER_KEYS},{KEYS}")).unwrap();
    assert!(RelaySession::open(&sealed(NOW_MS), "agent", &rotated, NOW_MS).is_ok());
}

#[test]
fn cookie_round_trips_through_its_headers() {
    let value = sealed(NOW_MS);
    let header = set_cookie(&value, true);
    assert_eq!(
        header,
        format!("SWOB={value}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure")
    );
    assert!(!set_cookie(&value, false).contains("Secure"));
    assert!(value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)));
    assert_eq!(find_cookie(&format!("a=b; SWOB={value}; c=d")), Some(value.as_str()));
    assert_eq!(find_cookie(&format!("SWOB=\"{value}\"")), Some(value.as_str()));
    for header in ["", "SWOB", "SWOB=", "XSWOB=a; swob=b", ";;="] {
        assert_eq!(find_cookie(header), None, "{header}");
    }
    assert_eq!(clear_cookie(), "SWOB=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

#[test]
fn stages_keep_their_names() {
    let stages = [SessionStage::SignUp, SessionStage::Recovery, SessionStage::Login];
    assert_eq!(serde_json::to_string(&stages).unwrap(), r#"["sign_up","recovery","login"]"#);
}

proptest! {
    #[test]
    fn any_cookie_at_any_time_is_accepted_or_refused(
        text in "\\PC{0,60}",
        at_ms in any::<i64>(),
        started_at_ms in any::<i64>(),
    ) {
        prop_assert!(open(&text, UnixMillis::new(at_ms)).is_err());
        let _ = find_cookie(&text);
        let session = RelaySession { started_at_ms: UnixMillis::new(started_at_ms), ..session() };
        let cookie = session.seal("agent", &keyring(), UnixMillis::new(at_ms), &mut rng(3)).unwrap();
        let _ = open(&cookie, NOW_MS);
    }
}

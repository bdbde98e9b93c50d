use super::*;

const NAME: &str = "SETTING";

/// Reads the setting from the text with the reader.
fn read<T>(text: Option<&str>, reader: impl Fn(Source<'_>) -> T) -> T {
    reader(Source::new(&|_| text.map(str::to_owned)))
}

#[test]
fn default_limit_applies_in_production_only() {
    for (text, environment, limit) in [
        (None, Environment::Production, Some(5)),
        (None, Environment::Local, None),
        (Some("7"), Environment::Local, Some(7)),
        (Some("0"), Environment::Production, None),
    ] {
        let found = read(text, |source| source.production_limit(NAME, environment, 5));
        assert_eq!(found, Ok(limit), "{text:?}");
    }
}

#[test]
fn zero_seconds_and_zero_durations_are_none_also_among_spaces() {
    for text in ["0", " 0 "] {
        assert_eq!(read(Some(text), |source| source.millis_or_never(NAME, 9)), Ok(None));
        assert_eq!(read(Some(text), |source| source.duration_secs_or_off(NAME, Some(9))), Ok(None));
    }
    assert_eq!(read(Some("0.5"), |source| source.millis_or_never(NAME, 9)), Ok(Some(500)));
    assert_eq!(read(None, |source| source.millis_or_never(NAME, 9)), Ok(Some(9)));
    let half_an_hour = read(Some("30m"), |source| source.duration_secs_or_off(NAME, None));
    assert_eq!(half_an_hour, Ok(Some(1_800)));
}

#[test]
fn whole_seconds_include_zero_and_exclude_fractions() {
    for (text, millis) in [
        (None, Ok(9)),
        (Some("0"), Ok(0)),
        (Some(" 3600 "), Ok(3_600_000)),
        (Some("0.5"), Err(SettingsError(NAME))),
        (Some("-1"), Err(SettingsError(NAME))),
        (Some("soon"), Err(SettingsError(NAME))),
    ] {
        let found = read(text, |source| source.whole_seconds_as_millis(NAME, 9));
        assert_eq!(found, millis, "{text:?}");
    }
}

#[test]
fn base_url_has_no_trailing_slash_and_url_is_as_written() {
    let text = Some(" https://service.example/v1/ ");
    let url = read(text, |source| source.url(NAME));
    assert_eq!(url, Ok(Some("https://service.example/v1/".to_owned())));
    let base_url = read(text, |source| source.base_url(NAME));
    assert_eq!(base_url, Ok(Some("https://service.example/v1".to_owned())));
    let without_scheme = read(Some("service.example"), |source| source.url(NAME));
    assert_eq!(without_scheme, Err(SettingsError(NAME)));
}

#[test]
fn word_is_read_as_its_value_and_unknown_word_is_refused() {
    let found = |text| read(text, |source| source.word(NAME, &[("off", 0), ("on", 1)], 2));
    assert_eq!(found(None), Ok(2));
    assert_eq!(found(Some("off")), Ok(0));
    assert_eq!(found(Some("on")), Ok(1));
    assert_eq!(found(Some("On")), Err(SettingsError(NAME)));
}

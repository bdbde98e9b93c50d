//! Texts of JSON errors for log lines.

/// Describes why JSON was not read, without quoting it: the text of the error itself quotes values of the wrong type,
/// which may be numbers, tokens or keys.
pub fn describe_json_error(error: &serde_json::Error) -> String {
    format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_has_the_place_and_no_value() {
        let error = serde_json::from_str::<u32>(r#""+12025550123""#).unwrap_err();
        assert!(error.to_string().contains("+12025550123"));
        assert_eq!(describe_json_error(&error), "Data error at line 1, column 14");
    }
}

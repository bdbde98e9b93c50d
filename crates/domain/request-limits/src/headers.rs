//! `RateLimit-Policy` and `RateLimit`: lists of structured-field items (RFC 9651).

use crate::Counted;

/// Returns the value of `RateLimit-Policy`: every policy once, in the order of counting. `None` when the request
/// was not counted.
pub fn policy_header(counted: &[Counted]) -> Option<String> {
    let item = |it: &Counted| {
        let policy = it.policy;
        format!("\"{}\";q={};w={}", policy.name, policy.quota, policy.window_secs)
    };
    list(counted.iter().enumerate().filter(|(at, it)| is_last_of_policy(counted, *at, it)), item)
}

/// Returns the value of `RateLimit`: the remaining quota of each policy for which it is known.
pub fn state_header(counted: &[Counted]) -> Option<String> {
    let known = counted
        .iter()
        .enumerate()
        .filter(|(at, it)| it.remaining.is_some() && is_last_of_policy(counted, *at, it));
    list(known, |it| {
        let left = it.remaining.map_or((0, 0), |left| (left.requests, left.reset_secs));
        format!("\"{}\";r={};t={}", it.policy.name, left.0, left.1)
    })
}

/// Whether this is the policy's last count. A policy can be counted for the key and for the network; the later
/// count decided.
fn is_last_of_policy(counted: &[Counted], at: usize, one: &Counted) -> bool {
    !counted.iter().skip(at.saturating_add(1)).any(|it| it.policy.name == one.policy.name)
}

fn list<'a>(
    items: impl Iterator<Item = (usize, &'a Counted)>,
    shown: impl Fn(&Counted) -> String,
) -> Option<String> {
    let items: Vec<String> = items.map(|(_, it)| shown(it)).collect();
    (!items.is_empty()).then(|| items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RateLimitPolicy, Remaining};

    const BURST: RateLimitPolicy = RateLimitPolicy { name: "burst", quota: 100, window_secs: 60 };
    const HOUR: RateLimitPolicy = RateLimitPolicy { name: "hour", quota: 10, window_secs: 3_600 };

    fn counted(policy: RateLimitPolicy, left: Option<(u32, u32)>) -> Counted {
        let remaining = left.map(|(requests, reset_secs)| Remaining { requests, reset_secs });
        Counted { policy, remaining }
    }

    #[test]
    fn headers_match_the_draft() {
        let one = [counted(BURST, Some((50, 30)))];
        assert_eq!(policy_header(&one).as_deref(), Some(r#""burst";q=100;w=60"#));
        assert_eq!(state_header(&one).as_deref(), Some(r#""burst";r=50;t=30"#));
    }

    #[test]
    fn policies_share_a_header_and_unknown_remaining_quotas_are_omitted() {
        let both = [counted(BURST, None), counted(HOUR, Some((0, 1_800)))];
        let policies = r#""burst";q=100;w=60, "hour";q=10;w=3600"#;
        assert_eq!(policy_header(&both).as_deref(), Some(policies));
        assert_eq!(state_header(&both).as_deref(), Some(r#""hour";r=0;t=1800"#));
    }

    #[test]
    fn policy_counted_twice_is_listed_once_with_its_last_count() {
        let twice = [counted(BURST, None), counted(BURST, Some((0, 60)))];
        assert_eq!(policy_header(&twice).as_deref(), Some(r#""burst";q=100;w=60"#));
        assert_eq!(state_header(&twice).as_deref(), Some(r#""burst";r=0;t=60"#));
    }

    #[test]
    fn uncounted_request_has_no_headers() {
        assert_eq!((policy_header(&[]), state_header(&[])), (None, None));
        assert_eq!(state_header(&[counted(BURST, None)]), None);
    }
}

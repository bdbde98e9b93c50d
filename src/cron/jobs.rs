//! The table of jobs.

use futures_util::future::LocalBoxFuture;

use super::{
    account_deletions, callback_endpoints,
    cron_run::{CronRun, JobOutcome},
    dispatcher_pokes, expired_rows, proxy_sessions, relay, retention, unused_accounts,
};

/// One job of the cron.
pub(super) struct CronJob {
    /// Name in log lines.
    pub(super) name: &'static str,
    pub(super) group: JobGroup,
    due: Due,
    pub(super) run: for<'a> fn(&'a CronRun<'a>) -> LocalBoxFuture<'a, JobOutcome>,
}

/// Jobs that share calls. Within a group, jobs run in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobGroup {
    Pokes,
    ExpiredRows,
    ProxySessions,
    Relay,
    UnusedAccounts,
    Retention,
}

/// Minutes in which a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    EveryMinute,
    /// Minute within each quarter of an hour. It is for jobs whose cost grows with the number of accounts; each has a
    /// minute of its own, so that no run has to pay for several and the groups after them keep their calls.
    QuarterHourly(i64),
}

const QUARTER_HOUR: i64 = 15;

/// All jobs.
pub(super) const JOBS: &[CronJob] = &[
    CronJob {
        name: "poke accounts that lost access",
        group: JobGroup::Pokes,
        due: Due::EveryMinute,
        run: |run| Box::pin(dispatcher_pokes::reconcile_withdrawn(run)),
    },
    CronJob {
        name: "poke active accounts",
        group: JobGroup::Pokes,
        due: Due::EveryMinute,
        run: |run| Box::pin(dispatcher_pokes::poke_next(run)),
    },
    CronJob {
        name: "delete counts without an account",
        group: JobGroup::ExpiredRows,
        due: Due::EveryMinute,
        run: |run| Box::pin(expired_rows::delete_strangers_counts(run)),
    },
    CronJob {
        name: "delete counts of requests",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(1),
        run: |run| Box::pin(expired_rows::delete_request_counts(run)),
    },
    CronJob {
        name: "delete counts of SMS",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(2),
        run: |run| Box::pin(expired_rows::delete_sms_counts(run)),
    },
    CronJob {
        name: "delete counts of wrong passwords",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(3),
        run: |run| Box::pin(expired_rows::delete_password_failures(run)),
    },
    CronJob {
        name: "delete one-time codes",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(4),
        run: |run| Box::pin(expired_rows::delete_codes(run)),
    },
    CronJob {
        name: "delete sums and blocks of one-time codes",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(6),
        run: |run| Box::pin(expired_rows::delete_code_sums(run)),
    },
    CronJob {
        name: "delete tokens",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(7),
        run: |run| Box::pin(expired_rows::delete_tokens(run)),
    },
    CronJob {
        name: "delete sessions of people",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(8),
        run: |run| Box::pin(expired_rows::delete_person_sessions(run)),
    },
    CronJob {
        name: "delete audit entries",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(9),
        run: |run| Box::pin(expired_rows::delete_audit_entries(run)),
    },
    CronJob {
        name: "delete pending gateways",
        group: JobGroup::ExpiredRows,
        due: Due::QuarterHourly(11),
        run: |run| Box::pin(expired_rows::delete_pending_gateways(run)),
    },
    CronJob {
        name: "delete unused endpoints of callback URLs",
        group: JobGroup::ExpiredRows,
        due: Due::EveryMinute,
        run: |run| Box::pin(callback_endpoints::delete_unused(run)),
    },
    CronJob {
        name: "end expired proxy sessions",
        group: JobGroup::ProxySessions,
        due: Due::EveryMinute,
        run: |run| Box::pin(proxy_sessions::end_expired(run)),
    },
    CronJob {
        name: "delete ended proxy sessions",
        group: JobGroup::ProxySessions,
        due: Due::EveryMinute,
        run: |run| Box::pin(proxy_sessions::delete_ended(run)),
    },
    CronJob {
        name: "end reliability tests",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::time_out_tests(run)),
    },
    CronJob {
        name: "delete silent nodes",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::tend_nodes(run)),
    },
    CronJob {
        name: "resume publications",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::resume_publications(run)),
    },
    CronJob {
        name: "sweep the grants",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::sweep_grants(run)),
    },
    CronJob {
        name: "reseal keys of gateway clients",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::reseal_client_keys(run)),
    },
    CronJob {
        name: "delete stale sign-ups",
        group: JobGroup::Relay,
        due: Due::EveryMinute,
        run: |run| Box::pin(relay::delete_stale_users(run)),
    },
    CronJob {
        name: "delete accounts",
        group: JobGroup::UnusedAccounts,
        due: Due::EveryMinute,
        run: |run| Box::pin(account_deletions::advance_all(run)),
    },
    CronJob {
        name: "delete unused accounts",
        group: JobGroup::UnusedAccounts,
        due: Due::EveryMinute,
        run: |run| Box::pin(unused_accounts::delete_unused(run)),
    },
    CronJob {
        name: "delete what was kept long enough",
        group: JobGroup::Retention,
        due: Due::EveryMinute,
        run: |run| Box::pin(retention::sweep_all(run)),
    },
];

impl CronJob {
    /// Whether the job runs in this minute, counted from the Unix epoch.
    pub(super) fn is_due(&self, minute: i64) -> bool {
        match self.due {
            Due::EveryMinute => true,
            Due::QuarterHourly(due) => minute.rem_euclid(QUARTER_HOUR) == due,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_a_name_of_its_own_and_runs_in_each_quarter_of_an_hour() {
        let mut names: Vec<&str> = JOBS.iter().map(|job| job.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), JOBS.len());
        let runs = |job: &CronJob| (0..15).filter(|minute| job.is_due(*minute)).count();
        assert!(JOBS.iter().all(|job| [1, 15].contains(&runs(job))));
    }

    #[test]
    fn no_minute_has_two_costly_sweeps() {
        let costly = |job: &&CronJob| job.due != Due::EveryMinute;
        for minute in 0..60 {
            let due = JOBS.iter().filter(costly).filter(|job| job.is_due(minute)).count();
            assert!(due <= 1, "{due} in minute {minute}");
        }
        let job = JOBS.iter().find(|job| job.name == "delete tokens").unwrap();
        let due: Vec<i64> = (0..60).filter(|minute| job.is_due(*minute)).collect();
        assert_eq!(due, [7, 22, 37, 52]);
    }
}

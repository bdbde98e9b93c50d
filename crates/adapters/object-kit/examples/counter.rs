//! `Counter`: the smallest object that uses each part of the kit, to copy from. One per counted thing, named by it.
//!
//! It guards the invariant that no increment is lost. Eviction loses only memory: the count is a row, and the alarm
//! that reports it is set in the same step.

use std::rc::Rc;

use object_commands::Envelope;
use object_kit::{
    Alarm, Backoff, Commands, CoreCell, Fault, LoggedName, ObjectLog, ObjectStorage, Tasks, answer,
    read_command,
};
use object_sql::{Sql, SqlError, migrate};
use runtime::{clock, log};
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// Delay of a report, so that one report covers many increments.
const REPORT_DELAY_MS: i64 = 5_000;
/// Offset of an alarm that is set before any work, in case the work never ends.
const SAFETY_NET_MS: i64 = 10_000;
const MAX_TASKS: usize = 8;

/// One counter.
#[durable_object]
pub struct Counter(Rc<CounterShell>);

/// State shared by commands, the alarm and background work.
struct CounterShell {
    state: State,
    log: ObjectLog,
    core: CoreCell<CounterCore<ObjectStorage>>,
    alarm: Alarm,
    commands: Commands,
    tasks: Tasks,
    reports: Backoff,
}

impl DurableObject for Counter {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(CounterShell {
            log: ObjectLog::new("Counter", LoggedName::Never, &state, &env),
            state,
            core: CoreCell::default(),
            alarm: Alarm::default(),
            commands: Commands::default(),
            tasks: Tasks::new(MAX_TASKS),
            reports: Backoff::default(),
        }))
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let shell = &self.0;
        shell.commands.run(&shell.log, handle(shell, request)).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.0.log.alarm(run_alarm(&self.0)).await
    }
}

async fn handle(
    shell: &Rc<CounterShell>,
    mut request: Request,
) -> std::result::Result<Response, Fault> {
    let Command::Increment = read_command(&mut request).await?;
    let count = shell.with_core(CounterCore::increment)?;
    shell.alarm.ensure(&shell.state, clock::now_ms() + REPORT_DELAY_MS).await?;
    Ok(answer(&Incremented { count })?)
}

async fn run_alarm(shell: &Rc<CounterShell>) -> std::result::Result<(), Fault> {
    let now_ms = clock::now_ms();
    shell.alarm.set(&shell.state, now_ms.saturating_add(SAFETY_NET_MS)).await?;
    if shell.with_core(|core| core.unreported())?.is_none() {
        return Ok(shell.alarm.delete(&shell.state).await?);
    }
    let reports_at_ms = shell.reports.not_before_ms(now_ms);
    if reports_at_ms > now_ms {
        return Ok(shell.alarm.set(&shell.state, reports_at_ms).await?);
    }
    // If there is no room for the task, the safety net goes off and tries again.
    let of = shell.clone();
    let _ = shell.tasks.spawn(&shell.state, async move {
        if let Err(fault) = report(&of) {
            of.reports.failed(clock::now_ms());
            // A real object has an event of its own in `log_events`.
            log::alarm_failed(clock::now_ms(), &fault);
        }
    });
    Ok(())
}

/// Stands for a call to D1 or another object, with its deadline.
fn report(shell: &CounterShell) -> std::result::Result<(), Fault> {
    if let Some(count) = shell.with_core(|core| core.unreported())? {
        shell.with_core(|core| core.reported(count))?;
    }
    shell.reports.succeeded();
    Ok(())
}

impl CounterShell {
    fn with_core<T>(
        &self,
        step: impl FnOnce(&mut CounterCore<ObjectStorage>) -> std::result::Result<T, SqlError>,
    ) -> std::result::Result<T, Fault> {
        self.core.with(|| Ok(CounterCore::open(ObjectStorage::of(&self.state))?), step)
    }
}

/// In a real object, `object_commands` has these.
#[derive(Deserialize)]
enum Command {
    Increment,
}

impl Envelope for Command {
    fn name(&self) -> &'static str {
        "Increment"
    }
}

#[derive(Serialize)]
struct Incremented {
    count: i64,
}

/// In a real object, a crate of its own has the core, with its tests.
struct CounterCore<S>(S);

const MIGRATIONS: &[&[&str]] = &[&[
    "CREATE TABLE counter (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, reported INTEGER NOT NULL)",
    "INSERT INTO counter (id, count, reported) VALUES (1, 0, 0)",
]];
const INCREMENT: &str = "UPDATE counter SET count = count + 1 WHERE id = 1 RETURNING count";
const UNREPORTED: &str = "SELECT count FROM counter WHERE id = 1 AND count > reported";
const REPORTED: &str = "UPDATE counter SET reported = ? WHERE id = 1";

impl<S: Sql> CounterCore<S> {
    fn open(sql: S) -> std::result::Result<Self, SqlError> {
        migrate(&sql, MIGRATIONS)?;
        Ok(Self(sql))
    }

    fn increment(&mut self) -> std::result::Result<i64, SqlError> {
        let rows = self.0.exec(INCREMENT, vec![])?;
        rows.first().map_or(Ok(0), |row| row.reader().integer())
    }

    fn unreported(&self) -> std::result::Result<Option<i64>, SqlError> {
        let rows = self.0.exec(UNREPORTED, vec![])?;
        rows.first().map(|row| row.reader().integer()).transpose()
    }

    fn reported(&mut self, count: i64) -> std::result::Result<(), SqlError> {
        self.0.exec(REPORTED, vec![count.into()]).map(drop)
    }
}

fn main() {}

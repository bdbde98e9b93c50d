//! The core of an object in memory.

use std::cell::RefCell;

use crate::Fault;

/// An object's core, opened by the first step of a new instance.
///
/// A step is synchronous, so the core is never borrowed over an await and no other event runs within a step.
#[derive(Debug)]
pub struct CoreCell<C>(RefCell<Option<C>>);

impl<C> CoreCell<C> {
    /// Runs one step on the core, and opens the core first if this instance has none. A core that cannot be opened
    /// is tried again by the next step.
    pub fn with<T, E: Into<Fault>>(
        &self,
        open: impl FnOnce() -> Result<C, Fault>,
        step: impl FnOnce(&mut C) -> Result<T, E>,
    ) -> Result<T, Fault> {
        // A step within a step is a mistake. It must not panic: a panic ends every object of the isolate.
        let mut slot = self.0.try_borrow_mut()?;
        let core = match &mut *slot {
            Some(core) => core,
            empty => empty.insert(open()?),
        };
        step(core).map_err(Into::into)
    }

    /// Drops the core, so that the next step opens it from what is stored.
    pub fn close(&self) {
        if let Ok(mut slot) = self.0.try_borrow_mut() {
            *slot = None;
        }
    }
}

impl<C> Default for CoreCell<C> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened_with(number: u32) -> impl FnOnce() -> Result<u32, Fault> {
        move || Ok(number)
    }

    #[expect(clippy::unnecessary_wraps, reason = "a step can fail")]
    fn increment(core: &mut u32) -> Result<u32, Fault> {
        *core += 1;
        Ok(*core)
    }

    #[test]
    fn core_is_opened_once_and_again_after_it_was_closed() {
        let cell = CoreCell::default();
        assert_eq!(cell.with(opened_with(10), increment).unwrap(), 11);
        assert_eq!(cell.with(opened_with(20), increment).unwrap(), 12);
        cell.close();
        assert_eq!(cell.with(opened_with(20), increment).unwrap(), 21);
    }

    #[test]
    fn core_that_cannot_be_opened_is_tried_again() {
        let cell = CoreCell::default();
        let fault = cell.with(|| Err(Fault::new("no settings")), increment).unwrap_err();
        assert_eq!(fault.to_string(), "no settings");
        assert_eq!(cell.with(opened_with(10), increment).unwrap(), 11);
    }

    #[test]
    fn failed_step_keeps_the_core() {
        let cell = CoreCell::default();
        cell.with(opened_with(10), increment).unwrap();
        cell.with(opened_with(20), |_| Err::<(), _>(std::fmt::Error)).unwrap_err();
        assert_eq!(cell.with(opened_with(20), increment).unwrap(), 12);
    }

    #[test]
    fn step_within_a_step_is_a_fault() {
        let cell = CoreCell::default();
        let outer = cell.with(opened_with(10), |_| {
            cell.close();
            cell.with(opened_with(20), increment)
        });
        outer.unwrap_err();
        assert_eq!(cell.with(opened_with(20), increment).unwrap(), 11);
    }
}

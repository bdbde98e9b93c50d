//! Bounds on concurrent work. A place is given back when its work ends or is dropped.

use std::{cell::RefCell, rc::Rc};

use request_limits::{InFlight, Place};
use unix_time::UnixMillis;

use crate::current_time::now_ms;

/// A bound on concurrent work, shared by all clones of it.
#[derive(Clone, Debug)]
pub struct Gate(Rc<RefCell<InFlight>>);

/// A place behind the gate; dropping it gives the place back.
#[derive(Debug)]
pub struct GatePermit {
    gate: Gate,
    place: Place,
}

impl Gate {
    /// Makes a gate that admits `most` at once.
    pub fn new(most: usize) -> Self {
        Self(Rc::new(RefCell::new(InFlight::new(most))))
    }

    /// Takes a place, or returns `None` when the gate is full. Work that runs longer than `lifetime_ms` continues
    /// but no longer counts, because the platform can drop work without running its destructors, and its place
    /// would stay taken forever.
    pub fn enter(&self, lifetime_ms: i64) -> Option<GatePermit> {
        let place = self.0.borrow_mut().take(now_ms(), lifetime_ms)?;
        Some(GatePermit { gate: self.clone(), place })
    }

    /// Number of free places.
    pub fn room(&self) -> usize {
        self.0.borrow_mut().room(now_ms())
    }

    /// Whether no place is free.
    pub fn is_full(&self) -> bool {
        self.is_full_at(now_ms())
    }

    /// Whether no place is free at this time, which spares a caller that knows the time a call of the platform.
    pub fn is_full_at(&self, now_ms: UnixMillis) -> bool {
        self.0.borrow_mut().room(now_ms) == 0
    }
}

impl Drop for GatePermit {
    fn drop(&mut self) {
        self.gate.0.borrow_mut().give_back(self.place);
    }
}

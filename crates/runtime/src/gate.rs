//! Bounds on what is under way at once, given back when the work ends or is dropped.

use std::{cell::RefCell, rc::Rc};

use request_limits::{InFlight, Place};

use crate::clock;

/// A bound shared by whatever runs under it.
#[derive(Clone, Debug)]
pub struct Gate(Rc<RefCell<InFlight>>);

/// A place behind the gate, given back when dropped.
#[derive(Debug)]
pub struct Pass {
    gate: Gate,
    place: Place,
}

impl Gate {
    /// Admits `most` at once.
    pub fn new(most: usize) -> Self {
        Self(Rc::new(RefCell::new(InFlight::new(most))))
    }

    /// Takes a place; `None`: there is none. Work that runs longer than `lifetime_ms` goes on, but no
    /// longer counts, so that work which the platform dropped without a word blocks nobody for ever.
    pub fn enter(&self, lifetime_ms: i64) -> Option<Pass> {
        let place = self.0.borrow_mut().take(clock::now_ms(), lifetime_ms)?;
        Some(Pass { gate: self.clone(), place })
    }

    /// Number of those who would be admitted now.
    pub fn room(&self) -> usize {
        self.0.borrow_mut().room(clock::now_ms())
    }

    /// Whether nobody would be admitted now.
    pub fn is_full(&self) -> bool {
        self.room() == 0
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.0.borrow_mut().give_back(self.place);
    }
}

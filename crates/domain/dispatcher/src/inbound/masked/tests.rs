//! Relays of SMS at masking numbers.

mod world;

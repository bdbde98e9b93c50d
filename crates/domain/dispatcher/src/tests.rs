//! The core as a whole: its random worlds, and the query plans of its statements.

mod plans;
mod world;

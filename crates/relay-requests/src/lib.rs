//! Requests that people publish by SMS: how they arrive, what they say, what is answered.

//! From an SMS to a post: a request is claimed, opened, read, and published once (contract `relaysms`,
//! sections 1.6 and 2.2).

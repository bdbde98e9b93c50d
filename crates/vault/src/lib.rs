//! The vault: what relay users granted us on online platforms, sealed under a key of their own (contract
//! `relaysms`, sections 2.1 and 7).

//! Ids of publications and leases.

use rand_core::RngCore;
use unix_time::UnixMillis;

use crate::ports::Ports;

const ID_BYTES: usize = 10;
const LEASE_BYTES: usize = 8;

/// Returns an id that is sortable by time and cannot be guessed.
pub(crate) fn publication_id(ports: &impl Ports) -> String {
    let now_ms = ports.now_ms().max(UnixMillis::EPOCH).as_i64();
    format!("pub_{now_ms:012x}{}", random_hex::<ID_BYTES>(ports))
}

/// Returns the id of a new lease.
pub(crate) fn lease_id(ports: &impl Ports) -> String {
    random_hex::<LEASE_BYTES>(ports)
}

fn random_hex<const N: usize>(ports: &impl Ports) -> String {
    let mut bytes = [0_u8; N];
    ports.rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

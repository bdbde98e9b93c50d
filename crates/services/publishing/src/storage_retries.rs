//! Retries of D1 operations whose failure would lose a request or publish it twice.

use store_d1::StoreError;

use crate::ports::{PortFault, Ports};

pub(crate) const STORE_TRIES: u32 = 3;
pub(crate) const STORE_PAUSE_MS: u64 = 200;

/// Retries a D1 operation a few times: a request that is answered with a fault before it is stored is lost.
pub(crate) async fn with_retries<T>(
    ports: &impl Ports,
    mut attempt: impl AsyncFnMut() -> Result<T, PortFault>,
) -> Result<T, PortFault> {
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(PortFault::Store(StoreError::Unavailable(_))) if tries < STORE_TRIES => tries += 1,
            ended => return ended,
        }
        ports.pause(STORE_PAUSE_MS).await;
    }
}

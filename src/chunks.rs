//! Work that is done in chunks, a bounded number of them: what one run leaves, the next takes up.

use store_d1::StoreError;

/// So many chunks in one run.
const MAX_CHUNKS: u32 = 20;

/// Does one chunk after the other until one had nothing to do. `chunk` says how much it did.
pub(crate) async fn work_off(
    mut chunk: impl AsyncFnMut() -> Result<usize, StoreError>,
) -> Result<(), StoreError> {
    for _ in 0..MAX_CHUNKS {
        if chunk().await? == 0 {
            break;
        }
    }
    Ok(())
}

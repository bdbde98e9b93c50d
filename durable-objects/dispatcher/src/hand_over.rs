//! Waiting for what a provider says of a message. Memory only: whoever waits when an instance ends is told
//! nothing, and finds the message as it is.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use contracts::dispatcher::HandOver;
use futures_channel::oneshot;
use runtime::clock;

use crate::{Fault, Inner};

/// Who waits for which message.
#[derive(Default)]
pub(crate) struct HandOvers(RefCell<BTreeMap<String, oneshot::Sender<HandOver>>>);

/// A wait that has begun.
pub(crate) struct Waiting {
    message_id: String,
    receiver: oneshot::Receiver<HandOver>,
}

impl HandOvers {
    /// Begins to wait, before anything can have become of the message.
    pub(crate) fn wait_for(&self, message_id: &str) -> Waiting {
        let (sender, receiver) = oneshot::channel();
        self.0.borrow_mut().insert(message_id.to_owned(), sender);
        Waiting { message_id: message_id.to_owned(), receiver }
    }

    /// A provider has answered.
    pub(crate) fn tell(&self, message_id: &str, hand_over: HandOver) {
        let waiting = self.0.borrow_mut().remove(message_id);
        if let Some(sender) = waiting {
            // Who has given up waiting is not an error.
            sender.send(hand_over).ok();
        }
    }
}

impl Waiting {
    /// What becomes of the message, within so many milliseconds.
    pub(crate) async fn outcome(self, inner: &Rc<Inner>, wait_ms: u32) -> Result<HandOver, Fault> {
        if let Some(known) = inner.with_core(|core| core.hand_over(&self.message_id))? {
            inner.hand_overs.0.borrow_mut().remove(&self.message_id);
            return Ok(known);
        }
        let told = clock::within(u64::from(wait_ms), self.receiver).await;
        if let Some(Ok(hand_over)) = told {
            return Ok(hand_over);
        }
        inner.hand_overs.0.borrow_mut().remove(&self.message_id);
        inner.with_core(|core| core.hand_over_at_last(&self.message_id))
    }
}

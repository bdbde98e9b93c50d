//! Waits for a provider's answer to a message. Memory only: when an instance ends, its waiting callers get no
//! answer and must look at the message's state.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use futures_channel::oneshot;
use object_commands::dispatcher::HandOver;
use object_kit::Fault;
use runtime::clock;

use crate::DispatcherShell;

/// Waiting callers by message id.
#[derive(Default)]
pub(crate) struct HandOvers(RefCell<BTreeMap<String, oneshot::Sender<HandOver>>>);

/// A caller's wait for one message.
pub(crate) struct HandOverWait {
    message_id: String,
    receiver: oneshot::Receiver<HandOver>,
}

impl HandOvers {
    /// Starts to wait. Must be called before the message can be handed over, or the answer is missed.
    pub(crate) fn wait_for(&self, message_id: &str) -> HandOverWait {
        let (sender, receiver) = oneshot::channel();
        self.0.borrow_mut().insert(message_id.to_owned(), sender);
        HandOverWait { message_id: message_id.to_owned(), receiver }
    }

    /// Passes a provider's answer to the waiting caller, if there is one.
    pub(crate) fn tell(&self, message_id: &str, hand_over: HandOver) {
        let waiting = self.0.borrow_mut().remove(message_id);
        if let Some(sender) = waiting {
            // The receiver is gone if the caller gave up waiting, which is not an error.
            sender.send(hand_over).ok();
        }
    }
}

impl HandOverWait {
    /// Waits up to `wait_ms` for the hand-over, and returns its outcome.
    pub(crate) async fn outcome(
        self,
        shell: &Rc<DispatcherShell>,
        wait_ms: u32,
    ) -> Result<HandOver, Fault> {
        // The answer may be older than the wait, as for a replayed submission.
        if let Some(known) = shell.with_core(|core| core.hand_over(&self.message_id))? {
            shell.hand_overs.0.borrow_mut().remove(&self.message_id);
            return Ok(known);
        }
        let told = clock::within(u64::from(wait_ms), self.receiver).await;
        if let Some(Ok(hand_over)) = told {
            return Ok(hand_over);
        }
        shell.hand_overs.0.borrow_mut().remove(&self.message_id);
        shell.with_core(|core| core.hand_over_at_deadline(&self.message_id))
    }
}

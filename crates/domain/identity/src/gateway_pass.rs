//! Permissions of a gateway's key: the one decision that every face, route, stream and socket uses.

use ids::GatewayId;

/// Standing of a gateway with its account, as read by the query that finds its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GatewayStanding {
    /// The gateway registered without a credential and waits for an operator's approval.
    Pending,
    /// The gateway was approved and is switched off.
    Inactive,
    /// The gateway was approved and is switched on.
    Active,
}

/// Kind of action that a gateway requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GatewayAct {
    /// Sending a sign of life, which is answered with whether the gateway waits for approval.
    Heartbeat,
    /// Opening a socket or an event stream.
    Connect,
    /// Fetching messages (none for a gateway that is switched off), reporting on them, and describing itself.
    Attend,
    /// Reading or changing the account's data: webhook URLs, settings, the password.
    Read,
    /// Uploading what the gateway received.
    Upload,
}

/// A gateway's proven identity. Its id can be read only by naming the action that it is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayPass {
    gateway_id: GatewayId,
    standing: GatewayStanding,
}

/// Reason why a pass does not permit an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayBarred {
    /// The gateway waits for approval.
    Pending,
    /// The gateway is switched off.
    Inactive,
}

impl GatewayStanding {
    /// Returns the standing for the two columns of a gateway's row.
    pub fn of(approved: bool, active: bool) -> Self {
        match (approved, active) {
            (false, _) => Self::Pending,
            (true, false) => Self::Inactive,
            (true, true) => Self::Active,
        }
    }

    /// Decides whether a gateway of this standing may take the action.
    ///
    /// # Errors
    ///
    /// Returns the reason when it may not.
    pub fn may(self, act: GatewayAct) -> Result<(), GatewayBarred> {
        match (self, act) {
            // A gateway that was switched off may still report on the messages that it was handed before.
            (Self::Active, _)
            | (Self::Pending, GatewayAct::Heartbeat)
            | (Self::Inactive, GatewayAct::Heartbeat | GatewayAct::Connect | GatewayAct::Attend) => {
                Ok(())
            }
            (Self::Pending, _) => Err(GatewayBarred::Pending),
            (Self::Inactive, GatewayAct::Read | GatewayAct::Upload) => Err(GatewayBarred::Inactive),
        }
    }
}

impl GatewayAct {
    /// Name of the action in the route tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Connect => "connect",
            Self::Attend => "attend",
            Self::Read => "read",
            Self::Upload => "upload",
        }
    }
}

impl GatewayPass {
    pub fn new(gateway_id: GatewayId, standing: GatewayStanding) -> Self {
        Self { gateway_id, standing }
    }

    /// Returns the gateway's id if it may take the action.
    ///
    /// # Errors
    ///
    /// Returns the reason when it may not.
    pub fn to(&self, act: GatewayAct) -> Result<&GatewayId, GatewayBarred> {
        self.standing.may(act).map(|()| &self.gateway_id)
    }

    /// Whether the gateway still waits for approval.
    pub fn awaits_approval(&self) -> bool {
        self.standing == GatewayStanding::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [GatewayAct; 5] = [
        GatewayAct::Heartbeat,
        GatewayAct::Connect,
        GatewayAct::Attend,
        GatewayAct::Read,
        GatewayAct::Upload,
    ];

    #[test]
    fn pending_gateway_may_send_heartbeats_and_nothing_else() {
        let pass =
            GatewayPass::new(GatewayId::from_text("phone"), GatewayStanding::of(false, true));
        for act in ACTS {
            let expected = if act == GatewayAct::Heartbeat {
                Ok(&GatewayId::from_text("phone"))
            } else {
                Err(GatewayBarred::Pending)
            };
            assert_eq!(pass.to(act), expected, "{act:?}");
        }
    }

    #[test]
    fn inactive_gateway_may_connect_and_report_but_neither_read_nor_upload() {
        let pass =
            GatewayPass::new(GatewayId::from_text("phone"), GatewayStanding::of(true, false));
        for act in ACTS {
            let barred = matches!(act, GatewayAct::Read | GatewayAct::Upload);
            let expected = if barred {
                Err(GatewayBarred::Inactive)
            } else {
                Ok(&GatewayId::from_text("phone"))
            };
            assert_eq!(pass.to(act), expected, "{act:?}");
        }
    }

    #[test]
    fn active_gateway_may_do_everything() {
        let pass = GatewayPass::new(GatewayId::from_text("phone"), GatewayStanding::of(true, true));
        for act in ACTS {
            assert_eq!(pass.to(act), Ok(&GatewayId::from_text("phone")), "{act:?}");
        }
    }
}

//! Permission of a gateway's key: the one decision that every face, route, stream and socket goes by.

/// Where a gateway stands with its account, as the query that finds its key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GatewayStanding {
    /// It registered without a credential and awaits an operator's approval.
    Pending,
    /// It was approved and is switched off.
    Inactive,
    /// It was approved and is switched on.
    Active,
}

/// A kind of thing that gateways ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GatewayAct {
    /// Saying that it is there, which is answered with whether it waits for approval.
    Heartbeat,
    /// Opening a socket or an event stream.
    Connect,
    /// Asking what there is to send, which is nothing for a gateway that is switched off, saying what became
    /// of what it was given, and describing itself.
    Attend,
    /// Reading or changing what belongs to the account: webhook URLs, settings, the password.
    Read,
    /// Bringing in what it received.
    Upload,
}

/// A gateway's proof of who it is. The gateway's id is had by naming what it is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayPass {
    gateway_id: String,
    standing: GatewayStanding,
}

/// Why a pass is not good for an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// The gateway awaits approval.
    Pending,
    /// The gateway is switched off.
    Inactive,
}

impl GatewayStanding {
    /// The standing that the two columns of a gateway's row amount to.
    pub fn of(approved: bool, active: bool) -> Self {
        match (approved, active) {
            (false, _) => Self::Pending,
            (true, false) => Self::Inactive,
            (true, true) => Self::Active,
        }
    }

    /// Decides whether a gateway of this standing may do that.
    ///
    /// # Errors
    ///
    /// Returns what stands in the way.
    pub fn may(self, act: GatewayAct) -> Result<(), Barred> {
        match (self, act) {
            (Self::Active, _)
            | (Self::Pending, GatewayAct::Heartbeat)
            | (Self::Inactive, GatewayAct::Heartbeat | GatewayAct::Connect | GatewayAct::Attend) => {
                Ok(())
            }
            (Self::Pending, _) => Err(Barred::Pending),
            (Self::Inactive, GatewayAct::Read | GatewayAct::Upload) => Err(Barred::Inactive),
        }
    }
}

impl GatewayAct {
    /// The name in the route tables.
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
    pub fn new(gateway_id: impl Into<String>, standing: GatewayStanding) -> Self {
        Self { gateway_id: gateway_id.into(), standing }
    }

    /// Returns the gateway's id if it may do that.
    ///
    /// # Errors
    ///
    /// Returns what stands in the way.
    pub fn to(&self, act: GatewayAct) -> Result<&str, Barred> {
        self.standing.may(act).map(|()| self.gateway_id.as_str())
    }

    /// Returns whether nobody has approved the gateway yet.
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
    fn a_pending_gateway_may_say_that_it_is_there_and_nothing_else() {
        let pass = GatewayPass::new("phone", GatewayStanding::of(false, true));
        for act in ACTS {
            let expected =
                if act == GatewayAct::Heartbeat { Ok("phone") } else { Err(Barred::Pending) };
            assert_eq!(pass.to(act), expected, "{act:?}");
        }
    }

    #[test]
    fn a_gateway_that_is_switched_off_may_connect_and_report_but_neither_read_nor_bring_anything() {
        let pass = GatewayPass::new("phone", GatewayStanding::of(true, false));
        for act in ACTS {
            let barred = matches!(act, GatewayAct::Read | GatewayAct::Upload);
            let expected = if barred { Err(Barred::Inactive) } else { Ok("phone") };
            assert_eq!(pass.to(act), expected, "{act:?}");
        }
    }

    #[test]
    fn an_active_gateway_may_do_everything() {
        let pass = GatewayPass::new("phone", GatewayStanding::of(true, true));
        for act in ACTS {
            assert_eq!(pass.to(act), Ok("phone"), "{act:?}");
        }
    }
}

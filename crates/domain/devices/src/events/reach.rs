//! The way by which a gateway is notified that there is something for it.

/// Facts about a gateway that determine how it is notified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one gateway")]
pub struct ReachFacts {
    /// Whether the gateway fetches its messages.
    pub fetches: bool,
    /// Whether the gateway was heard from recently, or has a socket.
    pub online: bool,
    /// Whether the gateway holds an event stream open.
    pub streams: bool,
    pub has_push_token: bool,
    /// Whether pushes to it have not been sent lately, because its token is refused or for another reason.
    pub push_refused: bool,
    /// Whether the deployment can send pushes.
    pub can_push: bool,
}

/// Fastest way by which a gateway is notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Frames on its own socket.
    Socket,
    /// An open event stream.
    Stream,
    /// Push messages.
    Push,
    /// Neither stream nor push: the gateway fetches by itself, the app every 15 minutes.
    Poll,
    /// The gateway has no socket now.
    Nothing,
}

impl Reach {
    pub fn of(facts: ReachFacts) -> Self {
        let ReachFacts { fetches, online, streams, has_push_token, push_refused, can_push } = facts;
        if !fetches {
            return if online { Self::Socket } else { Self::Nothing };
        }
        // The stream of a phone that went away stays open for a while.
        if streams && online {
            Self::Stream
        } else if has_push_token && !push_refused && can_push {
            Self::Push
        } else {
            Self::Poll
        }
    }

    /// Name in the listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Socket => "socket",
            Self::Stream => "stream",
            Self::Push => "push",
            Self::Poll => "poll",
            Self::Nothing => "none",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: ReachFacts = ReachFacts {
        fetches: true,
        online: true,
        streams: false,
        has_push_token: false,
        push_refused: false,
        can_push: true,
    };

    #[test]
    fn phone_is_notified_by_stream_else_push_else_polls() {
        let stream = ReachFacts { streams: true, ..PHONE };
        let token = ReachFacts { has_push_token: true, ..PHONE };
        for (facts, name) in [
            (stream, "stream"),
            (ReachFacts { streams: true, ..token }, "stream"),
            (token, "push"),
            (ReachFacts { online: false, ..token }, "push"),
            (PHONE, "poll"),
            (ReachFacts { can_push: false, ..token }, "poll"),
            (ReachFacts { push_refused: true, ..token }, "poll"),
            (ReachFacts { push_refused: true, streams: true, ..token }, "stream"),
            (ReachFacts { online: false, ..stream }, "poll"),
        ] {
            assert_eq!(Reach::of(facts).as_str(), name, "{facts:?}");
        }
    }

    #[test]
    fn cable_gateway_is_notified_by_socket_or_not_at_all() {
        let cable = ReachFacts { fetches: false, has_push_token: true, ..PHONE };
        assert_eq!(Reach::of(cable), Reach::Socket);
        assert_eq!(Reach::of(ReachFacts { online: false, ..cable }), Reach::Nothing);
    }
}

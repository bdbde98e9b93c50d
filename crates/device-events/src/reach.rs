//! How a gateway learns that there is something for it.

/// Facts from which it follows how a gateway is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one gateway")]
pub struct ReachFacts {
    /// It fetches its messages.
    pub fetches: bool,
    /// It was heard from lately, or has a socket.
    pub online: bool,
    /// It holds an event stream open.
    pub streams: bool,
    pub has_push_token: bool,
    /// The push service did not take the last push for its token.
    pub push_refused: bool,
    /// The deployment has a way to push.
    pub can_push: bool,
}

/// Fastest way by which a gateway is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Frames on its own socket.
    Socket,
    /// An open event stream.
    Stream,
    /// Push messages.
    Push,
    /// Neither stream nor push: it fetches by itself, the app every 15 minutes.
    Poll,
    /// It has no socket now.
    Nothing,
}

impl Reach {
    pub fn of(facts: ReachFacts) -> Self {
        let ReachFacts { fetches, online, streams, has_push_token, push_refused, can_push } = facts;
        if !fetches {
            return if online { Self::Socket } else { Self::Nothing };
        }
        // The stream of a phone that is gone stays open for a while.
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
    fn a_phone_is_told_by_its_stream_before_push_and_fetches_by_itself_without_either() {
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
    fn a_gateway_on_the_cable_is_told_by_its_socket_or_not_at_all() {
        let cable = ReachFacts { fetches: false, has_push_token: true, ..PHONE };
        assert_eq!(Reach::of(cable), Reach::Socket);
        assert_eq!(Reach::of(ReachFacts { online: false, ..cable }), Reach::Nothing);
    }
}

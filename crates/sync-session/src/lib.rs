//! A sync session's rules: which handshake URL is good, what its browser is told, when it ends (contract
//! `relaysms`, sections 1.2, 1.3 and 1.5).

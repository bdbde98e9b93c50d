//! Records that the Dispatcher and D1 exchange: settings and subscriptions that it reads, and the projection that it
//! writes.

mod figures;
mod gateway;
mod projection;
mod subscription;

pub use figures::{LatencyHistogram, OperatingFigures};
pub use gateway::{GatewaySettings, ProviderNumber};
pub use projection::{
    CounterRow, GatewayRow, InteractionRow, LabelRow, MessageRow, PieceRow, Projection,
    RecipientRow, ReferenceRow,
};
pub use subscription::{RELAY_SUBSCRIBER, Subscription};

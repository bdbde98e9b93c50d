//! What an operator can set of online platforms: the names are the `platforms` crate's.

use ::platforms::Settings;
use worker::Env;

pub(super) fn read(env: &Env) -> Settings {
    // A secret and a variable are read alike.
    Settings::read(|name| env.var(name).ok().map(|value| value.to_string()))
}

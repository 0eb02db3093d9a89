//! What a tenant, or the nation, sets for itself, beside its catalogue. Which settings there are is a list in code, each with
//! its type, bounds and default; an unknown key, a wrong type or a number out of bounds is refused.

mod commands;
mod queries;
mod rules;
mod store;

pub use commands::set;
pub use queries::setting;
pub use rules::{Setting, SettingKey};
pub(crate) use store::{own_values, value};

//! What a tenant sets for itself, beside its catalogue. Which settings there are is a list in code, each with its type and
//! default; an unknown key or a wrong type is refused.

mod commands;
mod queries;
mod rules;
mod store;

pub use commands::set;
pub use queries::setting;
pub use rules::{Setting, SettingKey};
pub(crate) use store::value;

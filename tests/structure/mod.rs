//! The tests about the house itself. Each fails with a sentence that says what to do.

mod breaking;
mod crates;
mod deployment;
mod descriptions;
mod events;
mod layers;
mod lint;
mod migrations;
mod policies_txt;
mod roles;
mod security_md;
mod tables;
mod tables_rs;
mod tidy;

pub(crate) use events::prose_in;

/// Fails with what is wrong and what to do about it, unless nothing is.
pub(crate) fn nothing_in(wrong: &[String], to_do: &str) {
    assert!(wrong.is_empty(), "{to_do}:\n  {}", wrong.join("\n  "));
}

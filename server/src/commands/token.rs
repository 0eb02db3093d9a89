//! `centrum token`: a fresh token of a demo persona, for scripts.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use crate::demo::Persona;
use anyhow::Context as _;
use clap::Args;
use domain::identity;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Whose.
    #[arg(long)]
    persona: Persona,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let data_dir = arguments.folder.data_dir.as_deref();
    let token = InUse::with(config, data_dir, async |_, db| {
        let token = identity::demo::token_of(db, arguments.persona.name()).await?;
        token.context("this database has no demo: tokens of its people are made by themselves")
    })?;
    super::say(&token.secret)
}

//! `centrum migrate`: the tables as this build wants them. Safe when two start at once.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use domain::access;
use secrecy::ExposeSecret as _;

pub(super) fn run(config: &Config, folder: &Folder) -> anyhow::Result<()> {
    let migrated = InUse::with(config, folder.data_dir.as_deref(), async |in_use, _| {
        Ok(access::migrate(in_use.migrator_url()?.expose_secret()).await?)
    })?;
    super::say(&match migrated.ran.as_slice() {
        [] => "The tables are up to date.".to_owned(),
        ran => format!("Migrations run: {}.", ran.join(", ")),
    })
}

//! `centrum seed`: the national catalogue, and the demo once.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use crate::demo;
use clap::Args;
use domain::access::{Db, Job, act_as_system};
use domain::catalogue;
use domain::kernel::ids::TenantId;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    folder: Folder,
    /// Publish the catalogue only.
    #[arg(long)]
    no_demo: bool,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let data_dir = arguments.folder.data_dir.as_deref();
    InUse::with(config, data_dir, async |_, db| publish(config, db, !arguments.no_demo).await)
}

/// Publishes the catalogue that this build carries and, if wanted, makes the demo where there is none.
pub(super) async fn publish(config: &Config, db: &Db, with_demo: bool) -> anyhow::Result<()> {
    catalogue::publish(&act_as_system(db, TenantId::NATION, Job::Import)).await?;
    if with_demo {
        demo::make(db).await?;
        if let Some(nation) = &config.sign_in.nation {
            demo::link(db, &nation.issuer).await?;
        }
    }
    Ok(())
}

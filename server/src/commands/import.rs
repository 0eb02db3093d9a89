//! `centrum import`: a publisher's file into the register.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use domain::access::{Db, Job, act_as_system};
use domain::kernel::ids::TenantId;
use domain::kernel::page::PageArgs;
use domain::{directory, tenancy};
use std::fs::File;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the file is a list of. Associations and memberships need what stands before them.
    what: What,
    /// A comma-separated file, UTF-8, with the publisher's column names in the first line.
    file: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// kod_obce, nazev, status_kod, ico, okres_lau, okres, kraj_nuts3, kraj, pou_kod_csu, pou, orp_kod_csu, orp, …
    Municipalities,
    /// ico, nazev, okres_lau, okres, kraj_nuts3, kraj, platnost_od_zaznamu, platnost_do
    Associations,
    /// dso_ico, kod_obce
    Memberships,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let path = &arguments.file;
    let file = File::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    let data_dir = arguments.folder.data_dir.as_deref();
    let report = InUse::with(config, data_dir, async |_, db| {
        let caller = act_as_system(db, TenantId::NATION, Job::Import);
        let report = match arguments.what {
            What::Municipalities => directory::import_municipalities(&caller, file).await,
            What::Associations => directory::import_associations(&caller, file).await,
            What::Memberships => directory::import_memberships(&caller, file).await,
        };
        let report = report.with_context(|| path.display().to_string())?;
        admit_members(db).await?;
        Ok(report)
    })?;
    super::say(&report.to_string())
}

/// Gives each onboarded association member rows for memberships that are new in the register. Each tenant is a transaction
/// of its own; one that a crash left behind is caught up by the next import.
async fn admit_members(db: &Db) -> anyhow::Result<()> {
    let nation = act_as_system(db, TenantId::NATION, Job::Import);
    let mut after: Option<String> = None;
    loop {
        let args = PageArgs::new(Some(100), after.as_deref(), None, None)?;
        let page = tenancy::queries::all(&nation, &args, false).await?;
        for tenant in &page.items {
            tenancy::commands::admit_missing_members(&act_as_system(db, tenant.id, Job::Import))
                .await?;
        }
        match page.items.last() {
            Some(last) if page.has_next => after = Some(last.cursor().print()),
            _ => return Ok(()),
        }
    }
}

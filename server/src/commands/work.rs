//! `centrum work`: the worker alone. Any number of them may run. With `--rebuild` it counts figures anew, once, and ends.

use super::Folder;
use super::database::InUse;
use super::serve::existing;
use super::signals::until_stopped;
use crate::config::Config;
use crate::ephemeral::Ephemeral;
use crate::news::News;
use crate::{telemetry, worker};
use anyhow::Context as _;
use clap::Args;
use domain::access::{Db, tenants_by_slug};
use domain::monitoring::rebuild_figures;
use std::time::Duration;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Count all figures anew from the events and end, while servers and workers go on. Tenant by tenant: each has its old
    /// figures until the new ones are whole. Also on the private database of a data folder.
    #[arg(long)]
    rebuild: bool,
    /// With --rebuild: of this tenant only.
    #[arg(long, value_name = "SLUG", requires = "rebuild")]
    tenant: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let telemetry = telemetry::init(&config.telemetry)?;
    if arguments.rebuild {
        let data_dir = arguments.folder.data_dir.as_deref();
        let tenant = arguments.tenant.as_deref();
        return InUse::with(config, data_dir, async |_, db| rebuild(db, tenant).await);
    }
    anyhow::ensure!(
        arguments.folder.data_dir.is_none(),
        "--data-dir goes with --rebuild: beside the private database of `centrum up` no worker is needed"
    );
    let metrics = telemetry.metrics();
    let db = metrics.watch(&existing(config)?);
    super::runtime()?.block_on(async {
        let (news, stop) = (News::of(db.clone()), until_stopped(Duration::ZERO)?);
        Ephemeral::open(&config.redis, metrics).await?.carry(&news, stop.clone());
        let post = config.post();
        worker::work(&db, &news, &config.files.store(), post.as_ref(), stop).await;
        Ok(())
    })
}

/// Says each tenant as it is done; one that fails leaves its figures as they were, and the others get theirs.
async fn rebuild(db: &Db, only: Option<&str>) -> anyhow::Result<()> {
    let mut tenants = tenants_by_slug(db).await?;
    if let Some(only) = only {
        tenants.retain(|(slug, _)| slug == only);
        anyhow::ensure!(!tenants.is_empty(), "there is no tenant {only}");
    }
    let mut failed = Vec::new();
    for (slug, tenant) in tenants {
        match rebuild_figures(db, tenant).await.context(slug.clone()) {
            Ok(events) => super::say(&format!("{slug}: {events} events counted anew"))?,
            Err(error) => {
                tracing::error!(tenant.id = %tenant, error = %format!("{error:#}"), "figures can't be counted anew");
                failed.push(slug);
            }
        }
    }
    anyhow::ensure!(
        failed.is_empty(),
        "figures that could not be counted anew, and are what they were: {}",
        failed.join(", ")
    );
    Ok(())
}

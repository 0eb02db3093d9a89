//! `centrum simulate`: an invented nation to measure with.

use super::Folder;
use super::database::InUse;
use super::seed;
use crate::config::Config;
use clap::Args;
use domain::access::{Db, tenants_by_slug};
use domain::monitoring::rebuild_figures;
use domain::simulation::{Scale, simulate};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use secrecy::ExposeSecret as _;
use std::time::Instant;

/// How many centres have their figures counted at once.
const AT_ONCE: usize = 2;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many centres. From 200 on the largest has a twentieth of all work.
    #[arg(long, value_name = "N", default_value_t = 700)]
    tenants: u32,
    /// How many requests they have, all together.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    requests: u32,
    /// How many activities. Of events there are as many, and three for each request.
    #[arg(long, value_name = "N", default_value_t = 2_000_000)]
    activities: u32,
    /// The same numbers, day and seed make the same rows.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The last day on which something happened: the two years before it are made up.
    #[arg(long, value_name = "DAY", default_value = "2026-10-31")]
    until: chrono::NaiveDate,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let public_url = config.http.public_url(config.http.port);
    anyhow::ensure!(
        public_url.is_local(),
        "nothing is made up for {public_url}: leave CENTRUM_PUBLIC_URL at an address of this machine"
    );
    let data_dir = arguments.folder.data_dir.as_deref();
    InUse::with(config, data_dir, async |in_use, db| {
        let admin_url = in_use.admin_url(config)?;
        seed::publish(config, db, false).await?;
        fill(db, admin_url.expose_secret(), arguments).await?;
        count(db).await
    })
}

async fn fill(db: &Db, admin_url: &str, arguments: &Arguments) -> anyhow::Result<()> {
    let began = Instant::now();
    let scale = Scale {
        tenants: arguments.tenants,
        requests: arguments.requests,
        activities: arguments.activities,
        seed: arguments.seed,
        until: arguments.until,
    };
    let made = simulate(db, admin_url, scale, |done| {
        tracing::info!(tenants = done.tenants, events = done.events, "a centre is made up");
    })
    .await?;
    super::say(&format!(
        "Made up in {} s: {} centres of {} municipalities, {} requests with {} comments, {} activities with {} shares, \
         {} events.",
        began.elapsed().as_secs(),
        made.tenants,
        made.municipalities,
        made.requests,
        made.comments,
        made.activities,
        made.shares,
        made.events
    ))
}

/// Counts the figures from the events, as `centrum work --rebuild` does.
async fn count(db: &Db) -> anyhow::Result<()> {
    let began = Instant::now();
    let counted: usize = stream::iter(tenants_by_slug(db).await?)
        .map(|(_, tenant)| rebuild_figures(db, tenant))
        .buffer_unordered(AT_ONCE)
        .try_fold(0, async |sum, events| Ok(sum + events))
        .await?;
    super::say(&format!(
        "Figures counted in {} s, from {counted} events.",
        began.elapsed().as_secs()
    ))
}

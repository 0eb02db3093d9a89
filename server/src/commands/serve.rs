//! `centrum serve`: the server alone. It keeps nothing that may not be lost.

use super::database::connect;
use super::signals::until_stopped;
use crate::config::Config;
use crate::ephemeral::Ephemeral;
use crate::{http, telemetry};
use anyhow::Context as _;
use domain::access::Db;

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let telemetry = telemetry::init(&config.telemetry)?;
    let metrics = telemetry.metrics();
    let db = metrics.watch(&existing(config)?);
    super::runtime()?.block_on(async {
        let listener = http::listen(config.http.address()).await?;
        let address = listener.address()?;
        super::say(&format!("Centrum serves http://{address}/graphql  (Ctrl-C stops it)"))?;
        let migrator_url = config.database.migrator_url.clone();
        let stop = until_stopped(config.http.drain)?;
        let (metrics, ephemeral) = (metrics.clone(), Ephemeral::open(&config.redis).await?);
        let resources =
            http::Resources { metrics, migrator_url, ephemeral, stop, ..http::Resources::of(db) };
        resources.ephemeral.carry(&resources.news, resources.stop.clone());
        http::serve(listener, resources, config.http.settings(address.port())).await
    })
}

/// The database of CENTRUM_DATABASE_URL.
pub(super) fn existing(config: &Config) -> anyhow::Result<Db> {
    let url = config.database.url.as_ref();
    connect(
        config,
        url.context(
            "set CENTRUM_DATABASE_URL, or use `centrum up`, which brings its own database",
        )?,
    )
}

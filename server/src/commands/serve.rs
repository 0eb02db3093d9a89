//! `centrum serve`: the server alone. It keeps nothing that may not be lost.

use super::database::connect;
use super::signals::until_stopped;
use crate::config::Config;
use crate::ephemeral::Ephemeral;
use crate::http::PublicUrl;
use crate::oidc::Oidc;
use crate::{http, telemetry};
use anyhow::Context as _;
use domain::access::{Db, is_demo};
use std::sync::Arc;

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let telemetry = telemetry::init(&config.telemetry)?;
    let metrics = telemetry.metrics();
    let db = metrics.watch(&existing(config)?);
    super::runtime()?.block_on(async {
        let listener = http::listen(config.http.address()).await?;
        let address = listener.address()?;
        super::say(&format!("Centrum serves http://{address}/graphql  (Ctrl-C stops it)"))?;
        let migrator_url = config.database.migrator_url.clone();
        refuse_demo_in_public(&db, &config.http.public_url(address.port())).await?;
        let stop = until_stopped(config.http.drain)?;
        let ephemeral = Ephemeral::open(&config.redis, metrics).await?;
        let metrics = metrics.clone();
        let oidc = Arc::new(Oidc::new(config.sign_in.oidc(), ephemeral.clone()));
        let resources = http::Resources {
            metrics,
            oidc,
            migrator_url,
            ephemeral,
            files: config.files.store(),
            sends_mail: config.mail.is_set(),
            stop,
            ..http::Resources::of(db)
        };
        resources.ephemeral.carry(&resources.news, resources.stop.clone());
        http::serve(listener, resources, config.http.settings(address.port())).await
    })
}

/// The people of a demo, or of a simulation, are invented, and whoever has the server's configuration can be any of them:
/// nothing for the world.
pub(super) async fn refuse_demo_in_public(db: &Db, public_url: &PublicUrl) -> anyhow::Result<()> {
    if !public_url.is_local() && is_demo(db).await? {
        anyhow::bail!(
            "this database holds the demo, or a nation that `centrum simulate` made up: its people are invented, and anybody \
             who runs it can print their tokens. It isn't served at {public_url}. Use another database, made with --no-demo, or \
             leave CENTRUM_PUBLIC_URL at an address of this machine"
        );
    }
    Ok(())
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

//! `centrum up`: everything in one process, on a database of its own.

use super::database::{DATABASE, connect};
use super::seed;
use super::serve::refuse_demo_in_public;
use super::signals::until_stopped;
use crate::config::Config;
use crate::demo::Persona;
use crate::ephemeral::Ephemeral;
use crate::http::{self, Resources};
use crate::oidc::Oidc;
use crate::postgres::{DataDir, Login, PrivatePostgres, StartError};
use crate::{telemetry, worker};
use clap::Args;
use domain::access::{self, Db, Passwords};
use domain::identity;
use secrecy::{ExposeSecret as _, SecretString};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::time::{Duration, sleep};

/// How often the private database is looked after.
const GLANCE: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Port of the server on the loopback address; CENTRUM_HTTP_PORT, or 8080, when it isn't given.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// The data folder; CENTRUM_DATA_DIR, or .centrum, when it isn't given.
    #[arg(long, value_name = "D")]
    data_dir: Option<PathBuf>,
    /// Make no demo: no invented people, no requests.
    #[arg(long)]
    no_demo: bool,
}

pub(super) fn run(mut config: Config, arguments: &Arguments) -> anyhow::Result<()> {
    config.http.port = arguments.port.unwrap_or(config.http.port);
    let telemetry = telemetry::init(&config.telemetry)?;
    let metrics = telemetry.metrics();
    let runtime = super::runtime()?;
    // The port first: it is the likeliest to be taken, and then nothing else need be started.
    let listener = runtime.block_on(http::listen(config.http.address()))?;
    config.http.port = listener.address()?.port();
    if let (Some(url), None) = (config.database.url.clone(), &arguments.data_dir) {
        return runtime.block_on(async {
            if let Some(migrator) = &config.database.migrator_url {
                access::migrate(migrator.expose_secret()).await?;
            }
            let db = metrics.watch(&connect(&config, &url)?);
            let files = config.files.store();
            let resources = Resources { metrics: metrics.clone(), files, ..Resources::of(db) };
            serve(&config, resources, listener, !arguments.no_demo, || Ok(()), None).await
        });
    }
    let folder = DataDir::choose(arguments.data_dir.as_deref().or(config.files.chosen()))?;
    let postgres = PrivatePostgres::start(&folder)?;
    let url = postgres.url(Login::Centrum, DATABASE);
    let served = runtime.block_on(async {
        prepare(&postgres).await?;
        let announce = || Ok(postgres.announce(Some(config.http.port))?);
        let db = metrics.watch(&connect(&config, &url)?);
        let files = config.files.store_in(folder.path());
        let resources = Resources { metrics: metrics.clone(), files, ..Resources::of(db) };
        let with_demo = !arguments.no_demo;
        serve(&config, resources, listener, with_demo, announce, Some(&postgres)).await
    });
    // What is still at work is given up before the database goes.
    drop(runtime);
    postgres.stop()?;
    served
}

/// Roles, database and tables of the private server.
async fn prepare(postgres: &PrivatePostgres) -> anyhow::Result<()> {
    let secrets = postgres.secrets();
    let plain = |secret: &SecretString| secret.expose_secret().to_owned();
    let passwords =
        Passwords { centrum: plain(&secrets.centrum), migrator: plain(&secrets.migrator) };
    let admin = |database| plain(&postgres.url(Login::Superuser, database));
    access::bootstrap(&admin("postgres"), &passwords).await?;
    access::prepare_database(&admin("postgres"), &admin(DATABASE), DATABASE).await?;
    access::migrate(postgres.url(Login::Migrator, DATABASE).expose_secret()).await?;
    Ok(())
}

/// Seeds, serves and works until Ctrl-C, or until the database is gone. The migrations are current: nobody need look at them
/// for `/readyz`.
async fn serve(
    config: &Config,
    resources: Resources,
    listener: http::Listener,
    with_demo: bool,
    announce: impl FnOnce() -> anyhow::Result<()>,
    postgres: Option<&PrivatePostgres>,
) -> anyhow::Result<()> {
    let (db, stop) = (resources.db.clone(), until_stopped(config.http.drain)?);
    let public_url = config.http.public_url(config.http.port);
    if with_demo && !public_url.is_local() {
        anyhow::bail!(
            "the demo isn't made for {public_url}: say --no-demo, or leave CENTRUM_PUBLIC_URL at an address of this machine"
        );
    }
    refuse_demo_in_public(&db, &public_url).await?;
    seed::publish(config, &db, with_demo).await?;
    announce()?;
    greet(config, &db, with_demo).await?;
    let ephemeral = Ephemeral::open(&config.redis, &resources.metrics).await?;
    let oidc = Arc::new(Oidc::new(config.sign_in.oidc(), ephemeral.clone()));
    let sends_mail = config.mail.is_set();
    let resources = Resources { oidc, ephemeral, sends_mail, stop, ..resources };
    let (news, stop) = (resources.news.clone(), resources.stop.clone());
    let files = resources.files.clone();
    resources.ephemeral.carry(&news, stop.clone());
    let post = config.post();
    let worker = Box::pin(worker::work(&db, &news, &files, post.as_ref(), stop));
    let settings = config.http.settings(config.http.port);
    let server = Box::pin(http::serve(listener, resources, settings));
    tokio::select! {
        (answer, ()) = async { tokio::join!(server, worker) } => answer,
        gone = database_gone(postgres) => gone,
    }
}

/// Ends only when the private database has ended by itself. For want of space it is waited for, and started again: until
/// then who asks is told that the database doesn't answer.
async fn database_gone(postgres: Option<&PrivatePostgres>) -> anyhow::Result<()> {
    let Some(postgres) = postgres else { return std::future::pending().await };
    loop {
        while !postgres.has_ended() {
            sleep(GLANCE).await;
        }
        if !postgres.ran_out_of_space() {
            anyhow::bail!("the private database has ended; its log in the data folder says why");
        }
        tracing::error!(
            "the disk of the database is full, and it has ended: it is started again when there is space"
        );
        loop {
            sleep(GLANCE).await;
            match tokio::task::block_in_place(|| postgres.revive()) {
                Ok(()) => break,
                Err(StartError::DiskFull { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }
}

/// A few calm lines: the address, who may sign in, and what to try first.
async fn greet(config: &Config, db: &Db, with_demo: bool) -> anyhow::Result<()> {
    let address = format!("http://{}", config.http.address());
    super::say(&format!("Centrum serves {address}/graphql  (Ctrl-C stops it)"))?;
    if !with_demo {
        return super::say(
            "Nobody is invited yet? centrum invite --coordinator EMAIL, in this folder, prints the first link.",
        );
    }
    let mut tokens = Vec::new();
    for persona in Persona::ALL {
        if let Some(token) = identity::demo::token_of(db, persona.name()).await? {
            tokens.push((persona, token.secret));
        }
    }
    let Some((_, example)) = tokens.iter().find(|(persona, _)| **persona == Persona::Clerk) else {
        return Ok(());
    };
    super::say("\nInvented people of the demo, with tokens for seven days:")?;
    for (persona, secret) in &tokens {
        super::say(&format!("  {:<16} {secret}", persona.name()))?;
    }
    super::say(&format!(
        "\nTry it:\n  curl -s {address}/graphql -H 'Authorization: Bearer {example}' -H 'Content-Type: application/json' \\\n    \
         -d '{{\"query\":\"{{ requests(first: 3) {{ nodes {{ number title state }} }} }}\"}}'"
    ))
}

//! `centrum psql`: psql on the database in use, in one of its roles. Without settings a runtime role reads nothing; say
//! `SET app.tenant_id = '…'` and what else its policies ask for.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use domain::access::libpq_variables;
use secrecy::ExposeSecret as _;
use std::process::Command;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The role to take; the bare login, which can do nothing, when it isn't given.
    #[arg(long)]
    role: Option<Role>,
    #[command(flatten)]
    folder: Folder,
    /// Arguments of psql itself, e.g. -c 'SELECT 1'.
    #[arg(last = true)]
    psql: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Who owns the tables, and is told by an error that policies bind it.
    Owner,
    /// Staff of one tenant.
    Tenant,
    /// Who acts for some members.
    Member,
    /// The nation.
    Nation,
    /// Sign-in.
    Platform,
    /// The worker.
    Relay,
    /// A server that adds up how it answered.
    Tally,
    /// The public intake.
    Intake,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let in_use = InUse::reach(config, arguments.folder.data_dir.as_deref())?;
    let answer = open(&in_use, arguments);
    let left = in_use.leave();
    let code = answer?;
    left?;
    match code {
        Some(0) => Ok(()),
        // psql has said what there was to say; its code is ours.
        Some(code) => std::process::exit(code),
        None => anyhow::bail!("psql was ended by a signal"),
    }
}

fn open(in_use: &InUse, arguments: &Arguments) -> anyhow::Result<Option<i32>> {
    let url =
        if arguments.role == Some(Role::Owner) { in_use.migrator_url()? } else { in_use.url() };
    let mut psql = Command::new("psql");
    // The URL has a password, and arguments are seen by every user of the machine: psql takes it from its environment.
    psql.env("PGSERVICEFILE", "/dev/null").args(&arguments.psql);
    let variables =
        libpq_variables(url.expose_secret()).context("the database's URL can't be read")?;
    psql.envs(variables);
    if let Some(role) = arguments.role.and_then(|role| role.to_possible_value()) {
        psql.env("PGOPTIONS", format!("-c role=centrum_{}", role.get_name()));
    }
    let status =
        psql.status().context("psql can't be started: install the client of PostgreSQL")?;
    Ok(status.code())
}

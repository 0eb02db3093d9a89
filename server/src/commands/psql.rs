//! `centrum psql`: psql on the database in use, in one of its roles. Without settings a runtime role reads nothing; say
//! `SET app.tenant_id = '…'` and what else its policies ask for.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use percent_encoding::percent_decode_str;
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
    // Arguments are seen by every user of the machine, so the password goes by the environment.
    let (url, password) = apart(url.expose_secret());
    if let Some(password) = password {
        psql.env("PGPASSWORD", password);
    }
    psql.arg("--dbname").arg(url).args(&arguments.psql);
    if let Some(role) = arguments.role.and_then(|role| role.to_possible_value()) {
        psql.env("PGOPTIONS", format!("-c role=centrum_{}", role.get_name()));
    }
    let status =
        psql.status().context("psql can't be started: install the client of PostgreSQL")?;
    Ok(status.code())
}

/// A URL or key=value text without its password, and the password.
fn apart(url: &str) -> (String, Option<String>) {
    let in_url = || {
        let (scheme, rest) = url.split_once("://")?;
        let (login, host) = rest.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let password = percent_decode_str(password).decode_utf8_lossy().into_owned();
        Some((format!("{scheme}://{user}@{host}"), password))
    };
    let in_words = || {
        let words = || url.split_whitespace();
        let password = words().find_map(|word| word.strip_prefix("password="))?.to_owned();
        let others: Vec<&str> = words().filter(|word| !word.starts_with("password=")).collect();
        Some((others.join(" "), password))
    };
    match in_url().or_else(in_words) {
        Some((url, password)) => (url, Some(password)),
        None => (url.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_doesn_t_stand_among_the_arguments() {
        let found = |url| apart(url);
        let secret = Some("p@ss".to_owned());
        assert_eq!(
            found("postgres://u:p%40ss@h:1/d"),
            ("postgres://u@h:1/d".to_owned(), secret.clone())
        );
        assert_eq!(found("host=h password=p@ss user=u"), ("host=h user=u".to_owned(), secret));
        assert_eq!(found("postgres://u@h/d"), ("postgres://u@h/d".to_owned(), None));
    }
}

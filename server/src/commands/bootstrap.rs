//! `centrum bootstrap`: roles and database on a server that somebody else runs.

use crate::config::Config;
use anyhow::Context as _;
use clap::Args;
use domain::access::{self, Passwords};
use rand::Rng as _;
use secrecy::{ExposeSecret, SecretString};
use std::fmt::Write as _;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// URL of a superuser, e.g. postgres://postgres:…@host/postgres; CENTRUM_ADMIN_URL, when it isn't given, which other
    /// users of this machine can't read. It is used now and kept nowhere.
    #[arg(long, value_name = "URL")]
    admin_url: Option<String>,
    /// Give the logins the passwords that stand in CENTRUM_DATABASE_URL and CENTRUM_MIGRATOR_URL, and print none.
    #[arg(long)]
    keep_passwords: bool,
    /// Name of the database to make.
    #[arg(long, default_value = super::database::DATABASE)]
    database: String,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let configured = config.database.admin_url.as_ref().map(ExposeSecret::expose_secret);
    let admin_url = arguments.admin_url.as_deref().or(configured);
    let admin_url =
        admin_url.context("say who the superuser is: --admin-url or CENTRUM_ADMIN_URL")?;
    let passwords = if arguments.keep_passwords {
        Passwords {
            centrum: kept("CENTRUM_DATABASE_URL", config.database.url.as_ref(), "centrum")?,
            migrator: kept(
                "CENTRUM_MIGRATOR_URL",
                config.database.migrator_url.as_ref(),
                "centrum_migrator",
            )?,
        }
    } else {
        Passwords { centrum: password(), migrator: password() }
    };
    let of_database = in_database(admin_url, &arguments.database)?;
    super::runtime()?.block_on(async {
        access::bootstrap(admin_url, &passwords).await?;
        access::prepare_database(admin_url, &of_database, &arguments.database).await?;
        anyhow::Ok(())
    })?;
    if arguments.keep_passwords {
        return super::say(
            "Roles and database are there, with the passwords of the configuration.",
        );
    }
    let login = |name: &str, password: &str| as_login(&of_database, name, password);
    super::say("Roles and database are there. The passwords are new; keep these two lines:")?;
    super::say(&format!("CENTRUM_DATABASE_URL={}", login("centrum", &passwords.centrum)?))?;
    super::say(&format!("CENTRUM_MIGRATOR_URL={}", login("centrum_migrator", &passwords.migrator)?))
}

/// The password that stands in the URL of this variable, which must be this login's.
fn kept(variable: &str, url: Option<&SecretString>, login: &str) -> anyhow::Result<String> {
    let found = url.and_then(|url| {
        let (_, rest) = url.expose_secret().split_once("://")?;
        let (user, _) = rest.split_once('/').unwrap_or((rest, "")).0.rsplit_once('@')?;
        let (name, password) = user.split_once(':')?;
        (name == login).then(|| password.to_owned())
    });
    found.with_context(|| {
        format!("--keep-passwords takes it from {variable}, which must look like postgres://{login}:password@host/…")
    })
}

/// A password of 192 random bits.
fn password() -> String {
    let mut bytes = [0_u8; 24];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The same server and login, another database.
pub(super) fn in_database(url: &str, database: &str) -> anyhow::Result<String> {
    let (server, query) = parts(url)?;
    Ok(format!("{server}/{database}{query}"))
}

/// The same server and database, another login.
fn as_login(url: &str, login: &str, password: &str) -> anyhow::Result<String> {
    let (scheme, rest) = url.split_once("://").ok_or_else(no_url)?;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    Ok(format!("{scheme}://{login}:{password}@{host}"))
}

/// What stands before the database's name, and behind it.
fn parts(url: &str) -> anyhow::Result<(&str, &str)> {
    let start = url.find("://").ok_or_else(no_url)? + 3;
    let (_, rest) = url.split_at(start);
    let slash = rest.find('/').unwrap_or(rest.len());
    let (server, path) = url.split_at(start + slash);
    let query = path.find('?').map_or("", |at| path.split_at(at).1);
    Ok((server, query))
}

fn no_url() -> anyhow::Error {
    anyhow::anyhow!("the admin URL must look like postgres://user:password@host:port/database")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_urls_of_the_logins_follow_from_the_administrator_s() {
        for (admin, expected) in [
            ("postgres://root:x@db:5433/postgres?a=b", "postgres://centrum:p@db:5433/centrum?a=b"),
            ("postgres://root@db", "postgres://centrum:p@db/centrum"),
            ("postgres://db/", "postgres://centrum:p@db/centrum"),
        ] {
            let url = in_database(admin, "centrum").unwrap();
            assert_eq!(as_login(&url, "centrum", "p").unwrap(), expected);
        }
        assert!(in_database("host=db", "centrum").is_err());
    }

    #[test]
    fn a_password_is_kept_from_the_url_of_its_login_alone() {
        let kept = |url: Option<&str>| kept("V", url.map(SecretString::from).as_ref(), "centrum");
        for url in ["postgres://centrum:ab1@db/centrum", "postgresql://centrum:ab1@db:5432"] {
            assert_eq!(kept(Some(url)).unwrap(), "ab1");
        }
        let wrong = [
            None,
            Some("postgres://centrum@db/centrum"),
            Some("postgres://centrum_migrator:ab1@db/centrum"),
            Some("host=db user=centrum password=ab1"),
            Some("postgres://db/centrum?user=centrum:ab1@"),
        ];
        for url in wrong {
            let told = kept(url).unwrap_err().to_string();
            assert!(told.contains("from V, which must look like") && !told.contains("ab1"));
        }
    }
}

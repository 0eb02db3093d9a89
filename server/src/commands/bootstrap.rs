//! `centrum bootstrap`: roles and database on a server that somebody else runs.

use clap::Args;
use domain::access::{self, Passwords};
use rand::Rng as _;
use std::fmt::Write as _;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// URL of a superuser, e.g. postgres://postgres:…@host/postgres. It is used now and kept nowhere.
    #[arg(long, value_name = "URL")]
    admin_url: String,
    /// Name of the database to make.
    #[arg(long, default_value = super::database::DATABASE)]
    database: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let passwords = Passwords { centrum: password(), migrator: password() };
    let of_database = in_database(&arguments.admin_url, &arguments.database)?;
    super::runtime()?.block_on(async {
        access::bootstrap(&arguments.admin_url, &passwords).await?;
        access::prepare_database(&arguments.admin_url, &of_database, &arguments.database).await?;
        anyhow::Ok(())
    })?;
    let login = |name: &str, password: &str| as_login(&of_database, name, password);
    super::say("Roles and database are there. The passwords are new; keep these two lines:")?;
    super::say(&format!("CENTRUM_DATABASE_URL={}", login("centrum", &passwords.centrum)?))?;
    super::say(&format!("CENTRUM_MIGRATOR_URL={}", login("centrum_migrator", &passwords.migrator)?))
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
fn in_database(url: &str, database: &str) -> anyhow::Result<String> {
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
}

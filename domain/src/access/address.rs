//! Where a database is, for programs that aren't ours. Only this crate reads its URLs; the server opens no connection.

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// A URL or key=value text as the environment variables of libpq's programs; `None`: it can't be read.
pub fn libpq_variables(url: &str) -> Option<Vec<(&'static str, String)>> {
    let config: Config = url.parse().ok()?;
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.display().to_string(),
    });
    let password = config.get_password().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let found = [
        ("PGHOST", host),
        ("PGPORT", config.get_ports().first().map(ToString::to_string)),
        ("PGUSER", config.get_user().map(ToOwned::to_owned)),
        ("PGPASSWORD", password),
        ("PGDATABASE", config.get_dbname().map(ToOwned::to_owned)),
    ];
    Some(found.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let found = libpq_variables("postgres://centrum:secret@%2Frun%2Fpg:5433/centrum").unwrap();
        let meant = [
            ("PGHOST", "/run/pg"),
            ("PGPORT", "5433"),
            ("PGUSER", "centrum"),
            ("PGPASSWORD", "secret"),
            ("PGDATABASE", "centrum"),
        ];
        assert_eq!(found, meant.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(libpq_variables("no such thing"), None);
    }
}

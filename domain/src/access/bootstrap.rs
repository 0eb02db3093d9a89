//! What an administrator of the PostgreSQL server does once: roles, database, passwords.

use diesel::result::Error as DieselError;
use diesel_async::RunQueryDsl as _;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};

/// The passwords of the two logins. Hexadecimal text only: they are formatted into SQL that takes no parameters.
pub struct Passwords {
    /// Of `centrum`, the server's login.
    pub centrum: String,
    /// Of `centrum_migrator`.
    pub migrator: String,
}

/// Why the roles or the database could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The server can't be reached as its administrator.
    #[error("the PostgreSQL server can't be reached as its administrator")]
    Connect(#[from] diesel::ConnectionError),
    /// A statement failed, most likely because the login isn't a superuser.
    #[error("the roles or the database can't be made: is the login of the admin URL a superuser?")]
    Statement(#[from] DieselError),
    /// Older than 15.
    #[error("PostgreSQL {0} is too old: Centrum needs 15 or newer")]
    TooOld(String),
    /// Not an identifier, or not hexadecimal.
    #[error("{0} may have only lower-case letters, digits and underscores")]
    Malformed(&'static str),
}

/// Makes the roles of the cluster and sets the logins' passwords. Run again, it changes only the passwords.
///
/// # Errors
/// [`BootstrapError`].
pub async fn bootstrap(admin_url: &str, passwords: &Passwords) -> Result<(), BootstrapError> {
    for password in [&passwords.centrum, &passwords.migrator] {
        plain(password, "a password")?;
    }
    let mut connection = AsyncPgConnection::establish(admin_url).await?;
    require_version(&mut connection).await?;
    // Roles are the cluster's, and two who make or change the same one at once fail. Held until the connection is closed,
    // among those who name the same database of the server.
    connection
        .batch_execute("SELECT pg_advisory_lock(hashtextextended('centrum bootstrap', 0))")
        .await?;
    connection.batch_execute(include_str!("bootstrap.sql")).await?;
    connection
        .batch_execute(&format!(
            "ALTER ROLE centrum PASSWORD '{}'; ALTER ROLE centrum_migrator PASSWORD '{}'",
            passwords.centrum, passwords.migrator
        ))
        .await?;
    Ok(())
}

/// Makes the database if it isn't there, and gives it to the owner. `admin_url` is of any database of the server,
/// `url_of_database` of this one, both as a superuser.
///
/// # Errors
/// [`BootstrapError`].
pub async fn prepare_database(
    admin_url: &str,
    url_of_database: &str,
    database: &str,
) -> Result<(), BootstrapError> {
    plain(database, "the database's name")?;
    let mut connection = AsyncPgConnection::establish(admin_url).await?;
    #[expect(clippy::disallowed_methods, reason = "the catalog isn't among our tables")]
    let found = diesel::sql_query("SELECT FROM pg_database WHERE datname = $1")
        .bind::<diesel::sql_types::Text, _>(database)
        .execute(&mut connection)
        .await?;
    if found == 0 {
        connection.batch_execute(&format!("CREATE DATABASE {database}")).await?;
    }
    let mut connection = AsyncPgConnection::establish(url_of_database).await?;
    connection.batch_execute(&include_str!("database.sql").replace("{database}", database)).await?;
    Ok(())
}

async fn require_version(connection: &mut AsyncPgConnection) -> Result<(), BootstrapError> {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        number: i32,
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    #[expect(clippy::disallowed_methods, reason = "the server's settings aren't among our tables")]
    let version: Version = diesel::sql_query(
        "SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS text",
    )
    .get_result(connection)
    .await?;
    if version.number < 150_000 { Err(BootstrapError::TooOld(version.text)) } else { Ok(()) }
}

fn plain(text: &str, what: &'static str) -> Result<(), BootstrapError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !text.is_empty() && text.chars().all(is_plain) {
        Ok(())
    } else {
        Err(BootstrapError::Malformed(what))
    }
}

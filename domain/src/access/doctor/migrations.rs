//! Which migrations have run, as the owner knows it. Only read: neither their lock is taken nor their table made.

use super::{Check, Finding};
use crate::access::migrate::MIGRATIONS;
use diesel::migration::{Migration, MigrationSource as _};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use std::collections::BTreeSet;

pub(super) async fn migrations(connection: &mut AsyncPgConnection) -> Finding {
    let check = Check::Migrations;
    let embedded: Vec<Box<dyn Migration<Pg>>> = match MIGRATIONS.migrations() {
        Ok(embedded) => embedded,
        Err(error) => return check.not_checked(format!("this program's can't be read: {error}")),
    };
    let run = match run(connection).await {
        Ok(run) => run,
        Err(error) => return check.answer(Err(error)),
    };
    let pending: Vec<String> = embedded
        .iter()
        .filter(|migration| !run.contains(&migration.name().version().to_string()))
        .map(|migration| migration.name().to_string())
        .collect();
    let known: BTreeSet<String> =
        embedded.iter().map(|migration| migration.name().version().to_string()).collect();
    let ahead: Vec<&str> = run.difference(&known).map(String::as_str).collect();
    if !ahead.is_empty() {
        return check.wrong(
            format!("the database is ahead of this program, by {}", ahead.join(", ")),
            "start the newer program that was here before, or restore the backup from before it",
        );
    }
    if !pending.is_empty() {
        return check.wrong(
            format!("these have not run: {}", pending.join(", ")),
            "run `centrum migrate` (`centrum up` does it by itself)",
        );
    }
    check.ok(format!("all {} have run", embedded.len()))
}

async fn run(connection: &mut AsyncPgConnection) -> QueryResult<BTreeSet<String>> {
    #[derive(QueryableByName)]
    struct Run {
        #[diesel(sql_type = Text)]
        version: String,
    }
    connection.batch_execute("SET ROLE centrum_owner").await?;
    let own_table = "SELECT 'there' FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)";
    if super::texts(connection, own_table, &["__diesel_schema_migrations"]).await?.is_empty() {
        return Ok(BTreeSet::new());
    }
    #[expect(clippy::disallowed_methods, reason = "the migrations' table isn't among ours")]
    let rows: Vec<Run> = diesel::sql_query("SELECT version FROM public.__diesel_schema_migrations")
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

//! The tables and their borders, against what this program was built for.

use super::{Check, Finding, texts};
use crate::access::table_kinds::TABLE_KINDS;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::BTreeSet;

/// Every policy that the migrations make: table, name, kind, command, roles. Printed from the catalog by `make fix`; a test
/// compares. What a policy asks isn't in it: PostgreSQL's versions print the same expression differently.
const POLICIES: &str = include_str!("policies.txt");

const MISSING: &str = "SELECT 'the table ' || name || ' is missing' FROM unnest($1) n (name)
    WHERE NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = name)";

/// Names of the migrations' own table begin with two underscores. What an extension brings is its administrator's affair.
const UNKNOWN: &str = "SELECT 'there is an unknown ' || CASE relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END || relname
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm') AND relname !~ '^__' AND relname <> ALL ($1)
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')";

const OPEN: &str = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1) AND NOT relrowsecurity";

const NOT_FORCED: &str = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)
    AND relrowsecurity AND NOT relforcerowsecurity";

const FOUND_POLICIES: &str = "SELECT concat_ws(' ', tablename, policyname, lower(permissive), lower(cmd), array_to_string(roles, ','))
    FROM pg_policies WHERE schemaname = 'public' AND tablename = ANY ($1)";

/// A role that was given a right later, on a table that has no policy for it. The owner has its own.
const NO_POLICY: &str = "SELECT rolname || ' has rights on ' || relname || ' and no policy there'
    FROM pg_class, pg_roles WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)
      AND rolname ~ '^centrum_' AND rolname NOT IN ('centrum_owner', 'centrum_maintenance', 'centrum_migrator')
      AND (has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE')
        OR has_any_column_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE'))
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polpermissive
        AND (pg_roles.oid = ANY (polroles) OR 0 = ANY (polroles)))";

pub(super) async fn tables(connection: &mut AsyncPgConnection) -> QueryResult<Finding> {
    let names = names();
    let missing = texts(connection, MISSING, &names).await?;
    let unknown = texts(connection, UNKNOWN, &names).await?;
    let to_do = match (missing.is_empty(), unknown.is_empty()) {
        (false, _) => {
            "run `centrum migrate`; if the table was there before, restore it from a backup"
        }
        (true, _) => {
            "ask who made it: what isn't Centrum's has no borders that Centrum keeps; move it to a database of its own"
        }
    };
    let found = [missing, unknown].concat();
    Ok(Check::Tables.unless(&found, format!("all {} are there, and no others", names.len()), to_do))
}

pub(super) async fn row_security(connection: &mut AsyncPgConnection) -> QueryResult<Finding> {
    let open = texts(connection, OPEN, &names()).await?;
    let not_forced = texts(connection, NOT_FORCED, &names()).await?;
    let to_do: Vec<String> = open
        .iter()
        .chain(&not_forced)
        .map(|table| {
            format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;")
        })
        .collect();
    let found: Vec<String> = open
        .iter()
        .map(|table| format!("row level security is off on {table}"))
        .chain(not_forced.iter().map(|table| format!("row level security isn't forced on {table}")))
        .collect();
    Ok(Check::RowSecurity.unless(
        &found,
        "it is on and forced on every table",
        format!(
            "stop the servers; centrum psql --role owner -- -c '{}'; and ask who changed it",
            to_do.join(" ")
        ),
    ))
}

pub(super) async fn policies(connection: &mut AsyncPgConnection) -> QueryResult<Finding> {
    let meant: BTreeSet<String> = POLICIES.lines().map(str::to_owned).collect();
    let is: BTreeSet<String> =
        texts(connection, FOUND_POLICIES, &names()).await?.into_iter().collect();
    let mut found: Vec<String> = meant
        .difference(&is)
        .map(|line| format!("{} is missing or changed", policy(line)))
        .chain(is.difference(&meant).map(|line| format!("{} isn't Centrum's", policy(line))))
        .collect();
    // Without its policy a role has rights and none: told once.
    if found.is_empty() {
        found = texts(connection, NO_POLICY, &names()).await?;
    }
    Ok(Check::Policies.unless(
        &found,
        format!("all {} are there, and no others", meant.len()),
        "stop the servers, make the policy again as the migrations do (CREATE POLICY …), and ask who changed it; or restore a backup",
    ))
}

/// `requests reach restrictive all centrum_member` in words.
fn policy(line: &str) -> String {
    let mut words = line.split(' ');
    let (table, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    format!("the policy {name} on {table} ({})", words.collect::<Vec<_>>().join(" "))
}

fn names() -> Vec<&'static str> {
    TABLE_KINDS.iter().map(|(name, _)| *name).collect()
}

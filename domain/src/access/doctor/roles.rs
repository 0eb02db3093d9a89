//! The roles of `bootstrap.sql`, what they may become, and the login's settings.

use super::{Check, Finding, texts};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

const BOOTSTRAP: &str = include_str!("../bootstrap.sql");

/// What the login `centrum` takes, and nothing else.
const RUNTIME: &[&str] = &[
    "centrum_intake",
    "centrum_member",
    "centrum_nation",
    "centrum_platform",
    "centrum_relay",
    "centrum_tally",
    "centrum_tenant",
];
const OWNER: &str = "centrum_owner";
/// For dumps: the one role that policies let pass.
const MAINTENANCE: &str = "centrum_maintenance";
const LOGIN: &str = "centrum";
const MIGRATOR: &str = "centrum_migrator";

const AGAIN: &str =
    "run `centrum bootstrap --admin-url …` again (it makes new passwords and prints them)";

const MISSING: &str = "SELECT 'the role ' || name || ' is missing' FROM unnest($1) n (name)
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)";

const ABOVE: &str = "SELECT rolname || power FROM pg_roles,
      LATERAL (VALUES (rolsuper, ' is a superuser'), (rolbypassrls, ' has BYPASSRLS')) p (is_so, power)
    WHERE rolname = ANY ($1) AND is_so";

/// Since 16 one may be a member and yet not take the role.
const WAY: &str = "SELECT CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END
    WHERE $1 IS NOT NULL";

/// $1: the login, then the roles that it takes.
const LACKING: &str = "SELECT l.rolname || ' is no member of ' || r.rolname FROM pg_roles l, pg_roles r
    WHERE l.rolname = $1[1] AND r.rolname = ANY ($1[2:]) AND NOT pg_has_role(l.oid, r.oid, '{way}')";

/// A superuser is a member of all, and was told of already. Whoever owns the database is a `pg_database_owner` by that.
const BEYOND: &str = "SELECT l.rolname || ' is a member of ' || r.rolname FROM pg_roles l, pg_roles r
    WHERE l.rolname = $1[1] AND NOT l.rolsuper AND r.rolname <> ALL ($1) AND r.rolname <> 'pg_database_owner'
      AND pg_has_role(l.oid, r.oid, 'MEMBER')";

const SETTING: &str = "SELECT current_setting($1[1])";

pub(super) async fn roles(connection: &mut AsyncPgConnection) -> QueryResult<Finding> {
    let bound = [RUNTIME, &[OWNER, LOGIN, MIGRATOR]].concat();
    let all = [bound.as_slice(), &[MAINTENANCE]].concat();
    let missing = texts(connection, MISSING, &all).await?;
    let mut above = texts(connection, ABOVE, &bound).await?;
    let way = texts(connection, WAY, &[]).await?.concat();
    let lacking_sql = LACKING.replace("{way}", &way);
    let mut lacking = missing;
    for (login, takes) in [(LOGIN, RUNTIME), (MIGRATOR, &[OWNER])] {
        let names = [&[login], takes].concat();
        lacking.extend(texts(connection, &lacking_sql, &names).await?);
        above.extend(texts(connection, BEYOND, &names).await?);
    }
    let to_do = if above.is_empty() {
        AGAIN.to_owned()
    } else {
        format!(
            "borders between tenants don't hold while a role stands above them: as a superuser, ALTER ROLE … NOSUPERUSER NOBYPASSRLS \
             and REVOKE what is too much, and ask who gave it{}",
            if lacking.is_empty() { String::new() } else { format!("; for the rest, {AGAIN}") }
        )
    };
    above.extend(lacking);
    let ok = "all are there, the logins take theirs and no others, none stands above the policies";
    Ok(Check::Roles.unless(&above, ok, to_do))
}

/// As this very session of `centrum` has them, wherever they come from.
pub(super) async fn settings(connection: &mut AsyncPgConnection) -> QueryResult<Finding> {
    let mut wrong = Vec::new();
    for (name, meant) in meant() {
        let is = texts(connection, SETTING, &[name]).await?.concat();
        if is != meant {
            wrong.push(format!("{name} is {is} and should be {meant}"));
        }
    }
    Ok(Check::Settings.unless(
        &wrong,
        "the limits of the login centrum are in force",
        format!("{AGAIN}; if it stays so, look for options in CENTRUM_DATABASE_URL, and for ALTER ROLE … IN DATABASE"),
    ))
}

/// What `bootstrap.sql` sets for the login.
fn meant() -> impl Iterator<Item = (&'static str, &'static str)> {
    BOOTSTRAP
        .lines()
        .filter_map(|line| line.strip_prefix("ALTER ROLE centrum SET ")?.split_once(" = "))
        .map(|(name, value)| (name, value.trim_end_matches(';').trim_matches('\'')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_those_of_bootstrap() {
        let meant: Vec<_> = meant().collect();
        assert!(meant.contains(&("statement_timeout", "5s")), "{meant:?}");
        assert!(meant.contains(&("plan_cache_mode", "force_generic_plan")), "{meant:?}");
        assert_eq!(meant.len(), BOOTSTRAP.matches("ALTER ROLE centrum SET").count());
    }

    #[test]
    fn the_roles_are_those_of_bootstrap() {
        let made = BOOTSTRAP.split_once("ARRAY '{").unwrap().1.split_once('}').unwrap().0;
        let mut made: Vec<String> = made.split(',').map(|name| format!("centrum_{name}")).collect();
        made.sort_unstable();
        let mut ours = [RUNTIME, &[OWNER]].concat();
        ours.sort_unstable();
        assert_eq!(made, ours);
    }
}

//! Nobody in the program's configuration stands above the borders.

use super::nothing_in;
use crate::house::committed::workspace;
use crate::house::database::shared;
use std::path::Path;

#[tokio::test]
async fn no_runtime_role_bypasses_rls() {
    let client = shared().superuser().await;
    let rows = client
        .query(
            "SELECT concat_ws(' ', rolname, CASE WHEN rolcanlogin THEN 'LOGIN' END, CASE WHEN NOT rolinherit THEN 'NOINHERIT' END,
               CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolsuper THEN 'SUPERUSER' END,
               CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
               CASE WHEN rolreplication THEN 'REPLICATION' END,
               'in (' || (SELECT coalesce(string_agg(roleid::regrole::text || CASE WHEN admin_option THEN '!' ELSE '' END, ' ' ORDER BY roleid::regrole::text), '')
                 FROM pg_auth_members WHERE member = pg_roles.oid) || ')')
             FROM pg_roles WHERE rolname ~ '^centrum' ORDER BY rolname",
            &[],
        )
        .await
        .unwrap();
    let roles: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let meant = [
        "centrum LOGIN NOINHERIT in (centrum_intake centrum_member centrum_nation centrum_platform centrum_relay centrum_tally centrum_tenant)",
        "centrum_intake in ()",
        "centrum_maintenance BYPASSRLS in ()",
        "centrum_member in ()",
        "centrum_migrator LOGIN NOINHERIT in (centrum_owner)",
        "centrum_nation in ()",
        "centrum_owner in ()",
        "centrum_platform in ()",
        "centrum_relay in ()",
        "centrum_tally in ()",
        "centrum_tenant in ()",
    ];
    assert_eq!(
        roles, meant,
        "the program's login takes the seven roles of its work, and no role stands above policies"
    );
}

#[tokio::test]
async fn the_program_s_login_gives_up_in_time() {
    let client = crate::house::database::connect(&shared().url()).await;
    for setting in ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] {
        let row = client.query_one("SELECT current_setting($1)", &[&setting]).await.unwrap();
        assert_ne!(
            row.get::<_, &str>(0),
            "0",
            "set {setting} for the login centrum in bootstrap.sql"
        );
    }
}

#[tokio::test]
async fn maintenance_can_log_in_nowhere() {
    let client = shared().superuser().await;
    let row = client
        .query_one("SELECT rolcanlogin OR rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'centrum_maintenance'", &[])
        .await
        .unwrap();
    assert!(
        !row.get::<_, bool>(0),
        "centrum_maintenance passes policies by: it gets no login and no password"
    );
    let mut named = Vec::new();
    for place in [
        ".env.sample",
        "docker-compose.yml",
        "Dockerfile",
        "helm",
        "server/src/config",
        "server/src/config.rs",
    ] {
        naming(&workspace().join(place), &mut named);
    }
    nothing_in(&named, "centrum_maintenance stands in no configuration of the server");
}

fn naming(path: &Path, found: &mut Vec<String>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| naming(&entry.path(), found));
    } else if std::fs::read_to_string(path).is_ok_and(|text| text.contains("centrum_maintenance")) {
        found.push(path.display().to_string());
    }
}

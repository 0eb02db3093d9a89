//! Roles and passwords are a whole server's, so these tests have one each. What the doctor says to do is done, and mends it.

use super::{assert_only, wrong};
use crate::house::own_server::OwnServer;
use crate::house::program::Doctor;
use domain::access::{Check, Clock, Finding, examine, migrate};
use secrecy::ExposeSecret as _;
use server::postgres::Login;

fn look(server: &OwnServer) -> Vec<Finding> {
    look_by(server, &server.url(Login::Centrum))
}

fn look_by(server: &OwnServer, url: &str) -> Vec<Finding> {
    let migrator_url = server.url(Login::Migrator);
    server.block_on(examine(url, Some(&migrator_url), &Clock::system()))
}

/// A role that is gone, one that can't be taken, a limit: making the roles again mends it.
#[test]
fn what_bootstrap_makes_is_missed_and_bootstrap_mends_it() {
    let server = OwnServer::prepared();
    assert_eq!(wrong(&look(&server)), [""; 0]);
    for (change, words) in [
        (
            "DROP OWNED BY centrum_maintenance; DROP ROLE centrum_maintenance",
            "roles: the role centrum_maintenance is missing",
        ),
        ("REVOKE centrum_nation FROM centrum", "roles: centrum is no member of centrum_nation"),
        ("ALTER ROLE centrum RESET lock_timeout", "settings: lock_timeout is 0 and should be 4s"),
    ] {
        server.execute(change);
        assert_only(&look(&server), &[words, "centrum bootstrap"]);
        server.bootstrap();
        assert_eq!(wrong(&look(&server)), [""; 0], "after {change}");
    }
    // What is behind a lost right isn't told sound.
    server.execute("REVOKE centrum_relay FROM centrum; REVOKE centrum_owner FROM centrum_migrator");
    let findings = look(&server);
    let found = wrong(&findings);
    assert!(found[0].contains("centrum is no member of centrum_relay"), "{found:?}");
    assert!(found[0].contains("centrum_migrator is no member of centrum_owner"), "{found:?}");
    for check in [Check::Worker, Check::Migrations] {
        let found = findings.iter().find(|finding| finding.check == check).unwrap();
        assert!(!found.is_sound(), "{found:?}");
    }
}

/// Who upgrades has the roles of the version before.
#[test]
fn a_migration_that_lacks_a_role_says_which_and_changes_nothing() {
    let server = OwnServer::prepared();
    server.execute(
        "DROP TABLE operation_tallies; DROP ROLE centrum_tally;
         DELETE FROM __diesel_schema_migrations WHERE version = '20261126000011'",
    );
    let url = server.url(Login::Migrator);
    let refused = server.block_on(migrate(&url)).unwrap_err();
    let said = format!("{:#}", anyhow::Error::new(refused));
    assert!(said.contains("the role centrum_tally is missing: run `centrum bootstrap"), "{said}");
    server.bootstrap();
    assert_eq!(server.block_on(migrate(&url)).unwrap().ran.len(), 1);
    assert_eq!(wrong(&look(&server)), [""; 0]);
}

#[test]
fn a_role_that_stands_above_the_policies_is_named() {
    let server = OwnServer::prepared();
    for (change, words, back) in [
        (
            "ALTER ROLE centrum_tenant BYPASSRLS",
            "roles: centrum_tenant has BYPASSRLS",
            "ALTER ROLE centrum_tenant NOBYPASSRLS",
        ),
        (
            "ALTER ROLE centrum SUPERUSER",
            "roles: centrum is a superuser",
            "ALTER ROLE centrum NOSUPERUSER",
        ),
        (
            "GRANT centrum_owner TO centrum",
            "roles: centrum is a member of centrum_owner",
            "REVOKE centrum_owner FROM centrum",
        ),
        (
            "GRANT centrum_maintenance TO centrum",
            "roles: centrum is a member of centrum_maintenance",
            "REVOKE centrum_maintenance FROM centrum",
        ),
        (
            "GRANT pg_read_all_data TO centrum_migrator",
            "roles: centrum_migrator is a member of pg_read_all_data",
            "REVOKE pg_read_all_data FROM centrum_migrator",
        ),
    ] {
        server.execute(change);
        assert_only(&look(&server), &[words, "REVOKE what is too much"]);
        server.execute(back);
        assert_eq!(wrong(&look(&server)), [""; 0], "after {back}");
    }
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    let server = OwnServer::prepared();
    let password = server.secrets().centrum.expose_secret().to_owned();
    let findings = look_by(&server, &server.url(Login::Centrum).replace(&password, "guessed"));
    let to_do = "put the right password into CENTRUM_DATABASE_URL";
    assert_only(&findings, &["database: ", "password authentication failed", to_do]);
    assert!(!format!("{findings:?}").contains("guessed"));
    let not_checked = findings.iter().filter(|finding| !finding.is_sound()).count();
    assert_eq!(not_checked, Check::ALL.len() - 3, "all but the migrator, the disk and Redis");
}

/// The command itself: through a running server, by starting one, and where neither is possible.
#[test]
fn the_command_answers_in_every_state_of_a_data_folder() {
    let server = OwnServer::prepared();
    server.postgres().announce(None).unwrap();
    let doctor = Doctor::of_folder(server.path());
    assert!(doctor.is_content, "{}", doctor.report);
    assert_eq!(doctor.report["is_sound"], true);
    assert_eq!(doctor.report["checks"].as_array().unwrap().len(), Check::ALL.len());
    server.execute("ALTER TABLE requests NO FORCE ROW LEVEL SECURITY");
    let doctor = Doctor::of_folder(server.path());
    assert!(!doctor.is_content);
    assert_eq!(doctor.told("row_security"), "wrong: row level security isn't forced on requests");
    server.execute("ALTER TABLE requests FORCE ROW LEVEL SECURITY");

    let (postgres, folder) = server.into_parts();
    postgres.stop().unwrap();
    let doctor = Doctor::of_folder(folder.path());
    assert!(doctor.is_content, "it starts the database for its time: {}", doctor.report);
    std::fs::rename(folder.path().join("secrets"), folder.path().join("lost")).unwrap();
    let doctor = Doctor::of_folder(folder.path());
    assert!(!doctor.is_content);
    assert!(doctor.told("database").starts_with("wrong: the database's passwords are missing"));
    assert!(doctor.told("policies").starts_with("not_checked"), "{}", doctor.report);
    let doctor = Doctor::of_folder(&folder.path().join("nothing"));
    assert!(!doctor.is_content);
    assert!(doctor.told("database").starts_with("wrong: there is no Centrum data in"));
}

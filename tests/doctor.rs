//! `centrum doctor`: a sound database is told sound, and each thing that is wrong is named.

mod own_server;
mod redis;

use crate::house::database::{TestDatabase, connect, fresh, shared, unmigrated};
use crate::house::{House, MONDAY};
use diesel::migration::{Migration, MigrationSource as _};
use diesel::pg::Pg;
use domain::access::{
    Check, Clock, Finding, MIGRATIONS, Outcome, all_tenants, examine, prepare_database,
    undo_migrations,
};
use domain::monitoring::keep_figures;
use domain::notifications::stamp;
use serde_json::json;

/// What the doctor says of a database, at this machine's time.
async fn look(database: &TestDatabase) -> Vec<Finding> {
    examine(&database.url(), Some(&database.migrator_url()), &Clock::system()).await
}

/// What is wrong, as `check: what. to do`.
fn wrong(findings: &[Finding]) -> Vec<String> {
    let told = |finding: &Finding| match &finding.outcome {
        Outcome::Wrong { what, to_do } => {
            Some(format!("{}: {what}. {to_do}", finding.check.name()))
        }
        _ => None,
    };
    findings.iter().filter_map(told).collect()
}

fn finding(findings: &[Finding], check: Check) -> &Outcome {
    &findings.iter().find(|finding| finding.check == check).expect("this check").outcome
}

/// Exactly one thing is wrong, and these words are about it.
fn assert_only(findings: &[Finding], words: &[&str]) {
    let wrong = wrong(findings);
    assert_eq!(wrong.len(), 1, "{words:?}: {findings:#?}");
    for word in words {
        assert!(wrong[0].contains(word), "{word:?} isn't in {:?}", wrong[0]);
    }
}

#[tokio::test]
async fn a_sound_database_is_told_sound_by_every_check() {
    let findings = look(&fresh()).await;
    let ok: Vec<Check> = findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Ok { .. }))
        .map(|finding| finding.check)
        .collect();
    let all: Vec<Check> = Check::ALL.iter().copied().filter(|c| c.is_of_the_database()).collect();
    assert_eq!(ok, all, "{findings:#?}");
}

#[tokio::test]
async fn each_thing_that_is_wrong_is_named_with_what_to_do() {
    let cases: &[(&str, &[&str])] = &[
        (
            "ALTER TABLE requests DISABLE ROW LEVEL SECURITY",
            &[
                "row security: row level security is off on requests",
                "ALTER TABLE requests ENABLE ROW LEVEL SECURITY, FORCE",
            ],
        ),
        (
            "ALTER TABLE people NO FORCE ROW LEVEL SECURITY",
            &[
                "row security: row level security isn't forced on people",
                "ALTER TABLE people ENABLE",
            ],
        ),
        (
            "DROP POLICY reach ON grants",
            &["policies: the policy reach on grants (restrictive all centrum_member) is missing"],
        ),
        ("DROP POLICY relay ON outbox", &["policies: the policy relay on outbox"]),
        (
            "CREATE POLICY wide ON requests FOR SELECT TO centrum_nation USING (true)",
            &[
                "policies: the policy wide on requests (permissive select centrum_nation) isn't Centrum's",
            ],
        ),
        (
            "GRANT SELECT (id) ON people TO centrum_nation",
            &["policies: centrum_nation has rights on people and no policy there"],
        ),
        ("CREATE TABLE notes (note text)", &["tables: there is an unknown table notes"]),
        (
            "CREATE VIEW everything AS SELECT * FROM requests",
            &["tables: there is an unknown view everything"],
        ),
        (
            "ALTER TABLE services RENAME TO __hidden",
            &["tables: the table services is missing", "centrum migrate"],
        ),
        (
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')",
            &[
                "migrations: the database is ahead of this program, by 20991231000001",
                "the newer program",
            ],
        ),
    ];
    for (change, words) in cases {
        let database = fresh();
        database.superuser().await.batch_execute(change).await.unwrap();
        let mut findings = look(&database).await;
        // A table that is gone has no policies either.
        if words[0].ends_with("is missing") && words[0].starts_with("tables") {
            findings.retain(|finding| finding.check != Check::Policies);
        }
        assert_only(&findings, words);
        // Where the line has a command, that command mends it.
        let line = wrong(&findings).concat();
        let Some((_, sql)) = line.split_once("--role owner -- -c '") else { continue };
        let sql = sql.split('\'').next().unwrap();
        let owner = connect(&database.migrator_url()).await;
        owner.batch_execute(&format!("SET ROLE centrum_owner; {sql}")).await.unwrap();
        assert_eq!(wrong(&look(&database).await), [""; 0], "{sql}");
    }
}

/// What an administrator installed beside our tables isn't ours to judge.
#[tokio::test]
async fn an_extension_s_views_are_left_alone() {
    let database = fresh();
    let view = "CREATE VIEW statements AS SELECT 1; ALTER EXTENSION plpgsql ADD VIEW statements";
    database.superuser().await.batch_execute(view).await.unwrap();
    assert_eq!(wrong(&look(&database).await), [""; 0]);
}

#[tokio::test]
async fn limits_that_were_changed_for_one_database_are_noticed_there() {
    let database = fresh();
    let longer =
        format!("ALTER ROLE centrum IN DATABASE {} SET statement_timeout = '1h'", database.name());
    database.superuser().await.batch_execute(&longer).await.unwrap();
    assert_only(&look(&database).await, &["settings: statement_timeout is 1h and should be 5s"]);
}

#[tokio::test]
async fn a_database_without_all_letters_is_noticed() {
    let database = unmigrated();
    let name = database.name();
    let admin = shared().superuser().await;
    admin.batch_execute(&format!("DROP DATABASE {name}")).await.unwrap();
    let old = format!("CREATE DATABASE {name} ENCODING 'LATIN2' LOCALE 'C' TEMPLATE template0");
    admin.batch_execute(&old).await.unwrap();
    prepare_database(&shared().superuser_url(), &database.superuser_url(), name).await.unwrap();
    let findings = look(&database).await;
    let Outcome::Wrong { what, .. } = finding(&findings, Check::Encoding) else {
        panic!("{findings:#?}")
    };
    assert!(what.contains("LATIN2"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_has_not_run_is_named() {
    let database = fresh();
    undo_migrations(&database.migrator_url(), 1).await.unwrap();
    let embedded: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap();
    let last = embedded.last().unwrap().name().to_string();
    let findings = look(&database).await;
    let Outcome::Wrong { what, to_do } = finding(&findings, Check::Migrations) else {
        panic!("{findings:#?}")
    };
    assert_eq!(*what, format!("these have not run: {last}"));
    assert!(to_do.contains("centrum migrate"), "{to_do}");

    let empty = look(&unmigrated()).await;
    let Outcome::Wrong { what, .. } = finding(&empty, Check::Migrations) else {
        panic!("{empty:#?}")
    };
    assert_eq!(what.matches(", ").count() + 1, embedded.len(), "{what}");
}

#[tokio::test]
async fn without_the_migrators_url_its_checks_are_left_out() {
    let findings = examine(&fresh().url(), None, &Clock::system()).await;
    assert!(findings.iter().all(Finding::is_sound), "{findings:#?}");
    for check in [Check::Migrator, Check::Migrations] {
        assert!(matches!(finding(&findings, check), Outcome::LeftOut { .. }), "{findings:#?}");
    }
}

#[tokio::test]
async fn clocks_that_are_apart_are_noticed_from_either_side() {
    let database = fresh();
    for (seconds, side) in [(5, "behind"), (-5, "ahead of"), (-7_200, "ahead of")] {
        let clock = Clock::system();
        clock.advance(chrono::Duration::seconds(seconds));
        let findings = examine(&database.url(), Some(&database.migrator_url()), &clock).await;
        assert_only(&findings, &["clock: the database's clock is", side, "timedatectl"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stands_still_is_noticed_and_the_tenant_named() {
    let house = House::fresh().await;
    let tenant = house.tenant("overlooked").await;
    let slug = tenant.slug().to_owned();
    let now = Clock::system().now();
    let db = house.db();
    // What the house did on its Monday is counted.
    assert!(now > crate::house::at(MONDAY));
    let work = async || {
        for tenant in all_tenants(db).await.unwrap() {
            while stamp(db, tenant).await.unwrap().events + keep_figures(db, tenant).await.unwrap()
                > 0
            {}
        }
    };
    work().await;
    let sound = look(house.database()).await;
    assert_eq!(wrong(&sound), [""; 0]);

    // A case of this moment isn't late yet.
    house.tick(now - house.now());
    let clerk = tenant.admin().await.again(&house).await;
    let change = "mutation { overrideService(input: {serviceCode: \"INF-WEB\", offered: false, expectedVersion: 0}) {
        service { version } userErrors { code } } }";
    clerk.done(change, json!({})).await;
    assert_eq!(wrong(&look(house.database()).await), [""; 0]);

    // A quarter of a minute later it is.
    let later = Clock::system();
    later.advance(chrono::Duration::seconds(60));
    let findings =
        examine(&house.database().url(), Some(&house.database().migrator_url()), &later).await;
    let late = wrong(&findings);
    assert!(late.iter().any(|l| l.contains(&format!("events of {slug} wait"))), "{late:?}");
    assert!(late.iter().any(|l| l.contains("start `centrum work`")), "{late:?}");

    // Placed and not counted, as a worker leaves it that is killed in between.
    stamp(db, tenant.id).await.unwrap();
    let findings =
        examine(&house.database().url(), Some(&house.database().migrator_url()), &later).await;
    let late = wrong(&findings);
    assert!(
        late.iter().any(|l| l.contains(&format!("events of {slug} aren't counted"))),
        "{late:?}"
    );
    work().await;
    assert_eq!(wrong(&look(house.database()).await), [""; 0]);
}

#[tokio::test]
async fn where_nobody_answers_nothing_else_is_told_sound() {
    let nowhere = "postgres://centrum:hush@127.0.0.1:1/centrum";
    let findings = examine(nowhere, Some(nowhere), &Clock::system()).await;
    let of_the_database = Check::ALL.iter().filter(|check| check.is_of_the_database());
    assert_eq!(findings.len(), of_the_database.count());
    for found in &findings {
        match found.check {
            Check::Database | Check::Migrator => {
                let Outcome::Wrong { what, to_do } = &found.outcome else { panic!("{found:?}") };
                assert!(what.contains("Connection refused"), "{what}");
                assert!(to_do.contains("start PostgreSQL"), "{to_do}");
            }
            _ => assert!(matches!(found.outcome, Outcome::NotChecked { .. }), "{found:?}"),
        }
    }
    assert!(!format!("{findings:?}").contains("hush"));
}

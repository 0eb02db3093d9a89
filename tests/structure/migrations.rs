//! Every migration can be undone, and two who migrate at once don't hurt each other.

use crate::house::committed::workspace;
use crate::house::database::{TestDatabase, connect, unmigrated};
use domain::access::{migrate, migrations_are_current, undo_migrations};
use std::path::PathBuf;
use std::process::Command;

#[tokio::test]
async fn every_migration_can_be_undone() {
    let database = unmigrated();
    let client = connect(&database.migrator_url()).await;
    client.batch_execute("SET ROLE centrum_owner").await.unwrap();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let sql = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        let before = dump(&database);
        let run = async |file: &str| {
            let all = format!("BEGIN; {}; COMMIT", sql(file));
            client
                .batch_execute(&all)
                .await
                .unwrap_or_else(|error| panic!("{name}/{file}: {error:?}"));
        };
        run("up.sql").await;
        let up = dump(&database);
        assert_ne!(before, up, "{name} changes nothing");
        run("down.sql").await;
        same(
            &before,
            &dump(&database),
            &format!("{name}/down.sql doesn't take back all that up.sql made"),
        );
        run("up.sql").await;
        same(
            &up,
            &dump(&database),
            &format!("{name}/up.sql makes something else after its down.sql"),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_migrate_at_once_migrate_once() {
    let database = unmigrated();
    let runtime = tokio::runtime::Handle::current();
    let [one, other] = [database.migrator_url(), database.migrator_url()]
        .map(|url| runtime.spawn(async move { migrate(&url).await.unwrap().ran.len() }));
    let mut ran = [one.await.unwrap(), other.await.unwrap()];
    ran.sort_unstable();
    assert_eq!(ran, [0, folders().len()], "one runs all migrations, the other finds nothing to do");
    assert!(migrations_are_current(&database.migrator_url()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_migrated_can_be_taken_back_and_made_again() {
    let database = unmigrated();
    let url = database.migrator_url();
    migrate(&url).await.unwrap();
    let made = dump(&database);
    undo_migrations(&url, 1).await.unwrap();
    assert!(!migrations_are_current(&url).await.unwrap());
    undo_migrations(&url, folders().len() - 1).await.unwrap();
    assert_eq!(migrate(&url).await.unwrap().ran.len(), folders().len());
    assert!(migrate(&url).await.unwrap().ran.is_empty(), "the second run finds nothing to do");
    same(&made, &dump(&database), "the tables aren't the same the second time");
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace().join("migrations")).unwrap();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn same(meant: &str, found: &str, otherwise: &str) {
    let only_in = |lines: &str, others: &str| -> Vec<String> {
        lines
            .lines()
            .filter(|line| !others.lines().any(|other| other == *line))
            .map(str::to_owned)
            .collect()
    };
    assert!(
        meant == found,
        "{otherwise}.\nmissing:\n{}\ntoo much:\n{}",
        only_in(meant, found).join("\n"),
        only_in(found, meant).join("\n")
    );
}

/// The database's structure and rights, as `pg_dump` tells them, but for what differs from call to call.
fn dump(database: &TestDatabase) -> String {
    let output = Command::new(pg_dump())
        .args(["--schema-only", "--dbname", &database.superuser_url()])
        .output()
        .expect("pg_dump runs");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let is_steady =
        |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
    text.lines().filter(is_steady).map(|line| format!("{line}\n")).collect()
}

/// Beside the newest server's programs, which is where Debian keeps it, or wherever the shell finds it.
fn pg_dump() -> PathBuf {
    let version = |path: &PathBuf| {
        path.components().rev().nth(2).and_then(|v| v.as_os_str().to_str()?.parse::<u32>().ok())
    };
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let beside =
        installed.map(|entry| entry.path().join("bin/pg_dump")).filter(|path| path.is_file());
    beside.max_by_key(version).unwrap_or_else(|| PathBuf::from("pg_dump"))
}

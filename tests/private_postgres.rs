//! The private PostgreSQL, really started, stopped, killed and started again.

mod leftovers;

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use server::postgres::{DataDir, Login, PrivatePostgres, Reached, Running, StartError};
use tempfile::TempDir;
use tokio_postgres::{Config, NoTls};

const VICTIM: &str = "CENTRUM_TEST_VICTIM";

struct House {
    _folder: TempDir,
    data: DataDir,
}

impl House {
    fn open() -> House {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        let data = DataDir::at(folder.path()).unwrap();
        House { _folder: folder, data }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.data.path().join(name)
    }

    fn start(&self) -> PrivatePostgres {
        PrivatePostgres::start(&self.data).unwrap()
    }

    fn refusal(&self) -> StartError {
        PrivatePostgres::start(&self.data).unwrap_err()
    }

    /// Another process that starts the database here and then only waits.
    fn victim(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["private_postgres::the_victim", "--exact", "--ignored", "--quiet"])
            .env(VICTIM, self.data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn postmaster(&self) -> u32 {
        let text = fs::read_to_string(self.path("postgres/postmaster.pid")).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }
}

fn ask(postgres: &PrivatePostgres, statement: &str) -> Result<String, tokio_postgres::Error> {
    let url = postgres.url(Login::Superuser, "postgres");
    ask_at(&secret(url), statement)
}

fn ask_at(url: &str, statement: &str) -> Result<String, tokio_postgres::Error> {
    let config: Config = url.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = config.connect(NoTls).await?;
        let conversation = async {
            let rows = client.simple_query(statement).await?;
            let first = rows.iter().find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            });
            drop(client);
            Ok(first.unwrap_or_default())
        };
        let (answer, _) = tokio::join!(conversation, connection);
        answer
    })
}

fn secret(url: secrecy::SecretString) -> String {
    secrecy::ExposeSecret::expose_secret(&url).to_owned()
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn kill_hard(pid: u32) {
    assert!(Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap().success());
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Not a test: `victim` runs it in a process of its own.
#[test]
#[ignore = "other tests start it, to kill it"]
fn the_victim() {
    let Some(folder) = std::env::var_os(VICTIM) else { return };
    // From a thread that ends at once: the database must not notice.
    let data = DataDir::at(Path::new(&folder)).unwrap();
    let start = std::thread::spawn(move || PrivatePostgres::start(&data).unwrap());
    let postgres = start.join().unwrap();
    ask(&postgres, "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)").unwrap();
    postgres.announce(Some(8080)).unwrap();
    loop {
        std::thread::park();
    }
}

#[test]
fn it_finds_its_data_again() {
    let house = House::open();
    let first = house.start();
    ask(&first, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").unwrap();
    assert_eq!(ask(&first, "SHOW fsync").unwrap(), "on");
    assert_eq!(ask(&first, "SHOW server_encoding").unwrap(), "UTF8");
    let socket = first.address().socket_dir.clone();
    first.stop().unwrap();
    assert!(!house.path("postgres/postmaster.pid").exists());
    assert_eq!(fs::read_dir(socket).unwrap().count(), 0);

    let second = house.start();
    assert_eq!(ask(&second, "SELECT n FROM kept").unwrap(), "7");
    drop(second);
    assert!(!house.path("postgres/postmaster.pid").exists(), "dropping stops it too");
}

#[test]
fn only_the_passwords_of_the_folder_open_it() {
    let house = House::open();
    let postgres = house.start();
    let url = secret(postgres.url(Login::Superuser, "postgres"));
    let password = secret(postgres.secrets().superuser.clone());
    ask_at(&url, "SELECT 1").unwrap();
    let port = postgres.address().port;
    let by_tcp = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
    ask_at(&by_tcp, "SELECT 1").unwrap();
    ask_at(&by_tcp.replace(&password, "guess"), "SELECT 1").unwrap_err();
    ask_at(&url.replace(&password, "guess"), "SELECT 1").unwrap_err();

    let mode = |name: &str| fs::metadata(house.path(name)).unwrap().mode() & 0o777;
    assert_eq!(mode("secrets"), 0o700);
    assert_eq!(mode("secrets/postgres.json"), 0o600);
    assert_eq!(mode("socket"), 0o700);
    assert!(!format!("{postgres:?}").contains(&password));
    assert_ne!(secret(postgres.url(Login::Centrum, "centrum")), url);
}

#[test]
fn the_terminals_interrupt_does_not_reach_it() {
    let house = House::open();
    let _postgres = house.start();
    let answer = Command::new("ps")
        .args(["-o", "pgid=", "-p", &house.postmaster().to_string()])
        .output()
        .unwrap();
    let group = String::from_utf8(answer.stdout).unwrap();
    assert_eq!(group.trim(), house.postmaster().to_string());
}

#[test]
fn a_data_folder_has_one_centrum() {
    let house = House::open();
    let postgres = house.start();
    let refusal = house.refusal().to_string();
    let expected = format!("is in use by process {}", std::process::id());
    assert!(refusal.contains(&expected), "{refusal}");
    assert_eq!(ask(&postgres, "SELECT 1").unwrap(), "1");
}

#[test]
fn a_command_reaches_the_running_database_or_starts_it() {
    let house = House::open();
    let refusal = Reached::reach(&house.data).unwrap_err().to_string();
    assert!(refusal.contains("no Centrum data in"), "{refusal}");
    assert!(!house.path("postgres").exists());

    let postgres = house.start();
    assert_eq!(Running::read(&house.data), None);
    postgres.announce(Some(8080)).unwrap();
    let running = Running::read(&house.data).unwrap();
    assert_eq!(running.pid, std::process::id());
    assert_eq!(running.http_port, Some(8080));
    let reached = Reached::reach(&house.data).unwrap();
    assert!(matches!(reached, Reached::Running(..)));
    ask_at(&secret(reached.url(Login::Superuser, "postgres")), "SELECT 1").unwrap();
    reached.leave().unwrap();
    assert_eq!(ask(&postgres, "SELECT 1").unwrap(), "1", "its owner still has it");
    postgres.stop().unwrap();

    assert_eq!(Running::read(&house.data), None);
    let reached = Reached::reach(&house.data).unwrap();
    assert!(matches!(reached, Reached::Started(_)));
    ask_at(&secret(reached.url(Login::Superuser, "postgres")), "SELECT 1").unwrap();
    reached.leave().unwrap();
}

#[test]
fn a_parent_killed_hard_leaves_its_data_to_the_next() {
    let house = House::open();
    let mut victim = house.victim();
    wait_for("the note of the victim", || Running::read(&house.data).is_some());
    let refusal = house.refusal().to_string();
    assert!(refusal.contains(&format!("process {}", victim.id())), "{refusal}");
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert_eq!(Running::read(&house.data), None, "the note of a dead process counts for nothing");
    let next = house.start();
    assert_eq!(ask(&next, "SELECT n FROM kept").unwrap(), "1");
}

#[test]
fn a_database_killed_hard_recovers() {
    let house = House::open();
    let mut victim = house.victim();
    wait_for("the note of the victim", || Running::read(&house.data).is_some());
    let postmaster = house.postmaster();
    victim.kill().unwrap();
    // The death signal of the parent may have ended it already.
    let _ = Command::new("kill").args(["-KILL", &postmaster.to_string()]).output().unwrap();
    victim.wait().unwrap();
    // A file as the crash of a machine leaves it: its number is somebody else's now.
    let mut somebody = Command::new("sleep").arg("600").spawn().unwrap();
    fs::write(
        house.path("postgres/postmaster.pid"),
        format!("{}\n{}\n1\n1\n/tmp\nlocalhost\n", somebody.id(), house.path("postgres").display()),
    )
    .unwrap();
    let next = house.start();
    assert_eq!(ask(&next, "SELECT n FROM kept").unwrap(), "1");
    assert_eq!(somebody.try_wait().unwrap(), None, "somebody else was left alone");
    somebody.kill().unwrap();
    somebody.wait().unwrap();
}

#[test]
fn its_owner_sees_that_the_database_died() {
    let house = House::open();
    let postgres = house.start();
    assert!(!postgres.has_ended());
    kill_hard(house.postmaster());
    wait_for("the end", || postgres.has_ended());
    drop(postgres);
    assert_eq!(ask(&house.start(), "SELECT 1").unwrap(), "1");
}

#[test]
fn a_first_start_killed_in_the_middle_is_made_again() {
    let house = House::open();
    let mut victim = house.victim();
    let has_draft = || {
        fs::read_dir(house.data.path()).unwrap().flatten().any(|entry| {
            entry.file_name().to_string_lossy().starts_with("initdb-")
                && entry.path().join("postgres/base").exists()
        })
    };
    wait_for("initdb", has_draft);
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert!(!house.path("postgres").exists());
    assert_eq!(ask(&house.start(), "SELECT 1").unwrap(), "1");
    assert!(!has_draft());
}

#[test]
fn data_of_another_version_is_left_alone() {
    let house = House::open();
    house.start().stop().unwrap();
    let file = house.path("postgres/PG_VERSION");
    let version = fs::read_to_string(&file).unwrap();
    for other in ["14", "99"] {
        fs::write(&file, other).unwrap();
        let refusal = house.refusal().to_string();
        assert!(refusal.contains(&format!("was written by PostgreSQL {other}")), "{refusal}");
        assert!(refusal.contains(&format!("this machine has PostgreSQL {}", version.trim())));
    }
    fs::write(&file, "").unwrap();
    assert!(house.refusal().to_string().contains("not a PostgreSQL data folder"));
    fs::write(&file, version).unwrap();
    fs::rename(house.path("secrets"), house.path("elsewhere")).unwrap();
    assert!(house.refusal().to_string().contains("Restore this file from a backup"));
    fs::rename(house.path("elsewhere"), house.path("secrets")).unwrap();
    house.start().stop().unwrap();
}

#[test]
fn a_start_that_fails_shows_the_log() {
    let house = House::open();
    house.start().stop().unwrap();
    let mut settings = fs::read_to_string(house.path("postgres/postgresql.conf")).unwrap();
    settings.push_str("\nno_such_setting = 1\n");
    fs::write(house.path("postgres/postgresql.conf"), settings).unwrap();
    let refusal = house.refusal().to_string();
    assert!(refusal.contains("PostgreSQL did not start"), "{refusal}");
    assert!(refusal.contains("no_such_setting"), "{refusal}");
    let mut log = String::new();
    fs::File::open(house.path("postgres.log")).unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("no_such_setting"));
}

#[test]
fn a_deep_data_folder_gets_a_short_socket() {
    let house = House::open();
    let deep = house.path(&format!("{}/with, comma and 'quote'", "deep".repeat(25)));
    fs::create_dir_all(&deep).unwrap();
    fs::set_permissions(house.data.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let data = DataDir::at(&deep).unwrap();
    let postgres = PrivatePostgres::start(&data).unwrap();
    let socket = postgres.address().socket_dir.clone();
    assert!(socket.starts_with("/tmp"), "{}", socket.display());
    assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o700);
    assert_eq!(ask(&postgres, "SELECT 1").unwrap(), "1");
    postgres.stop().unwrap();
    assert!(!socket.exists());

    let short = DataDir::at(&house.path("a, b 'c'")).unwrap();
    let postgres = PrivatePostgres::start(&short).unwrap();
    assert!(postgres.address().socket_dir.starts_with(short.path()));
    assert_eq!(ask(&postgres, "SELECT 1").unwrap(), "1");
}

#[test]
fn a_folder_closed_to_the_databases_user_is_named() {
    if !is_root() {
        return; // Then the database runs as ourselves, and what we may enter it may enter.
    }
    let house = House::open();
    let closed = house.path("closed");
    fs::create_dir_all(&closed).unwrap();
    for folder in [house.data.path(), &closed] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    fs::set_permissions(house.data.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let refusal = PrivatePostgres::start(&DataDir::at(&closed.join("data")).unwrap()).unwrap_err();
    let expected = format!("folder {} is closed to the user", closed.display());
    assert!(refusal.to_string().starts_with(&expected), "{refusal}");
    assert!(refusal.to_string().contains(&format!("chmod o+x {}", closed.display())));
}

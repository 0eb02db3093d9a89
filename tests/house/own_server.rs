//! A PostgreSQL that one test has for itself, with our roles, our database and our tables: to change what is the whole
//! server's, and to be hurt.

use super::program::centrum;
use domain::access::{Clock, Db, Passwords, Settings, bootstrap, migrate, prepare_database};
use domain::identity::demo::token_of;
use secrecy::ExposeSecret as _;
use server::postgres::{DataDir, Login, PrivatePostgres, Secrets};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

/// A server of one's own. Dropped, it is stopped.
pub struct OwnServer {
    postgres: PrivatePostgres,
    runtime: Runtime,
    folder: TempDir,
}

/// A server that hangs until this is dropped.
pub struct Frozen(Vec<u32>);

impl OwnServer {
    /// Makes it. Blocks.
    pub fn prepared() -> Self {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        let postgres = PrivatePostgres::start(&DataDir::at(folder.path()).unwrap()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let server = Self { postgres, runtime, folder };
        server.bootstrap();
        let (admin, of_database) = (server.admin("postgres"), server.admin("centrum"));
        server.runtime.block_on(async {
            prepare_database(&admin, &of_database, "centrum").await.unwrap();
            migrate(&server.url(Login::Migrator)).await.unwrap();
        });
        server
    }

    /// The same with the demo in it, and its clerk's token. Blocks.
    pub fn with_demo() -> (Self, String) {
        let server = Self::prepared();
        let url = server.url(Login::Centrum);
        let mut seed = centrum(&["seed"]);
        seed.env("CENTRUM_DATABASE_URL", &url).stdout(Stdio::null());
        assert!(seed.status().unwrap().success());
        let token = server.runtime.block_on(async {
            let settings = Settings::new(&url, 1, Duration::from_secs(20));
            let db = Db::connect(&settings, Clock::system()).unwrap();
            token_of(&db, "clerk").await.unwrap().unwrap().secret
        });
        (server, token)
    }

    /// Makes the roles, or makes them again. Blocks.
    pub fn bootstrap(&self) {
        let secrets = self.postgres.secrets();
        let passwords = Passwords {
            centrum: secrets.centrum.expose_secret().to_owned(),
            migrator: secrets.migrator.expose_secret().to_owned(),
        };
        self.runtime.block_on(bootstrap(&self.admin("postgres"), &passwords)).unwrap();
    }

    /// Runs what a test must wait for where no runtime is.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Runs SQL as the superuser. Blocks.
    pub fn execute(&self, sql: &str) {
        self.runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&self.admin("centrum"), NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            client.batch_execute(sql).await.unwrap();
            drop(client);
            connection.await.unwrap().unwrap();
        });
    }

    /// The database, as a login.
    pub fn url(&self, login: Login) -> String {
        self.postgres.url(login, "centrum").expose_secret().to_owned()
    }

    /// The same as the superuser.
    pub fn admin(&self, database: &str) -> String {
        self.postgres.url(Login::Superuser, database).expose_secret().to_owned()
    }

    /// Its passwords.
    pub fn secrets(&self) -> &Secrets {
        self.postgres.secrets()
    }

    /// The server itself.
    pub fn postgres(&self) -> &PrivatePostgres {
        &self.postgres
    }

    /// Its data folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Parts the server from its folder.
    pub fn into_parts(self) -> (PrivatePostgres, TempDir) {
        (self.postgres, self.folder)
    }

    /// Stops all its processes where they stand: they close nothing and answer nothing.
    pub fn freeze(&self) -> Frozen {
        // The first makes the others, so it is stopped first.
        let postmaster = self.postmaster();
        signal("STOP", &[postmaster]);
        let processes: Vec<u32> =
            std::iter::once(postmaster).chain(children_of(postmaster)).collect();
        signal("STOP", &processes);
        Frozen(processes)
    }

    /// Sends its first process a signal and waits for its end: `INT` is a fast shutdown, `QUIT` an immediate one. With `KILL`
    /// its children are killed too, as when the machine loses its power. Blocks.
    pub fn end_by(&self, name: &str) {
        let postmaster = self.postmaster();
        let children = children_of(postmaster);
        signal(name, &[postmaster]);
        if name == "KILL" {
            signal(name, &children);
        }
        let deadline = Instant::now() + Duration::from_mins(1);
        // It can't be started again before the last of them has let go of its memory.
        while !self.postgres.has_ended() || children.iter().any(|child| lives(*child)) {
            assert!(Instant::now() < deadline, "PostgreSQL doesn't end by {name}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Starts it again at the same address, and waits until it answers. Blocks.
    pub fn start_again(&self) {
        self.postgres.revive().unwrap();
    }

    fn postmaster(&self) -> u32 {
        let file = fs::read_to_string(self.path().join("postgres/postmaster.pid")).unwrap();
        file.lines().next().unwrap().trim().parse().unwrap()
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        signal("CONT", &self.0);
    }
}

fn children_of(parent: u32) -> Vec<u32> {
    let of_process = |entry: fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // Behind the name, which stands in brackets: the state, and the parent.
        let its_parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()?;
        (its_parent == parent).then_some(pid)
    };
    fs::read_dir("/proc").unwrap().filter_map(|entry| of_process(entry.ok()?)).collect()
}

/// Whether it is there, and not only for somebody to ask how it ended.
fn lives(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}

/// Some may have gone by themselves meanwhile.
fn signal(name: &str, processes: &[u32]) {
    let processes = processes.iter().map(ToString::to_string);
    let _ = Command::new("kill").arg(format!("-{name}")).args(processes).output().unwrap();
}

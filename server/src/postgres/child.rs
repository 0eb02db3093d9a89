//! The child itself: start, wait until it is ready, stop.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitStatus;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use secrecy::SecretString;

use super::cluster::{self, PidFile};
use super::data_dir::DataDir;
use super::error::{NO_SPACE, StartError};
use super::keeper::Keeper;
use super::lock::Lock;
use super::os_user::RunAs;
use super::programs::Programs;
use super::running::{Address, Running};
use super::secrets::{Login, Secrets};
use super::sockets::Sockets;

/// Recovery after a crash may read a lot of log.
const READY_SECONDS: u64 = 120;
const STOP_SECONDS: u64 = 60;
const POLL: Duration = Duration::from_millis(20);
/// The port may be taken between our look and its start, and killed backends need a moment to go.
const ATTEMPTS_MAX: u32 = 10;
const LOG_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// For a small machine; data is safe before speed.
const SETTINGS: [&str; 14] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=128MB",
    "max_wal_size=512MB",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] %u@%d ",
    "log_timezone=UTC",
    "timezone=UTC",
    "cluster_name=centrum",
];

/// A PostgreSQL of our own that lives as long as this value, or until our process ends.
#[derive(Debug)]
pub struct PrivatePostgres {
    data: DataDir,
    secrets: Secrets,
    address: Address,
    programs: Programs,
    run_as: RunAs,
    // Another one's after a revival.
    keeper: Mutex<Keeper>,
    is_stopped: bool,
    // Dropped after the child has ended, in this order.
    _sockets: Sockets,
    _lock: Lock,
}

impl PrivatePostgres {
    /// Starts the database of this data folder, makes it on the first time, and waits until it
    /// takes connections.
    ///
    /// It blocks for as long as that takes (about a second; longer after a crash), so call it
    /// before the runtime starts or in `spawn_blocking`. Any thread will do: the child belongs to
    /// a thread of its own, see `keeper`.
    pub fn start(data: &DataDir) -> Result<PrivatePostgres, StartError> {
        let data = data.prepare()?;
        let lock = Lock::take(&data)?;
        Running::remove(&data)?;
        let cluster = data.cluster();
        let run_as = RunAs::choose(&cluster)?;
        run_as.check_way(data.path())?;
        let version = cluster::version(&cluster)?;
        let programs = Programs::find(version, &cluster)?;
        let secrets = if version.is_some() {
            cluster::clear_leftovers(&cluster)?;
            run_as.own(&cluster)?;
            Secrets::read(&data)?
        } else {
            let secrets = Secrets::read_or_make(&data)?;
            cluster::make(&data, &programs, &run_as, &secrets.superuser)?;
            secrets
        };
        let sockets = Sockets::make(&data, &run_as)?;
        let (keeper, address) = launch(&data, &programs, &run_as, sockets.path())?;
        tracing::info!(server.port = address.port, "private database ready");
        Ok(PrivatePostgres {
            data,
            secrets,
            address,
            programs,
            run_as,
            keeper: Mutex::new(keeper),
            is_stopped: false,
            _sockets: sockets,
            _lock: lock,
        })
    }

    /// The address of a database for one login.
    pub fn url(&self, login: Login, database: &str) -> SecretString {
        self.address.url(&self.secrets, login, database)
    }

    /// The passwords, for the one who makes the roles.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Where it listens.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Leaves the note by which other commands find this database, until it stops. For
    /// `centrum up`, once the tables are there; a command of a moment stays silent, or others
    /// would lean on a database that is about to stop.
    pub fn announce(&self, http_port: Option<u16>) -> Result<(), StartError> {
        let address = self.address.clone();
        Running { pid: std::process::id(), address, http_port }.write(&self.data)
    }

    /// Whether the child has ended by itself, which is a reason to stop the server.
    pub fn has_ended(&self) -> bool {
        self.keeper().status().is_some()
    }

    /// Whether it has ended for want of space: PostgreSQL does when it can't write its log. Its log file says so, unless that
    /// found no space either.
    pub fn ran_out_of_space(&self) -> bool {
        self.has_ended() && (self.data.is_full() || tail(&self.data, 0).contains(NO_SPACE))
    }

    /// Starts the child again after it has ended by itself, at the same address, so that who was connected finds it. Blocks
    /// until it takes connections.
    ///
    /// # Errors
    /// [`StartError::DiskFull`] as long as there is no space; it isn't tried then.
    pub fn revive(&self) -> Result<(), StartError> {
        let mut keeper = self.keeper();
        if keeper.status().is_none() {
            return Ok(());
        }
        if self.data.is_full() {
            return Err(StartError::DiskFull { path: self.data.path().to_owned() });
        }
        cluster::clear_leftovers(&self.data.cluster())?;
        *keeper = launch_at(&self.data, &self.programs, &self.run_as, &self.address)?;
        tracing::info!(server.port = self.address.port, "private database ready again");
        Ok(())
    }

    /// Stops the database: open transactions are rolled back, committed ones are on the disk.
    /// Blocks until it has ended.
    pub fn stop(mut self) -> Result<(), StartError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), StartError> {
        self.is_stopped = true;
        let note = Running::remove(&self.data);
        let patience = Duration::from_secs(STOP_SECONDS);
        let keeper = self.keeper();
        keeper.signal(Signal::INT);
        if keeper.wait(patience).is_some() {
            tracing::info!("private database stopped");
            return note;
        }
        // QUIT is PostgreSQL's immediate shutdown; KILL would leave its backends to themselves.
        for signal in [Signal::QUIT, Signal::KILL] {
            keeper.signal(signal);
            if keeper.wait(Duration::from_secs(10)).is_some() {
                break;
            }
        }
        Err(StartError::Killed { seconds: STOP_SECONDS, log: self.data.log() })
    }

    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if !self.is_stopped
            && let Err(error) = self.end()
        {
            tracing::error!(error = %error, "private database did not stop cleanly");
        }
    }
}

/// Starts it at a free port. That may be taken between our look and the start, so there are several.
fn launch(
    data: &DataDir,
    programs: &Programs,
    run_as: &RunAs,
    sockets: &Path,
) -> Result<(Keeper, Address), StartError> {
    let mut attempt = 1;
    loop {
        let address = Address { socket_dir: sockets.to_owned(), port: free_port()? };
        let passes = ["could not bind", "is still in use", "Address already in use"];
        match launch_at(data, programs, run_as, &address) {
            Err(StartError::Ended { tail, .. })
                if attempt < ATTEMPTS_MAX && passes.iter().any(|text| tail.contains(text)) =>
            {
                attempt += 1;
                thread::sleep(Duration::from_millis(300));
            }
            answer => return answer.map(|keeper| (keeper, address)),
        }
    }
}

fn launch_at(
    data: &DataDir,
    programs: &Programs,
    run_as: &RunAs,
    address: &Address,
) -> Result<Keeper, StartError> {
    let (log, log_start) = open_log(data)?;
    let keeper = spawn(data, programs, run_as, address, log)?;
    match wait_until_ready(data, &keeper, address) {
        Ready::Yes => Ok(keeper),
        Ready::TooLate => {
            keeper.signal(Signal::QUIT);
            keeper.wait(Duration::from_secs(10));
            let (log, tail) = (data.log(), tail(data, log_start));
            Err(StartError::NotReady { seconds: READY_SECONDS, log, tail })
        }
        Ready::Ended(status) => {
            let tail = tail(data, log_start);
            if data.is_full() || tail.contains(NO_SPACE) {
                return Err(StartError::DiskFull { path: data.path().to_owned() });
            }
            Err(StartError::Ended { status: status.to_string(), log: data.log(), tail })
        }
    }
}

fn spawn(
    data: &DataDir,
    programs: &Programs,
    run_as: &RunAs,
    address: &Address,
    log: File,
) -> Result<Keeper, StartError> {
    let program = programs.postgres();
    let mut command = run_as.command(&program);
    command.arg("-D").arg(data.cluster());
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    // The value is a list; quotes keep a comma in the path from splitting it.
    let mut folder = OsString::from("unix_socket_directories=\"");
    folder.push(address.socket_dir.as_os_str());
    folder.push("\"");
    command.arg("-c").arg(folder).args(["-c", &format!("port={}", address.port)]);
    let failed = || StartError::io("run", &program);
    command.stdout(log.try_clone().map_err(failed())?).stderr(log);
    Keeper::spawn(command).map_err(failed())
}

enum Ready {
    Yes,
    Ended(ExitStatus),
    TooLate,
}

/// Asks as `pg_ctl` does: the postmaster writes "ready" into its pid file.
fn wait_until_ready(data: &DataDir, keeper: &Keeper, address: &Address) -> Ready {
    let cluster = data.cluster();
    let socket = address.socket_dir.join(format!(".s.PGSQL.{}", address.port));
    let deadline = Instant::now() + Duration::from_secs(READY_SECONDS);
    while Instant::now() < deadline {
        if let Some(status) = keeper.wait(POLL) {
            return Ready::Ended(status);
        }
        // A file that an earlier server left has another port or another process.
        let is_ready = PidFile::read(&cluster).is_some_and(|file| {
            file.is_ready
                && file.pid == keeper.pid().as_raw_pid()
                && file.port == Some(address.port)
        });
        if is_ready && UnixStream::connect(&socket).is_ok() {
            return Ready::Yes;
        }
    }
    Ready::TooLate
}

fn free_port() -> Result<u16, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(StartError::io("find a free port on", Path::new("127.0.0.1")))
}

/// Opens the log for writing at its end, and says where that is. Two files of bounded size.
fn open_log(data: &DataDir) -> Result<(File, u64), StartError> {
    let path = data.log();
    let open = || {
        if fs::metadata(&path).is_ok_and(|meta| meta.len() > LOG_BYTES_MAX) {
            fs::rename(&path, path.with_extension("log.1"))?;
        }
        let log = File::options().create(true).append(true).mode(0o600).open(&path)?;
        let start = log.metadata()?.len();
        Ok((log, start))
    };
    open().map_err(StartError::io("open", &path))
}

/// The last lines that were written since then.
fn tail(data: &DataDir, start: u64) -> String {
    let read = || -> io::Result<String> {
        let mut log = File::open(data.log())?;
        let start = start.max(log.metadata()?.len().saturating_sub(4096));
        log.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        log.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let mut lines: Vec<&str> = text.lines().rev().take(6).collect();
    lines.reverse();
    lines.join(" | ")
}

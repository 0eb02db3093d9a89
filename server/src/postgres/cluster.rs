//! PostgreSQL's own folder: making it, knowing its version, and what a killed server left in it.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use secrecy::{ExposeSecret, SecretString};

use super::data_dir::DataDir;
use super::error::{NO_SPACE, StartError};
use super::os_user::RunAs;
use super::programs::{Programs, on_path};

/// A fast shutdown writes one checkpoint.
const ORPHAN_SECONDS: u64 = 30;
const DRAFT_SECONDS: u64 = 10;
const POLL: Duration = Duration::from_millis(50);

/// Folders of an `initdb` that wasn't finished begin so.
const DRAFT: &str = "initdb-";

/// What the postmaster says about itself in `postmaster.pid`.
#[derive(Debug)]
pub(super) struct PidFile {
    pub(super) pid: i32,
    pub(super) port: Option<u16>,
    pub(super) is_ready: bool,
}

impl PidFile {
    pub(super) fn read(cluster: &Path) -> Option<PidFile> {
        let text = fs::read_to_string(path_of_pid_file(cluster)).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        Some(PidFile {
            pid: lines.first()?.parse().ok()?,
            port: lines.get(3).and_then(|line| line.parse().ok()),
            is_ready: lines.get(7) == Some(&"ready"),
        })
    }
}

/// The major version that wrote the cluster; `None` when there is no cluster yet.
pub(super) fn version(cluster: &Path) -> Result<Option<u32>, StartError> {
    if !cluster.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(cluster.join("PG_VERSION")).unwrap_or_default();
    let not_a_cluster = |_| StartError::NotACluster { folder: cluster.to_owned() };
    text.trim().parse().map(Some).map_err(not_a_cluster)
}

/// Makes a new cluster. It is made beside its place and then moved there, so that it is whole or
/// absent, whenever we are killed.
pub(super) fn make(
    data: &DataDir,
    programs: &Programs,
    run_as: &RunAs,
    password: &SecretString,
) -> Result<(), StartError> {
    clear_drafts(data)?;
    let number: u64 = rand::random();
    let draft = data.path().join(format!("{DRAFT}{number:016x}"));
    DirBuilder::new()
        .mode(0o700)
        .create(&draft)
        .map_err(StartError::io("make the folder", &draft))?;
    // The database's user reads the password once; the folder goes away below.
    let password_file = draft.join("password");
    File::options()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&password_file)
        .and_then(|mut file| file.write_all(password.expose_secret().as_bytes()))
        .map_err(StartError::io("write", &password_file))?;
    run_as.own(&draft)?;
    let made = draft.join("postgres");
    let cluster = data.cluster();
    init(programs, run_as, &made, &password_file, &cluster)?;
    fs::rename(&made, &cluster)
        .and_then(|()| File::open(data.path())?.sync_all())
        .map_err(StartError::io("move the new database to", &cluster))?;
    clear_drafts(data)
}

fn init(
    programs: &Programs,
    run_as: &RunAs,
    made: &Path,
    password_file: &Path,
    cluster: &Path,
) -> Result<(), StartError> {
    let run = |locale: &str| -> Result<Output, StartError> {
        let program = programs.initdb();
        let mut command: Command = run_as.command(&program);
        command
            .arg("--pgdata")
            .arg(made)
            .arg("--pwfile")
            .arg(password_file)
            .args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"])
            .args(["--data-checksums", "--no-instructions"])
            .arg(format!("--locale={locale}"));
        command.output().map_err(StartError::io("run", &program))
    };
    let mut answer = run("C.UTF-8")?;
    if !answer.status.success() && text_of(&answer.stderr).contains("locale") {
        // macOS and old distributions have no C.UTF-8.
        answer = run("C")?;
    }
    if answer.status.success() {
        return Ok(());
    }
    let output = text_of(&answer.stderr).trim().replace('\n', " ");
    let folder = cluster.to_owned();
    if output.contains(NO_SPACE) {
        return Err(StartError::DiskFull { path: folder });
    }
    Err(StartError::Initdb { folder, output })
}

fn clear_drafts(data: &DataDir) -> Result<(), StartError> {
    let entries = fs::read_dir(data.path()).map_err(StartError::io("read", data.path()))?;
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(DRAFT)) {
            let path = entry.path();
            remove_draft(&path).map_err(StartError::io("remove", &path))?;
        }
    }
    Ok(())
}

/// The child of a killed `initdb` writes a moment longer, until it sees that its pipe is closed.
fn remove_draft(path: &Path) -> io::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(DRAFT_SECONDS);
    loop {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error)
                if error.kind() == ErrorKind::DirectoryNotEmpty && Instant::now() < deadline =>
            {
                thread::sleep(POLL);
            }
            answer => return answer,
        }
    }
}

/// Ends what an earlier, killed Centrum left in the cluster. We hold the lock of the data folder,
/// so a postmaster that still runs in it has lost its parent.
pub(super) fn clear_leftovers(cluster: &Path) -> Result<(), StartError> {
    let deadline = Instant::now() + Duration::from_secs(ORPHAN_SECONDS);
    let mut was_asked = false;
    while let Some(pid) = written_pid(cluster) {
        if !is_postmaster_of(pid, cluster) {
            return forget_pid(pid, cluster);
        }
        if !was_asked {
            // Usually the kernel has asked already; where it can't (macOS) we do.
            tracing::info!(process.id = pid.as_raw_pid(), "waiting for an earlier database to end");
            was_asked = kill_process(pid, Signal::INT).is_ok();
        }
        if Instant::now() > deadline {
            return Err(StartError::StillRunning {
                pid: pid.as_raw_pid().unsigned_abs(),
                folder: cluster.to_owned(),
                seconds: ORPHAN_SECONDS,
            });
        }
        thread::sleep(POLL);
    }
    Ok(())
}

/// After a crash the number in `postmaster.pid` may belong to any other process, and PostgreSQL
/// would then refuse to start. It takes its parent's number, ours, for an accident like that. The
/// file is not removed: from its other lines PostgreSQL sees whether a backend still lives.
fn forget_pid(pid: Pid, cluster: &Path) -> Result<(), StartError> {
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return Ok(());
    }
    let path = path_of_pid_file(cluster);
    let rewrite = || {
        let text = fs::read_to_string(&path)?;
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        fs::write(&path, format!("{}\n{rest}", std::process::id()))
    };
    match rewrite() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        answer => answer.map_err(StartError::io("write", &path)),
    }
}

fn written_pid(cluster: &Path) -> Option<Pid> {
    // A number below zero is a single-user server's.
    Pid::from_raw(PidFile::read(cluster)?.pid.checked_abs()?)
}

/// Whether this process is the server of our cluster. That the folder's name stands somewhere in its arguments isn't enough:
/// after a reboot the number may be somebody's who reads the log beside it.
fn is_postmaster_of(pid: Pid, cluster: &Path) -> bool {
    let pid = pid.as_raw_pid().to_string();
    let folder = cluster.as_os_str().as_bytes();
    if let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) {
        let words: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
        let is_server = words.first().is_some_and(|program| program.ends_with(b"postgres"));
        return is_server && words.windows(2).any(|pair| pair == [b"-D".as_slice(), folder]);
    }
    let ps = on_path("ps").map(Command::new);
    let answer = ps.and_then(|mut ps| ps.args(["-o", "command=", "-p", &pid]).output().ok());
    let line = answer.map(|answer| text_of(&answer.stdout)).unwrap_or_default();
    line.contains(&format!("postgres -D {} ", cluster.to_string_lossy()))
}

fn path_of_pid_file(cluster: &Path) -> PathBuf {
    cluster.join("postmaster.pid")
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

//! As whom the database runs. PostgreSQL refuses to run as root; as anybody else we run it as
//! ourselves.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::StartError;
use super::programs;

/// The user of the database's processes and files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RunAs {
    Ourselves,
    Other { name: String, uid: u32, gid: u32 },
}

impl RunAs {
    /// For a cluster that exists its owner (a machine's owner may start Centrum once as himself
    /// and once by sudo), for a new one `postgres` or `nobody`.
    pub(super) fn choose(cluster: &Path) -> Result<RunAs, StartError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(RunAs::Ourselves);
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        if let Ok(meta) = fs::metadata(cluster)
            && meta.uid() != 0
        {
            let (uid, gid) = (meta.uid(), meta.gid());
            let name = name_of(&accounts, uid).unwrap_or_else(|| uid.to_string());
            return Ok(RunAs::Other { name, uid, gid });
        }
        find(&accounts, "postgres").or_else(|| find(&accounts, "nobody")).ok_or(StartError::NoUser)
    }

    /// A command as that user, away from our terminal: in a process group of its own, so that
    /// Ctrl-C reaches the database only when the server has drained, and with none of our
    /// environment.
    ///
    /// Where `setpriv` knows it, the kernel interrupts the child when its parent is killed hard.
    /// That signal fires when the *thread* that spawned the child ends: see `keeper`.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = match setpriv() {
            Some(mut setpriv) => {
                setpriv.arg(program);
                setpriv
            }
            None => Command::new(program),
        };
        if let RunAs::Other { uid, gid, .. } = self {
            // `uid` also clears the supplementary groups.
            command.uid(*uid).gid(*gid);
        }
        command
            .process_group(0)
            .current_dir("/")
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            // Without a locale the postmaster of macOS becomes multithreaded and gives up.
            .env("LC_ALL", "C")
            .env("TZ", "UTC");
        command
    }

    /// Gives that user what root made, with all that is in it. A folder comes after what it holds,
    /// so one that is the user's already needs no second look.
    pub(super) fn own(&self, path: &Path) -> Result<(), StartError> {
        let RunAs::Other { uid, gid, .. } = self else { return Ok(()) };
        let failed = || StartError::io("give the database's user", path);
        let meta = fs::symlink_metadata(path).map_err(failed())?;
        if meta.uid() == *uid {
            return Ok(());
        }
        if meta.is_dir() {
            for entry in fs::read_dir(path).map_err(failed())? {
                self.own(&entry.map_err(failed())?.path())?;
            }
        }
        lchown(path, Some(*uid), Some(*gid)).map_err(failed())
    }

    /// Checks that the user can walk to this folder from the root.
    pub(super) fn check_way(&self, folder: &Path) -> Result<(), StartError> {
        let RunAs::Other { name, uid, gid } = self else { return Ok(()) };
        let way: Vec<&Path> = folder.ancestors().collect();
        for step in way.into_iter().rev() {
            let meta = fs::metadata(step).map_err(StartError::io("look at", step))?;
            let bit = if meta.uid() == *uid {
                0o100
            } else if meta.gid() == *gid {
                0o010
            } else {
                0o001
            };
            if meta.mode() & bit == 0 {
                return Err(StartError::Closed { closed: step.to_owned(), user: name.clone() });
            }
        }
        Ok(())
    }
}

/// `setpriv`, when it is the one of util-linux (busybox has a smaller one).
fn setpriv() -> Option<Command> {
    let program = programs::on_path("setpriv")?;
    let wrap = |inner: Option<&OsStr>| {
        let mut command = Command::new(&program);
        command.args(["--pdeathsig", "INT", "--"]).args(inner);
        command
    };
    let answer = wrap(Some(OsStr::new("true"))).output().ok()?;
    answer.status.success().then(|| wrap(None))
}

fn find(accounts: &str, wanted: &str) -> Option<RunAs> {
    accounts.lines().find_map(|line| {
        let (name, uid, gid) = account(line)?;
        (name == wanted).then(|| RunAs::Other { name: name.to_owned(), uid, gid })
    })
}

fn name_of(accounts: &str, wanted: u32) -> Option<String> {
    accounts.lines().find_map(|line| {
        let (name, uid, _) = account(line)?;
        (uid == wanted).then(|| name.to_owned())
    })
}

fn account(line: &str) -> Option<(&str, u32, u32)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let _password = fields.next()?;
    Some((name, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

//! The data folder (`.centrum` by default) and what lies where in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::error::StartError;
use super::os_user::RunAs;
use super::sockets::percent_encoded;

/// Two files of PostgreSQL's log.
const FULL_BYTES: u64 = 32 * 1024 * 1024;

/// Where everything of one Centrum lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// The folder that was asked for, or `.centrum` in the working directory. Nothing is made yet.
    ///
    /// Root may work in a folder that is closed to the user of the database (Debian's `/root` is).
    /// Then the default is `/var/lib/centrum/` and the working directory's own name in one word,
    /// so that every command finds it again from the same place.
    pub fn choose(given: Option<&Path>) -> Result<DataDir, StartError> {
        if let Some(given) = given {
            return DataDir::at(given);
        }
        let near = DataDir::at(Path::new(".centrum"))?;
        let Some(parent) = near.path.parent() else { return Ok(near) };
        if near.cluster().exists() {
            return Ok(near);
        }
        match RunAs::choose(&near.cluster())?.check_way(parent) {
            Err(StartError::Closed { .. }) => {
                let name = percent_encoded(parent.as_os_str());
                DataDir::at(&Path::new("/var/lib/centrum").join(name))
            }
            Err(other) => Err(other),
            Ok(()) => Ok(near),
        }
    }

    /// Exactly this folder.
    pub fn at(path: &Path) -> Result<DataDir, StartError> {
        let path = path
            .canonicalize()
            .or_else(|_| std::path::absolute(path))
            .map_err(StartError::io("find", path))?;
        Ok(DataDir { path })
    }

    /// The folder itself, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes may still be written where the folder is, or will be.
    pub fn free_bytes(&self) -> std::io::Result<u64> {
        let there = self.path.ancestors().find(|folder| folder.exists());
        let space = rustix::fs::statvfs(there.unwrap_or(&self.path))?;
        Ok(space.f_bavail.saturating_mul(space.f_frsize))
    }

    /// Whether PostgreSQL's next page or file of its log finds no place, or soon won't.
    pub fn is_full(&self) -> bool {
        self.free_bytes().is_ok_and(|bytes| bytes < FULL_BYTES)
    }

    /// Makes the folder when it isn't there, and answers with its real path.
    ///
    /// The user of the database must be able to walk through what we make, but not to list it.
    pub(super) fn prepare(&self) -> Result<DataDir, StartError> {
        let path = &self.path;
        let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
        fs::create_dir_all(path).map_err(StartError::io("make the folder", path))?;
        let mut entries = fs::read_dir(path).map_err(StartError::io("read", path))?;
        let empty = entries.next().is_none().then_some(path.as_path());
        let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
        for ours in missing.into_iter().chain(empty) {
            fs::set_permissions(ours, fs::Permissions::from_mode(mode))
                .map_err(StartError::io("set the mode of", ours))?;
        }
        DataDir::at(path)
    }

    /// PostgreSQL's own folder.
    pub(super) fn cluster(&self) -> PathBuf {
        self.path.join("postgres")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.path.join("lock")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    pub(super) fn running(&self) -> PathBuf {
        self.path.join("running.json")
    }

    pub(super) fn secrets(&self) -> PathBuf {
        self.path.join("secrets")
    }

    pub(super) fn sockets(&self) -> PathBuf {
        self.path.join("socket")
    }
}

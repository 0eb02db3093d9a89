//! The folder of the unix socket.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};

use super::data_dir::DataDir;
use super::error::StartError;
use super::os_user::RunAs;

/// The kernel takes 107 bytes for a socket's path (103 on macOS), and the server adds its file
/// name and a comma to the folder.
const LONGEST: usize = 103 - "/.s.PGSQL.65535".len();

/// Starts the names of our folders under `/tmp`.
const SHORT: &str = "/tmp/centrum-";

/// The folder; when it had to be made under `/tmp` it is removed with this value.
#[derive(Debug)]
pub(super) struct Sockets {
    path: PathBuf,
    link: Option<PathBuf>,
}

impl Sockets {
    /// Makes an empty folder that only the database's user (and root) may enter.
    ///
    /// It is `socket` in the data folder. When that is too deep for a socket's path (or has a
    /// quote, which PostgreSQL's list of folders doesn't take), `socket` is a link to a folder of a random name under `/tmp`; by that link the next start finds what a
    /// killed one has left.
    pub(super) fn make(data: &DataDir, run_as: &RunAs) -> Result<Sockets, StartError> {
        let near = data.sockets();
        clear(&near)?;
        let bytes = near.as_os_str().as_bytes();
        let is_fit = bytes.len() <= LONGEST && !bytes.contains(&b'"');
        let sockets = if is_fit {
            Sockets { path: near, link: None }
        } else {
            let number: u64 = rand::random();
            let path = PathBuf::from(format!("{SHORT}{number:016x}"));
            symlink(&path, &near).map_err(StartError::io("link", &near))?;
            Sockets { path, link: Some(near) }
        };
        DirBuilder::new()
            .mode(0o700)
            .create(&sockets.path)
            .map_err(StartError::io("make the folder", &sockets.path))?;
        run_as.own(&sockets.path)?;
        Ok(sockets)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        if let Some(link) = &self.link
            && clear(link).is_err()
        {
            tracing::warn!(path = %self.path.display(), "socket folder was not removed");
        }
    }
}

/// Removes the folder of an earlier start, wherever it was.
fn clear(near: &Path) -> Result<(), StartError> {
    let target = fs::read_link(near).ok();
    let answer = match &target {
        Some(short) if short.as_os_str().as_bytes().starts_with(SHORT.as_bytes()) => {
            missing_is_fine(fs::remove_dir_all(short)).and_then(|()| fs::remove_file(near))
        }
        Some(_) => fs::remove_file(near),
        None => missing_is_fine(fs::remove_dir_all(near)),
    };
    answer.map_err(StartError::io("remove", near))
}

pub(super) fn missing_is_fine(answer: std::io::Result<()>) -> std::io::Result<()> {
    match answer {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        answer => answer,
    }
}

/// A path as one word, for an address or a file name.
pub(super) fn percent_encoded(text: &OsStr) -> String {
    let letters = text.as_bytes().iter().map(|&byte| {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    letters.collect::<Vec<String>>().concat()
}

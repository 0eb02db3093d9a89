//! Secrets out of files, as Docker and Kubernetes hand them to a container: the environment of a process is seen by more
//! people than a file, and goes on to every process it starts.

use std::fs::File;
use std::io::Read as _;

/// Behind the name of a variable.
pub(super) const SUFFIX: &str = "_FILE";

pub(super) const MUST_BE_READABLE: &str = "in a file of UTF-8 text that can be read, not empty and at most 64 KiB, where its …_FILE is set";
pub(super) const MUST_BE_ONE: &str = "given by itself or by its …_FILE, not by both";

const BYTES_MAX: u64 = 64 * 1024;

/// What stands in it; `None`: nothing that can be used. An empty file is a secret that somebody forgot to fill in.
pub(super) fn read(path: &str) -> Option<String> {
    let mut text = String::new();
    let read = File::open(path).ok()?.take(BYTES_MAX + 1).read_to_string(&mut text).ok()?;
    let fits = u64::try_from(read).is_ok_and(|bytes| bytes <= BYTES_MAX);
    (fits && !text.trim().is_empty()).then_some(text)
}

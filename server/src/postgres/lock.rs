//! One Centrum per data folder. The lock is the kernel's (`flock`), so it ends with its process
//! however that ends; the number in the file is only for the sentence.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::thread;
use std::time::{Duration, Instant};

use super::data_dir::DataDir;
use super::error::StartError;

/// A look at the holder takes the lock for an instant; somebody who wants it waits that long.
const PATIENCE: Duration = Duration::from_millis(300);
const POLL: Duration = Duration::from_millis(20);

/// The data folder is ours until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(data: &DataDir) -> Result<Lock, StartError> {
        let path = data.lock();
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(StartError::io("open", &path))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(POLL),
                Err(TryLockError::WouldBlock) => {
                    let folder = data.path().to_owned();
                    return Err(StartError::InUse { folder, pid: written(data) });
                }
                Err(TryLockError::Error(source)) => {
                    return Err(StartError::Io { step: "lock", path, source });
                }
            }
        }
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| writeln!(file, "{}", std::process::id()))
            .map_err(StartError::io("write", &path))?;
        Ok(Lock { _file: file })
    }

    /// Who works in this folder now, if anybody does.
    pub(super) fn holder(data: &DataDir) -> Option<u32> {
        let file = File::open(data.lock()).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => written(data),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

fn written(data: &DataDir) -> Option<u32> {
    fs::read_to_string(data.lock()).ok()?.trim().parse().ok()
}

//! A thread that starts the child and waits for its end.
//!
//! The kernel sends the death signal of a parent when the *thread* ends that spawned the child, not
//! when the process does. Spawned from a pool's thread, the database would stop in mid-work as
//! soon as the pool lets that thread go. So the thread that spawns does nothing else but wait for
//! this child: it ends after the child, or with our whole process.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

/// A child and the thread that keeps it.
#[derive(Debug)]
pub(super) struct Keeper {
    pid: Pid,
    end: Arc<End>,
}

#[derive(Debug, Default)]
struct End {
    status: Mutex<Option<ExitStatus>>,
    came: Condvar,
}

impl Keeper {
    pub(super) fn spawn(command: Command) -> io::Result<Keeper> {
        let end = Arc::new(End::default());
        let (tell, told) = mpsc::channel();
        let keepers_end = Arc::clone(&end);
        thread::Builder::new()
            .name("postgres-keeper".to_owned())
            .spawn(move || keep(command, &tell, &keepers_end))?;
        let pid = told.recv().map_err(io::Error::other)??;
        Ok(Keeper { pid, end })
    }

    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    pub(super) fn status(&self) -> Option<ExitStatus> {
        *self.end.lock()
    }

    /// Sends a signal, unless the child has ended: its number may be another process's by then.
    pub(super) fn signal(&self, signal: Signal) {
        let status = self.end.lock();
        if status.is_none()
            && let Err(error) = kill_process(self.pid, signal)
        {
            tracing::warn!(error = %error, "database process could not be signalled");
        }
    }

    /// Waits so long for the end.
    pub(super) fn wait(&self, patience: Duration) -> Option<ExitStatus> {
        let (status, _) = self
            .end
            .came
            .wait_timeout_while(self.end.lock(), patience, |status| status.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        *status
    }
}

impl End {
    fn lock(&self) -> MutexGuard<'_, Option<ExitStatus>> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep(mut command: Command, tell: &mpsc::Sender<io::Result<Pid>>, end: &End) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return drop(tell.send(Err(error))),
    };
    if tell.send(Ok(Pid::from_child(&child))).is_err() {
        return;
    }
    let status = wait(&mut child, end);
    if let Err(error) = status {
        tracing::error!(error = %error, "database process could not be waited for");
    }
}

/// Waits without reaping, so that the child's number stays its own until `End` says that it ended.
fn wait(child: &mut Child, end: &End) -> io::Result<()> {
    let pid = Pid::from_child(child);
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    loop {
        match waitid(WaitId::Pid(pid), options) {
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => break,
        }
    }
    let mut status = end.lock();
    *status = Some(child.wait()?);
    end.came.notify_all();
    Ok(())
}

//! What a Centrum that was killed hard leaves behind, also when its machine went down with it: one start more, and all is well.

use super::{House, ask, wait_for};
use server::postgres::{DataDir, Running};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

/// After a reboot nothing of what the notes in the folder name is there any more, and their numbers are others'.
#[test]
fn a_machine_that_lost_its_power_starts_again_and_leaves_strangers_alone() {
    let house = House::open();
    let mut victim = house.victim();
    wait_for("the note of the victim", || Running::read(&house.data).is_some());
    let postmaster = house.postmaster();
    let notes = ["postgres/postmaster.pid", "running.json", "lock"];
    let kept = notes.map(|name| fs::read_to_string(house.path(name)).unwrap());
    victim.kill().unwrap();
    let _ = Command::new("kill").args(["-KILL", &postmaster.to_string()]).output().unwrap();
    victim.wait().unwrap();
    wait_for("the end of the database", || !is_alive(postmaster));

    // One reads the log, in whose name the folder's name stands; one has all words of the server, and isn't it.
    let log = house.path("postgres.log");
    let folder = house.path("postgres");
    for words in [
        vec!["tail".into(), "-f".into(), log.into_os_string()],
        vec!["sh".into(), "-c".into(), "read line".into(), "-D".into(), folder.into_os_string()],
    ] {
        let mut stranger = Command::new(&words[0])
            .args(&words[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let old = [postmaster, victim.id(), victim.id()];
        for ((name, text), old) in notes.iter().zip(&kept).zip(old) {
            let text = text.replace(&old.to_string(), &stranger.id().to_string());
            fs::write(house.path(name), text).unwrap();
        }
        fs::create_dir_all(house.path("socket")).unwrap();
        fs::write(house.path("socket/.s.PGSQL.5432.lock"), "1\n").unwrap();
        assert_eq!(Running::read(&house.data), None, "a stranger's number isn't a Centrum");
        let next = house.start();
        assert_eq!(ask(&next, "SELECT n FROM kept").unwrap(), "1");
        assert_eq!(stranger.try_wait().unwrap(), None, "{words:?} was left alone");
        stranger.kill().unwrap();
        stranger.wait().unwrap();
        drop(next);
    }
}

#[test]
fn a_deep_folder_killed_hard_leaves_no_socket_behind() {
    let house = House::open();
    let deep = house.path(&"deep".repeat(25));
    fs::create_dir_all(&deep).unwrap();
    fs::set_permissions(house.data.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let house = House { data: DataDir::at(&deep).unwrap(), ..house };
    let mut victim = house.victim();
    wait_for("the note of the victim", || Running::read(&house.data).is_some());
    let socket = Running::read(&house.data).unwrap().address.socket_dir;
    assert!(socket.starts_with("/tmp"), "{}", socket.display());
    victim.kill().unwrap();
    victim.wait().unwrap();
    let next = house.start();
    assert_eq!(ask(&next, "SELECT n FROM kept").unwrap(), "1");
    assert_ne!(next.address().socket_dir, socket);
    assert!(!socket.exists(), "the killed one's folder is gone");
    // As after a reboot, which empties /tmp.
    let socket = next.address().socket_dir.clone();
    next.stop().unwrap();
    std::os::unix::fs::symlink(&socket, house.path("socket")).unwrap();
    assert_eq!(ask(&house.start(), "SELECT n FROM kept").unwrap(), "1");
}

/// A process that has ended and waits for its parent to hear of it isn't.
fn is_alive(pid: u32) -> bool {
    let answer = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap();
    let state = String::from_utf8(answer.stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

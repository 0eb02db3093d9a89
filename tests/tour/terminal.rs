//! A terminal in the folder of the workspace, as the tour sees it: bash, with `target/debug/centrum` at its place.

use crate::killed::Killed as OwnProcess;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Printed behind each block; no answer is it.
const END: &str = "--- the block has ended ---";

pub(super) struct Terminal {
    bash: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    _folder: tempfile::TempDir,
}

impl Terminal {
    /// Opens one beside a program that serves, with a script that stands in for `centrum`.
    pub(super) fn open(program: &OwnProcess, stand_in: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("target/debug");
        std::fs::create_dir_all(&place).unwrap();
        let centrum = place.join("centrum");
        std::fs::write(&centrum, stand_in).unwrap();
        std::fs::set_permissions(&centrum, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut bash = Command::new("bash")
            .args(["--noprofile", "--norc", "-eu", "-o", "pipefail"])
            .current_dir(folder.path())
            .env("CENTRUM_DATA_DIR", program.data().path())
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = bash.stdin.take();
        let output = BufReader::new(bash.stdout.take().unwrap());
        Self { bash, input, output, _folder: folder }
    }

    /// Types a block of commands; the lines that it prints.
    pub(super) fn type_in(&mut self, commands: &str) -> Vec<String> {
        let input = self.input.as_mut().unwrap();
        let typed =
            writeln!(input, "{commands}\nprintf '\\n%s\\n' '{END}'").and_then(|()| input.flush());
        typed.unwrap_or_else(|error| panic!("bash has ended ({error}) before\n{commands}"));
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "a command fails, and bash says above why:\n{commands}");
            match line.trim_end() {
                END => return lines,
                "" => {}
                line => lines.push(line.to_owned()),
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The end of its input is the end of bash.
        self.input.take();
        let _ = self.bash.wait();
    }
}

//! Clients written by others, in Node: the scripts of tests/clients.

use super::committed::workspace;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// No script of ours takes so long; one that hangs must not hang the tests.
const GIVEN_UP_AFTER: Duration = Duration::from_mins(2);

/// What a script printed. It ends with the test, and must end well.
pub async fn node(script: &str, environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let clients = workspace().join("tests/clients");
    assert!(
        clients.join("node_modules").is_dir(),
        "tests/clients has no node_modules: run scripts/install-for-tests"
    );
    let mut command = Command::new("node");
    command.current_dir(clients).arg(script).args(arguments).envs(environment.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let ended = tokio::time::timeout(GIVEN_UP_AFTER, command.output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{script} didn't end")).expect("node starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{script}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

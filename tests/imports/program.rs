//! `centrum import` at a terminal and from a script: what it prints, the file it writes, and its exit code.

use super::{Nation, municipalities};
use crate::house::program::centrum;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn import(nation: &Nation, arguments: &[&str]) -> Command {
    let mut command = centrum(&[&["import"], arguments].concat());
    command.env("CENTRUM_DATABASE_URL", nation.database.url());
    command
}

/// Its exit code, and what it printed without what the harness of the tests prints around it.
fn told(answer: &Output) -> (bool, String) {
    let text = [&*answer.stdout, &*answer.stderr].map(String::from_utf8_lossy).concat();
    let is_ours = |line: &&str| {
        !line.is_empty() && !line.starts_with("running ") && !line.starts_with("test ")
    };
    (answer.status.success(), text.lines().filter(is_ours).collect::<Vec<_>>().join("\n"))
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_dry_run_and_a_report_say_what_would_happen_line_by_line() {
    let nation = Nation::with_register().await;
    let folder = TempDir::new().unwrap();
    let [file, report] = ["m.csv", "report.jsonl"].map(|name| folder.path().join(name));
    std::fs::write(&file, municipalities().replace("990001,Horní Ves", "990001,Horní Město"))
        .unwrap();
    let arguments =
        ["municipalities", file.to_str().unwrap(), "--report", report.to_str().unwrap()];
    let answer = import(&nation, &[&arguments[..], &["--dry-run"]].concat()).output().unwrap();
    let (succeeded, printed) = told(&answer);
    assert!(succeeded, "{printed}");
    assert!(printed.contains(
        "nothing was written: this is what would change\nmunicipalities: 0 new, 1 changed"
    ));
    let would = lines(&report);
    let name = "SELECT name FROM municipalities WHERE code = '990001'";
    assert_eq!(nation.text(name).await.as_deref(), Some("Horní Ves"));
    let changed = would.iter().find(|line| line["deed"] == "changed").unwrap();
    insta::assert_snapshot!(changed, @r#"{"deed":"changed","fields":[{"field":"name","is":"Horní Město","was":"Horní Ves"}],"key":"990001","line":2,"what":"municipality"}"#);
    let skipped = would.iter().find(|line| line["deed"] == "skipped").unwrap();
    insta::assert_snapshot!(skipped, @r#"{"deed":"skipped","fields":[],"key":"990009","line":6,"what":"military districts"}"#);
    assert_eq!(would.len(), 2);

    assert!(import(&nation, &arguments).output().unwrap().status.success());
    assert_eq!(nation.text(name).await.as_deref(), Some("Horní Město"));
    assert_eq!(lines(&report), would);
}

#[tokio::test]
async fn a_refusal_is_an_exit_code_a_line_and_a_report() {
    let nation = Nation::new();
    let folder = TempDir::new().unwrap();
    let [file, report] = ["m.csv", "report.jsonl"].map(|name| folder.path().join(name));
    std::fs::write(&file, municipalities().replace("990002", "990001")).unwrap();
    let arguments =
        ["municipalities", file.to_str().unwrap(), "--report", report.to_str().unwrap()];
    let (succeeded, printed) = told(&import(&nation, &arguments).output().unwrap());
    assert!(
        !succeeded && printed.contains("line 3, column kod_obce, \"990001\": REPEATED: "),
        "{printed}"
    );
    insta::assert_snapshot!(lines(&report)[0], @r#"{"code":"REPEATED","column":"kod_obce","deed":"refused","line":3,"value":"990001","why":"stands on line 2 already"}"#);
    // Where nothing can be told, nothing is begun.
    std::fs::write(&file, municipalities()).unwrap();
    let arguments =
        ["municipalities", file.to_str().unwrap(), "--report", folder.path().to_str().unwrap()];
    let (succeeded, printed) = told(&import(&nation, &arguments).output().unwrap());
    assert!(!succeeded && printed.contains("can't be written: nothing was imported"), "{printed}");
    assert_eq!(nation.count("SELECT count(*) FROM municipalities").await, 0);
}

#[tokio::test]
async fn a_bar_is_drawn_on_a_terminal_and_nowhere_else() {
    let nation = Nation::new();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("m.csv");
    std::fs::write(&file, municipalities()).unwrap();
    let arguments = ["municipalities", file.to_str().unwrap()];
    let piped = import(&nation, &[&arguments[..], &["--dry-run"]].concat()).output().unwrap();
    // util-linux gives a command a terminal of its own.
    let program = import(&nation, &arguments);
    let words: Vec<String> = std::iter::once(program.get_program())
        .chain(program.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &words.join(" "), "/dev/null"]);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let shown = command.env("TERM", "xterm").output().expect("script, of util-linux");
    let (succeeded, shown) = told(&shown);
    assert!(succeeded && shown.contains("municipalities: 4 new"), "{shown}");
    // 4 municipalities, 4 districts they are in, 3 counts of inhabitants, 7 regions and districts.
    assert!(shown.contains(" of 18"), "{shown:?}");
    let (succeeded, piped) = told(&piped);
    assert!(succeeded && !piped.contains(" of 18"), "{piped:?}");
}

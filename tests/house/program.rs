//! `centrum` in a process of its own: to be killed, to be asked for its exit code, or to be read.

use clap::Parser as _;
use server::commands::{Cli, run};
use std::path::Path;
use std::process::{Command, Output};

/// Its arguments, one a line.
const ARGUMENTS: &str = "CENTRUM_TEST_PROGRAM_ARGUMENTS";

/// Not a test: `centrum` starts it in a process of its own.
#[test]
#[ignore = "other tests start it, as the program"]
fn the_program() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let cli = Cli::parse_from(std::iter::once("centrum").chain(arguments.lines()));
    if let Err(error) = run(cli) {
        eprintln!("centrum: {error:#}");
        std::process::exit(1);
    }
}

/// The program with these arguments; what is set for the tests isn't set for it.
pub fn centrum(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["house::program::the_program", "--exact", "--ignored", "--quiet", "--nocapture"])
        .env(ARGUMENTS, arguments.join("\n"))
        .env("CENTRUM_LOG", "warn")
        .env_remove("CENTRUM_DATABASE_URL")
        .env_remove("CENTRUM_MIGRATOR_URL")
        .env_remove("CENTRUM_DATA_DIR")
        .env_remove("OTEL_EXPORTER_OTLP_ENDPOINT")
        // The tests' threads have larger stacks.
        .env_remove("RUST_MIN_STACK");
    command
}

/// What `centrum doctor` answers about a data folder.
pub struct Doctor {
    /// Whether its exit code was 0.
    pub is_content: bool,
    /// What it printed with `--json`.
    pub report: serde_json::Value,
}

impl Doctor {
    /// Asks it.
    pub fn of_folder(folder: &Path) -> Self {
        let folder = folder.to_str().expect("a path in UTF-8");
        Self::read(centrum(&["doctor", "--json", "--data-dir", folder]))
    }

    /// Lets it run as it was told.
    pub fn read(mut command: Command) -> Self {
        let answer: Output = command.output().expect("the program starts");
        let text = String::from_utf8_lossy(&answer.stdout);
        // Around it stands what the harness of the tests says.
        let json = text.find('{').zip(text.rfind('}')).map(|(from, to)| &text[from..=to]);
        let report = json.and_then(|json| serde_json::from_str(json).ok());
        let report = report.unwrap_or_else(|| {
            panic!("no report: {text}{}", String::from_utf8_lossy(&answer.stderr))
        });
        Self { is_content: answer.status.success(), report }
    }

    /// `outcome: what` of a check.
    pub fn told(&self, check: &str) -> String {
        let checks = self.report["checks"].as_array().expect("checks");
        let found = checks.iter().find(|found| found["check"] == check).expect("this check");
        let text = |name: &str| found[name].as_str().unwrap_or_default();
        format!("{}: {}", text("outcome"), text("what"))
    }
}

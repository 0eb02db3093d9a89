//! README's tour, word for word: its commands are typed into bash beside a program that was started as `make up` does it,
//! and each answer must be the one that README.md shows. `CENTRUM_UPDATE=1` writes the answers anew.

mod terminal;
mod transcript;

use crate::house::committed::{is_committed, workspace};
use crate::killed::Killed as OwnProcess;
use crate::structure::nothing_in;
use server::commands::{Cli, run};
use server::demo::Persona;
use std::process::Child;
use terminal::Terminal;

/// The words after `centrum`, for [`the_program`].
const WORDS: &str = "CENTRUM_TEST_TOUR_WORDS";
/// The program's address in README.md.
const ADDRESS: &str = "127.0.0.1:8080";

/// Not a test: [`stand_in`] runs it in a process of its own.
#[test]
#[ignore = "another test starts it, as `centrum`"]
fn the_program() {
    let Ok(words) = std::env::var(WORDS) else { return };
    let words = ["centrum"].into_iter().chain(words.split_whitespace());
    run(<Cli as clap::Parser>::parse_from(words)).unwrap();
    // Before the test harness has its say.
    std::process::exit(0);
}

/// A script that does what `target/debug/centrum` does, by way of this binary.
fn stand_in() -> String {
    let this = std::env::current_exe().unwrap();
    let this = this.to_str().expect("a path in UTF-8").replace('\'', "'\\''");
    // The first two lines are the harness's.
    format!(
        "#!/bin/bash\nset -eu -o pipefail\n{WORDS}=\"$*\" '{this}' tour::the_program --exact --ignored --quiet --nocapture \
         </dev/null | sed 1,2d\n"
    )
}

/// Ends the server also when the test fails.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn readme() -> String {
    std::fs::read_to_string(workspace().join("README.md")).unwrap()
}

#[test]
fn the_tour_meets_everybody() {
    let commands = transcript::commands(&readme()).concat();
    let is_met = |persona: &&Persona| commands.contains(&format!("ask {} ", persona.name()));
    let missing = Persona::ALL.iter().filter(|persona| !is_met(persona));
    let missing: Vec<String> = missing.map(|persona| persona.name().to_owned()).collect();
    nothing_in(&missing, "give each of these a step with `ask <persona> …` in README's tour");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_goes_as_readme_says() {
    let program = OwnProcess::new();
    let _server = Server(program.start().await);
    let readme = readme();
    let mut terminal = Terminal::open(&program, &stand_in());
    let mut printed = Vec::new();
    for commands in transcript::commands(&readme) {
        // The figures are told to come a moment late, so a moment is waited.
        program.catch_up().await;
        let address = format!("127.0.0.1:{}", program.port());
        let lines = terminal.type_in(&commands.replace(ADDRESS, &address));
        let shown = lines.iter().map(|line| transcript::shown(&line.replace(&address, ADDRESS)));
        printed.push(shown.collect::<Vec<_>>());
    }
    is_committed("README.md", &transcript::retold(&readme, &printed));
}

//! `centrum`: see `centrum --help`.

use clap::Parser as _;
use server::commands::{Cli, run};
use std::io::Write as _;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The one sentence, then what lay behind it. Nobody is left to tell if this fails.
            let _ = writeln!(std::io::stderr(), "centrum: {error:#}");
            ExitCode::FAILURE
        }
    }
}

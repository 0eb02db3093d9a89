//! The commands of `centrum`, one file each.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]

mod bootstrap;
mod database;
mod doctor;
mod import;
mod invite;
mod migrate;
mod onboard;
mod psql;
mod ready;
mod sdl;
mod seed;
mod serve;
mod signals;
mod simulate;
mod token;
mod up;
mod work;

use crate::config::Config;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Centrum: the shared service centres of Czech municipalities, one tenant an association.
///
/// `centrum up` starts everything on this machine: a private PostgreSQL, the server and the worker. The other commands are
/// for scripts, for imports, and for who runs the parts apart.
#[derive(Debug, Parser)]
#[command(name = "centrum", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything: private PostgreSQL (or CENTRUM_DATABASE_URL), migrations, the demo once, server and worker.
    Up(up::Arguments),
    /// Serve GraphQL only, on the database of CENTRUM_DATABASE_URL.
    Serve,
    /// Work only: bring events into order and keep the figures, on the database of CENTRUM_DATABASE_URL; or --rebuild them.
    Work(work::Arguments),
    /// Bring the tables up to date, as the login of CENTRUM_MIGRATOR_URL or in the private database.
    Migrate(Folder),
    /// Make the roles and the database on an existing PostgreSQL server, once.
    Bootstrap(bootstrap::Arguments),
    /// Publish the national catalogue of services and, unless --no-demo, make the demo.
    Seed(seed::Arguments),
    /// Read a publisher's file into the register: all of it or nothing.
    Import(import::Arguments),
    /// Make tenants of a list of associations, line by line, and write their first administrators' links into a file.
    Onboard(onboard::Arguments),
    /// Invite a national coordinator, the first user of a new house, and print the link with which they sign in.
    Invite(invite::Arguments),
    /// Make up a nation to measure with, in a database that nobody has used: 700 centres, a million requests.
    Simulate(simulate::Arguments),
    /// Print a fresh token of a demo persona, and nothing else.
    Token(token::Arguments),
    /// Open psql on the database in use, in one of its roles.
    Psql(psql::Arguments),
    /// Print the GraphQL contract.
    Sdl,
    /// Say what is wrong and what to do about it: database, roles, tables and their borders, clock, worker, disk.
    Doctor(doctor::Arguments),
    /// Ask the server of this machine, or the one at --url, whether it may take traffic; 0 when it may.
    Ready(ready::Arguments),
    /// Print the configuration in force; secrets are masked.
    Config,
}

/// Where the private database lives.
#[derive(Debug, Clone, Args)]
struct Folder {
    /// The data folder; CENTRUM_DATA_DIR, or .centrum, when it isn't given.
    #[arg(long, value_name = "D")]
    data_dir: Option<PathBuf>,
}

/// Runs the command of this process's arguments. Blocks until it is done.
///
/// # Errors
/// Sentences for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    match cli.command {
        Command::Up(arguments) => up::run(config, &arguments),
        Command::Serve => serve::run(&config),
        Command::Work(arguments) => work::run(&config, &arguments),
        Command::Migrate(folder) => migrate::run(&config, &folder),
        Command::Bootstrap(arguments) => bootstrap::run(&config, &arguments),
        Command::Seed(arguments) => seed::run(&config, &arguments),
        Command::Import(arguments) => import::run(&config, &arguments),
        Command::Onboard(arguments) => onboard::run(&config, &arguments),
        Command::Invite(arguments) => invite::run(&config, &arguments),
        Command::Simulate(arguments) => simulate::run(&config, &arguments),
        Command::Token(arguments) => token::run(&config, &arguments),
        Command::Psql(arguments) => psql::run(&config, &arguments),
        Command::Sdl => sdl::run(),
        Command::Doctor(arguments) => doctor::run(&config, &arguments),
        Command::Ready(arguments) => ready::run(&config, &arguments),
        Command::Config => say(&config.to_string()),
    }
}

/// Prints a line for the person, or the script, at the other end.
fn say(line: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    match writeln!(std::io::stdout(), "{line}") {
        // Whoever read us has gone, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        answer => Ok(answer?),
    }
}

/// How large a thread's stack may grow, in bytes. What answers a question is a future within another, list by list through the
/// whole contract, and as they are made they lie there: where nothing is optimised the deepest ones had outgrown the two mebibytes
/// that a thread has by itself, which ends the program. What isn't touched takes no memory.
const STACK: usize = 8 * 1024 * 1024;

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.enable_all().thread_stack_size(STACK).build()?)
}

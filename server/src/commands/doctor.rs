//! `centrum doctor`: what is wrong, and what to do about it.

use super::Folder;
use super::database::InUse;
use crate::config::{self, Config};
use crate::ephemeral;
use crate::postgres::DataDir;
use clap::Args;
use domain::access::{Check, Clock, Finding, Outcome, examine};
use secrecy::ExposeSecret;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// PostgreSQL ends when it can't write its log, and needs some space to start again.
const SPARE_BYTES: u64 = 512 * MEBIBYTE;
const MEBIBYTE: u64 = 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print one JSON document instead of lines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    is_sound: bool,
    checks: &'a [Finding],
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let findings = look(config, arguments.folder.data_dir.as_deref())?;
    let wrong = findings.iter().filter(|finding| !finding.is_sound()).count();
    if arguments.json {
        let report = Report { is_sound: wrong == 0, checks: &findings };
        super::say(&serde_json::to_string_pretty(&report)?)?;
    } else {
        super::say(lines(&findings).trim_end())?;
    }
    anyhow::ensure!(wrong == 0, "{wrong} of {} checks aren't ok", findings.len());
    Ok(())
}

fn look(config: &Config, data_dir: Option<&Path>) -> anyhow::Result<Vec<Finding>> {
    // The disk first: when it is full, nothing else answers.
    let disk = match (&config.database.url, data_dir) {
        (Some(_), None) => Check::Disk
            .left_out("the database is on a server of its own: look at the disk there (df -h)"),
        _ => disk(&DataDir::choose(data_dir.or(config.files.chosen()))?),
    };
    let mut findings = match InUse::reach(config, data_dir) {
        Ok(in_use) => {
            let migrator = in_use.migrator_url().ok();
            let found = super::runtime().map(|runtime| {
                runtime.block_on(examine(
                    in_use.url().expose_secret(),
                    migrator.as_ref().map(ExposeSecret::expose_secret),
                    &Clock::system(),
                ))
            });
            in_use.leave()?;
            found?
        }
        Err(error) => unreached(&error),
    };
    findings.push(disk);
    findings.push(redis(&config.redis)?);
    Ok(findings)
}

fn redis(config: &config::Redis) -> anyhow::Result<Finding> {
    let Some(url) = &config.url else {
        let what = "CENTRUM_REDIS_URL isn't set: each process has limits of its own";
        return Ok(Check::Redis.left_out(what));
    };
    let examined = super::runtime()?.block_on(ephemeral::examine(url, config.answer_within));
    Ok(match examined {
        Ok(()) => Check::Redis.ok("it can be written to, and answers in time"),
        Err(reason) => Check::Redis.wrong(
            format!("it can't be used: {reason}; each process goes on with limits of its own"),
            "see that it runs, that CENTRUM_REDIS_URL has its address and password, and that it has memory left; nothing need be restarted",
        ),
    })
}

/// The private database doesn't start.
fn unreached(error: &anyhow::Error) -> Vec<Finding> {
    let to_do = "do what this sentence says, and look again";
    let mut findings = vec![Check::Database.wrong(format!("{error:#}"), to_do)];
    let rest = Check::ALL
        .iter()
        .filter(|check| check.is_of_the_database() && !matches!(check, Check::Database));
    findings.extend(rest.map(|check| check.not_checked("the database can't be reached")));
    findings
}

fn disk(folder: &DataDir) -> Finding {
    match folder.free_bytes() {
        Ok(bytes) => judge(folder.path(), bytes, folder.is_full()),
        Err(error) => Check::Disk.not_checked(format!("{}: {error}", folder.path().display())),
    }
}

fn judge(path: &Path, bytes: u64, is_full: bool) -> Finding {
    let (free, path) = (bytes / MEBIBYTE, path.display());
    if bytes >= SPARE_BYTES {
        return Check::Disk.ok(format!("{free} MiB are free in {path}"));
    }
    let degree = if is_full { "full" } else { "nearly full" };
    Check::Disk.wrong(
        format!("the disk of the database is {degree}: {free} MiB are free in {path}"),
        format!(
            "delete what isn't Centrum's, or enlarge the disk, until {} MiB are free; delete nothing in {path}",
            SPARE_BYTES / MEBIBYTE
        ),
    )
}

fn lines(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let name = finding.check.name();
        // Writing to a String can't fail.
        let _ = match &finding.outcome {
            Outcome::Ok { what } => writeln!(text, "ok           {name}: {what}"),
            Outcome::Wrong { what, to_do } => {
                writeln!(text, "WRONG        {name}: {what}. What to do: {to_do}")
            }
            Outcome::NotChecked { what } => writeln!(text, "not checked  {name}: {what}"),
            Outcome::LeftOut { what } => writeln!(text, "left out     {name}: {what}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_is_one_line_that_begins_with_its_outcome() {
        let findings = [
            Check::Version.ok("PostgreSQL 17"),
            Check::RowSecurity.wrong("row level security is off on requests", "put it on"),
            Check::Worker.not_checked("the database can't be reached"),
            Check::Migrator.left_out("not set"),
        ];
        assert_eq!(
            lines(&findings),
            "ok           version: PostgreSQL 17\n\
             WRONG        row security: row level security is off on requests. What to do: put it on\n\
             not checked  worker: the database can't be reached\n\
             left out     migrator: not set\n"
        );
        assert_eq!(findings.map(|finding| finding.is_sound()), [true, false, false, true]);
    }

    #[test]
    fn a_disk_is_nearly_full_while_there_is_still_some_space() {
        let told = |bytes, is_full| match judge(Path::new("/data"), bytes, is_full).outcome {
            Outcome::Wrong { what, .. } => what,
            _ => String::new(),
        };
        assert_eq!(told(SPARE_BYTES, false), "");
        let nearly = "the disk of the database is nearly full: 511 MiB are free in /data";
        assert_eq!(told(SPARE_BYTES - 1, false), nearly);
        assert_eq!(told(0, true), "the disk of the database is full: 0 MiB are free in /data");
    }
}

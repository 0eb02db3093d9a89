//! `centrum import`: a publisher's file into the register.

mod told;

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::access::{Caller, Db, Job, act_as_system};
use domain::directory::{
    self, Delimiter, Encoding, Extent, ImportError, Mode, Options, Report as Done,
};
use domain::kernel::ids::TenantId;
use domain::kernel::page::PageArgs;
use domain::tenancy;
use std::fs::File;
use std::path::PathBuf;
pub(super) use told::Bar;
use told::ReportFile;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the file is a list of. What follows in this list needs what stands before it.
    what: What,
    /// The file, as its publisher has it, or in our columns; docs/imports.md has each format.
    file: PathBuf,
    /// How its letters are written; recognised when it isn't said.
    #[arg(long, value_name = "E")]
    encoding: Option<EncodingName>,
    /// What stands between its columns; recognised when it isn't said.
    #[arg(long, value_name = "D")]
    delimiter: Option<DelimiterName>,
    /// Of which day the file is, e.g. 2026-12-31: what it ends ends then. Today when it isn't said.
    #[arg(long, value_name = "DAY")]
    as_of: Option<NaiveDate>,
    /// Say that it has all of each region, association or label that it mentions: what it leaves out there has ended.
    #[arg(long)]
    complete: bool,
    /// Confirm that so many end, where they are more than one in a hundred.
    #[arg(long, value_name = "N")]
    confirm_closing: Option<usize>,
    /// Do all of it, say what would change, and undo it.
    #[arg(long)]
    dry_run: bool,
    /// Write what was opened, changed, closed, skipped or refused, by line, into a file of JSON lines.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// kod_obce, nazev, status_kod, ico, okres_lau, …; or the Statistical Office's CIS0043, or RÚIAN's UI_OBEC.
    Municipalities,
    /// The Statistical Office's VAZ0043_0065: the district of extended powers of each municipality.
    ExtendedPowers,
    /// kod_obce, obyvatel, ke_dni
    Populations,
    /// ico, nazev, okres_lau, okres, kraj_nuts3, kraj, platnost_od_zaznamu, platnost_do
    Associations,
    /// dso_ico, kod_obce
    Memberships,
    /// ico, stitek; or css_name, participation, dso_ico: the centres of 2016–2020
    Labels,
    /// GeoJSON, with nuts3, lau1 or kod_obce of each area
    Boundaries,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum EncodingName {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "windows-1250")]
    Windows1250,
}

impl EncodingName {
    pub(super) fn of(self) -> Encoding {
        match self {
            Self::Utf8 => Encoding::Utf8,
            Self::Windows1250 => Encoding::Windows1250,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DelimiterName {
    #[value(alias = ",")]
    Comma,
    #[value(alias = ";")]
    Semicolon,
    Tab,
}

impl DelimiterName {
    pub(super) fn of(self) -> Delimiter {
        match self {
            Self::Comma => Delimiter::Comma,
            Self::Semicolon => Delimiter::Semicolon,
            Self::Tab => Delimiter::Tab,
        }
    }
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let path = &arguments.file;
    let file = File::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    let report = ReportFile::at(arguments.report.as_deref())?;
    let data_dir = arguments.folder.data_dir.as_deref();
    let done = InUse::with(config, data_dir, async |_, db| {
        let caller = act_as_system(db, TenantId::NATION, Job::Import);
        let bar = Bar::new();
        let watch = |written, all| bar.tell(written, all);
        let done = read_in(&caller, arguments, file, &options(arguments, &watch)).await;
        bar.leave();
        report.write(&done)?;
        let done = done.with_context(|| path.display().to_string())?;
        if !arguments.dry_run {
            admit_members(db).await?;
        }
        Ok(done)
    })?;
    if arguments.dry_run {
        super::say("nothing was written: this is what would change")?;
    }
    super::say(&done.to_string())
}

fn options<'w>(arguments: &Arguments, watch: &'w (dyn Fn(usize, usize) + Sync)) -> Options<'w> {
    Options {
        encoding: arguments.encoding.map(EncodingName::of),
        delimiter: arguments.delimiter.map(DelimiterName::of),
        as_of: arguments.as_of,
        extent: if arguments.complete { Extent::Complete } else { Extent::Part },
        closing_confirmed: arguments.confirm_closing,
        mode: if arguments.dry_run { Mode::Rehearse } else { Mode::Write },
        watch: Some(watch),
    }
}

async fn read_in(
    caller: &Caller,
    arguments: &Arguments,
    file: File,
    options: &Options<'_>,
) -> Result<Done, ImportError> {
    match arguments.what {
        What::Municipalities => directory::import_municipalities(caller, file, options).await,
        What::ExtendedPowers => directory::import_extended_powers(caller, file, options).await,
        What::Populations => directory::import_populations(caller, file, options).await,
        What::Associations => directory::import_associations(caller, file, options).await,
        What::Memberships => directory::import_memberships(caller, file, options).await,
        What::Labels => directory::import_labels(caller, file, options).await,
        What::Boundaries => directory::import_boundaries(caller, file, options).await,
    }
}

/// Gives each onboarded association member rows for memberships that are new in the register. Each tenant is a transaction
/// of its own; one that a crash left behind is caught up by the next import.
async fn admit_members(db: &Db) -> anyhow::Result<()> {
    let nation = act_as_system(db, TenantId::NATION, Job::Import);
    let mut after: Option<String> = None;
    loop {
        let args = PageArgs::new(Some(100), after.as_deref(), None, None)?;
        let page = tenancy::queries::all(&nation, &args, false).await?;
        for tenant in &page.items {
            tenancy::commands::admit_missing_members(&act_as_system(db, tenant.id, Job::Import))
                .await?;
        }
        match page.items.last() {
            Some(last) if page.has_next => after = Some(last.cursor().print()),
            _ => return Ok(()),
        }
    }
}

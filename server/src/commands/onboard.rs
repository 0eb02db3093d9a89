//! `centrum onboard`: tenants of a list of associations, line by line.

mod told;

use super::Folder;
use super::database::InUse;
use super::import::{Bar, DelimiterName, EncodingName};
use crate::config::Config;
use crate::http::PublicUrl;
use anyhow::Context as _;
use clap::Args;
use domain::access::{Caller, Db, Job, NewLink, act_as_system};
use domain::directory::Mode;
use domain::identity::commands::renew_first_link;
use domain::kernel::ids::TenantId;
use domain::onboarding::NewTenant;
use domain::onboarding::list::{self, Entry, Outcome};
use std::fs::File;
use std::path::PathBuf;
use told::{LinkFile, Report, Told};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The list: ico, slug, spravce_email, spravce_jmeno; docs/imports.md says more.
    file: PathBuf,
    /// Where the first administrators' links are written, as JSON lines that only you can read: each is a key to its tenant for
    /// a day. Those of an earlier run stay.
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    links: Option<PathBuf>,
    /// Make new links for the administrators of lines that were onboarded before, where they have never signed in.
    #[arg(long, conflicts_with = "dry_run")]
    renew_links: bool,
    /// Write what became of each line into a file of JSON lines. It holds no link.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Do all of it, say what would become of each line, and undo it.
    #[arg(long)]
    dry_run: bool,
    /// How its letters are written; recognised when it isn't said.
    #[arg(long, value_name = "E")]
    encoding: Option<EncodingName>,
    /// What stands between its columns; recognised when it isn't said.
    #[arg(long, value_name = "D")]
    delimiter: Option<DelimiterName>,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let path = &arguments.file;
    let file = File::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    let encoding = arguments.encoding.map(EncodingName::of);
    let entries = list::read(file, encoding, arguments.delimiter.map(DelimiterName::of));
    let entries = entries.with_context(|| path.display().to_string())?;
    // Opened before anything happens: what nobody could be told isn't begun.
    let mut report = Report::at(arguments.report.as_deref())?;
    let mut links = LinkFile::at(arguments.links.as_deref())?;
    let data_dir = arguments.folder.data_dir.as_deref();
    InUse::with(config, data_dir, async |in_use, db| {
        let port = in_use.http_port().unwrap_or(config.http.port);
        let run = Run { db, arguments, address: config.http.public_url(port) };
        run.all(&entries, &mut report, &mut links).await
    })?;
    if arguments.dry_run {
        super::say("nothing was written: this is what would become of it")?;
    }
    super::say(&report.counts.to_string())?;
    if report.counts.refused > 0 {
        anyhow::bail!("{} of {} lines were refused", report.counts.refused, entries.len());
    }
    Ok(())
}

struct Run<'r> {
    db: &'r Db,
    arguments: &'r Arguments,
    address: PublicUrl,
}

impl Run<'_> {
    async fn all(
        &self,
        entries: &[Entry],
        report: &mut Report,
        links: &mut LinkFile,
    ) -> anyhow::Result<()> {
        let job = act_as_system(self.db, TenantId::NATION, Job::Onboarding);
        let bar = Bar::new();
        for (done, entry) in entries.iter().enumerate() {
            bar.tell(done, entries.len());
            let (told, link) = self.one(&job, entry).await.with_context(|| {
                format!(
                    "line {}: it stops here; what was onboarded stays, and the same file goes on from here",
                    entry.line
                )
            })?;
            if let (Some(link), Ok(new)) = (&link, &entry.new) {
                let url = format!("{}/auth/link?secret={}", self.address, link.secret);
                links.write(new, &url, link).with_context(|| {
                    format!(
                        "line {}: its link is lost; it is onboarded, and --renew-links makes another",
                        entry.line
                    )
                })?;
            }
            report.write(entry, &told)?;
        }
        bar.leave();
        report.end()
    }

    /// What became of a line, and the link it brought.
    async fn one(&self, job: &Caller, entry: &Entry) -> anyhow::Result<(Told, Option<NewLink>)> {
        let new = match &entry.new {
            Ok(new) => new,
            Err(unfit) => return Ok((Told::Refused(unfit.clone()), None)),
        };
        let mode = if self.arguments.dry_run { Mode::Rehearse } else { Mode::Write };
        match list::take_in(job, new, mode).await {
            Ok(Outcome::Onboarded(onboarded, members)) => {
                // What is undone has no link that counts.
                let link = onboarded.admin_link.filter(|_| !self.arguments.dry_run);
                Ok((Told::Onboarded(onboarded.tenant, members), link))
            }
            Ok(Outcome::Known(tenant, slug)) => {
                let link = self.renewed(tenant, new).await?;
                Ok((Told::Known { tenant, slug, is_renewed: link.is_some() }, link))
            }
            Err(error) => match list::refusal(&error) {
                Some(unfit) => Ok((Told::Refused(unfit), None)),
                None => Err(error.into()),
            },
        }
    }

    async fn renewed(&self, tenant: TenantId, new: &NewTenant) -> anyhow::Result<Option<NewLink>> {
        if !self.arguments.renew_links {
            return Ok(None);
        }
        let job = act_as_system(self.db, tenant, Job::Onboarding);
        Ok(renew_first_link(&job, &new.admin_email).await?)
    }
}

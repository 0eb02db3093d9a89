//! What onboarding tells: a line of the report for each line of the list, and the links, in a file of their own.
//!
//! A link is a key. So it stands neither in the report, which one sends around, nor on the terminal, which remembers.

use anyhow::Context as _;
use domain::access::NewLink;
use domain::kernel::ids::{TenantId, TypedId as _};
use domain::onboarding::NewTenant;
use domain::onboarding::list::{Entry, Unfit};
use serde_json::{Value, json};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// How many refused lines are printed.
const PRINTED_MOST: usize = 20;

/// What became of a line.
pub(super) enum Told {
    /// It is a tenant now, with so many municipalities.
    Onboarded(TenantId, usize),
    /// It was one before, under this name.
    Known { tenant: TenantId, slug: String, is_renewed: bool },
    /// It is none.
    Refused(Unfit),
}

/// How many lines became what.
#[derive(Default)]
pub(super) struct Counts {
    onboarded: usize,
    members: usize,
    known: usize,
    renewed: usize,
    pub(super) refused: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { onboarded, members, known, renewed, refused } = self;
        write!(f, "tenants: {onboarded} onboarded with {members} members, {known} known before, ")?;
        write!(f, "{renewed} new links for them, {refused} refused")
    }
}

/// A file of JSON lines, one for each line of the list, written as it happens.
pub(super) struct Report {
    file: Option<(PathBuf, File)>,
    pub(super) counts: Counts,
}

impl Report {
    pub(super) fn at(path: Option<&Path>) -> anyhow::Result<Self> {
        let open = |path: &Path| {
            let file = File::create(path).with_context(|| {
                format!("{} can't be written: nothing was onboarded", path.display())
            })?;
            anyhow::Ok((path.to_owned(), file))
        };
        Ok(Self { file: path.map(open).transpose()?, counts: Counts::default() })
    }

    pub(super) fn write(&mut self, entry: &Entry, told: &Told) -> anyhow::Result<()> {
        match told {
            Told::Onboarded(_, members) => {
                self.counts.onboarded += 1;
                self.counts.members += members;
            }
            Told::Known { is_renewed, .. } => {
                self.counts.known += 1;
                self.counts.renewed += usize::from(*is_renewed);
            }
            Told::Refused(unfit) => {
                self.counts.refused += 1;
                if self.counts.refused <= PRINTED_MOST {
                    crate::commands::say(&format!(
                        "line {}: {}: {}",
                        entry.line, unfit.code, unfit.why
                    ))?;
                }
            }
        }
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        writeln!(file, "{}", line(entry, told)).with_context(|| {
            format!("{} can't be written; what was onboarded stays", path.display())
        })
    }

    pub(super) fn end(&self) -> anyhow::Result<()> {
        if self.counts.refused > PRINTED_MOST {
            let more = self.counts.refused - PRINTED_MOST;
            crate::commands::say(&format!("… and {more} more; --report FILE has them all"))?;
        }
        Ok(())
    }
}

fn line(entry: &Entry, told: &Told) -> Value {
    let mut line = match told {
        Told::Onboarded(tenant, members) => {
            json!({ "deed": "onboarded", "tenant": tenant.print(), "members": members })
        }
        Told::Known { tenant, slug, is_renewed } => json!({
            "deed": "known", "tenant": tenant.print(), "known_as": slug, "link_renewed": is_renewed,
        }),
        Told::Refused(unfit) => json!({ "deed": "refused", "code": unfit.code, "why": unfit.why }),
    };
    if let Value::Object(fields) = &mut line {
        fields.insert("line".to_owned(), entry.line.into());
        if let Ok(new) = &entry.new {
            fields.insert("ico".to_owned(), new.ico.as_str().into());
            fields.insert("slug".to_owned(), new.slug.as_str().into());
        }
    }
    line
}

/// The links, each on the disk before the next tenant is made.
pub(super) struct LinkFile(Option<File>);

impl LinkFile {
    /// Opens it, or makes it for its owner alone. Links of an earlier run stay: they were shown only here.
    pub(super) fn at(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self(None)) };
        let open = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
        let file = open.with_context(|| {
            format!("{} can't be written: nothing was onboarded", path.display())
        })?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            anyhow::bail!(
                "{} can be read by others: make it yours alone (chmod 600), for links are keys. Nothing was onboarded",
                path.display()
            );
        }
        Ok(Self(Some(file)))
    }

    pub(super) fn write(
        &mut self,
        new: &NewTenant,
        url: &str,
        link: &NewLink,
    ) -> anyhow::Result<()> {
        let Some(file) = &mut self.0 else { return Ok(()) };
        let entry = json!({
            "ico": new.ico, "slug": new.slug, "admin_email": new.admin_email,
            "admin_name": new.admin_name, "url": url, "expires_at": link.expires_at,
        });
        // One write, so that who is killed leaves a whole line or none.
        file.write_all(format!("{entry}\n").as_bytes())?;
        Ok(file.sync_data()?)
    }
}

//! Onboarding by a list: a file of associations, each line a matter of its own.
//!
//! A line is one transaction. What a file asks for twice, or what was onboarded before, isn't done again: so a run that was
//! killed is gone on with by the same file.

use super::commands::{association, make};
use super::rejection::Rejection;
use super::rules::{NewTenant, Onboarded};
use crate::access::{Caller, Permission, ReadTx};
use crate::directory::{Delimiter, Encoding, ImportError, Mode, read_lines};
use crate::kernel::error::{self, Error, Kind, Result};
use crate::kernel::ids::TenantId;
use crate::tenancy;
use std::collections::HashMap;
use std::io::Read;

/// By which a rehearsal is undone; nobody is told of it.
const UNDONE: error::Rejection = error::Rejection { code: "REHEARSED" };

/// The columns of the file.
pub const COLUMNS: [&str; 4] = ["ico", "slug", "spravce_email", "spravce_jmeno"];

/// A line of the file.
#[derive(Debug)]
pub struct Entry {
    /// Which.
    pub line: u64,
    /// Whom it is about; or why it can't be read.
    pub new: Result<NewTenant, Unfit>,
}

/// Why a line isn't tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The word that a script can look for.
    pub code: &'static str,
    /// Why, for a person.
    pub why: String,
}

/// What became of a line.
#[derive(Debug)]
pub enum Outcome {
    /// It is a tenant now, with so many municipalities.
    Onboarded(Onboarded, usize),
    /// It was one before, under this name.
    Known(TenantId, String),
}

/// Reads a list. An IČO, or a slug, that stood on a line before is refused where it stands again.
///
/// # Errors
/// [`ImportError`] when it is no such file.
pub fn read(
    file: impl Read,
    encoding: Option<Encoding>,
    delimiter: Option<Delimiter>,
) -> Result<Vec<Entry>, ImportError> {
    let mut first: HashMap<(&str, String), u64> = HashMap::new();
    let mut entries = Vec::new();
    for row in read_lines(file, encoding, delimiter, COLUMNS)? {
        let line = row.line;
        let new = match row.cells {
            Err(bad) => Err(Unfit { code: bad.why.code(), why: bad.to_string() }),
            Ok([ico, slug, admin_email, admin_name]) => {
                let keys = [("ico", ico.clone()), ("slug", slug.clone())];
                let twice = keys.iter().find_map(|key| first.get(key).map(|at| (key.0, *at)));
                for key in keys.clone() {
                    first.entry(key).or_insert(line);
                }
                match twice {
                    Some((column, at)) => Err(Unfit {
                        code: "REPEATED",
                        why: format!("its {column} stands on line {at} already"),
                    }),
                    None => Ok(NewTenant { ico, slug, admin_email, admin_name }),
                }
            }
        };
        entries.push(Entry { line, new });
    }
    Ok(entries)
}

/// Makes a tenant of one association, unless it is one; to rehearse it, does it and undoes it.
///
/// # Errors
/// As [`super::commands::onboard`]; [`Rejection::AlreadyOnboarded`] where the slug is another's.
pub async fn take_in(job: &Caller, new: &NewTenant, mode: Mode) -> Result<Outcome> {
    let new = new.check()?;
    let mut rehearsed = None;
    let answer = job
        .write_as_job(Permission::OnboardTenant, async |tx| {
            let association = association(tx, &new).await?;
            if let Some(known) = known(tx, TenantId::from(association.id)).await? {
                tx.change_nothing();
                return Ok(known);
            }
            let (onboarded, members) = make(tx, &association, &new).await?;
            let done = Outcome::Onboarded(onboarded, members);
            match mode {
                Mode::Write => Ok(done),
                // What ends in an error is undone. `change_nothing` wouldn't do it: there are events already.
                Mode::Rehearse => {
                    rehearsed = Some(done);
                    Err(UNDONE.into())
                }
            }
        })
        .await;
    if let Some(done) = rehearsed {
        return Ok(done);
    }
    match answer {
        // Another was faster, with the association or with the slug.
        Err(Error::Rejected(no)) if no.code == Rejection::AlreadyOnboarded.code() => {
            job.write_as_job(Permission::OnboardTenant, async |tx| {
                tx.change_nothing();
                let association = association(tx, &new).await?;
                let known = known(tx, TenantId::from(association.id)).await?;
                known.ok_or_else(|| Rejection::AlreadyOnboarded.into())
            })
            .await
        }
        other => other,
    }
}

async fn known(tx: &ReadTx, tenant: TenantId) -> Result<Option<Outcome>> {
    let slug = tenancy::slug_of(tx, tenant).await?;
    Ok(slug.map(|slug| Outcome::Known(tenant, slug)))
}

/// Why a line was refused: the word that a script can look for, and what a person can do.
pub fn refusal(error: &Error) -> Option<Unfit> {
    let (code, why) = match error {
        Error::NotFound(Kind::Association) => {
            ("NOT_IN_REGISTER", "the register has no association of this IČO".to_owned())
        }
        Error::Rejected(no) if no.code == Rejection::AlreadyOnboarded.code() => {
            ("SLUG_TAKEN", "another tenant has this slug".to_owned())
        }
        Error::Rejected(no) if no.code == Rejection::AssociationDissolved.code() => {
            (no.code, "the association has ended".to_owned())
        }
        Error::Rejected(no) if no.code == Rejection::NationalGrantHolder.code() => {
            (no.code, "the address is of somebody who holds a national grant".to_owned())
        }
        Error::Rejected(no) => (no.code, "it isn't allowed".to_owned()),
        Error::Invalid(fields) => {
            let field = fields.first()?;
            let column = match field.path.last().copied()? {
                "adminEmail" => "spravce_email",
                "adminName" => "spravce_jmeno",
                other => other,
            };
            (field.code, format!("its {column} can't be so"))
        }
        Error::NotFound(_)
        | Error::Forbidden { .. }
        | Error::Stale { .. }
        | Error::IllegalMove { .. }
        | Error::Merged { .. }
        | Error::Unavailable(_)
        | Error::Timeout
        | Error::Internal(_) => return None,
    };
    Some(Unfit { code, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_or_stands_twice_is_refused_alone() {
        let file = "slug;ico;spravce_jmeno;spravce_email\n\
            prvni;00000001;Anna;a@b.cz\nprvni;00000002;Anna;a@b.cz\n\
            treti;00000001;Anna;a@b.cz\nctvrty;00000004\npaty;00000005;Jan;j@b.cz\n";
        let told: Vec<_> = read(file.as_bytes(), None, None)
            .unwrap()
            .into_iter()
            .map(|entry| {
                let of = entry.new.map(|new| format!("{} {}", new.ico, new.admin_email));
                (entry.line, of.unwrap_or_else(|unfit| unfit.code.to_owned()))
            })
            .collect();
        let expected = [
            (2, "00000001 a@b.cz"),
            (3, "REPEATED"),
            (4, "REPEATED"),
            (5, "FIELDS"),
            (6, "00000005 j@b.cz"),
        ];
        assert_eq!(told, expected.map(|(line, of)| (line, of.to_owned())));
    }

    #[test]
    fn a_file_without_its_columns_is_refused_whole() {
        let refused = read("ico;slug\n1;a\n".as_bytes(), None, None).unwrap_err();
        assert!(refused.to_string().contains("spravce_email"), "{refused}");
    }
}

//! What is handed in, and what of it can be. Pure: no database, no present time.

use crate::directory::MunicipalityCode;
use crate::kernel::error::{Error, Field, Result, code};
use crate::kernel::ids::{IntakeId, TenantId};
use crate::kernel::mailing::Language;
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::requests::{RequestState, printed_number};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How long what was handed in waits to be confirmed. Then it is deleted.
pub(super) const WAITS: Duration = Duration::hours(48);

text_enum! {
    /// What a mail says.
    MailKind {
        /// That something was handed in in the name of its address, and how to confirm it.
        Confirm = "CONFIRM",
        /// That it is a case, under which number, and where it can be seen how it stands.
        Opened = "OPENED",
    }
}

/// A centre's words about what it does with personal data (Art. 13 GDPR). Its work for citizens is a public task (Art. 6(1)(e)):
/// they are told, and not asked for consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// The beginning of their SHA-256: nobody need count versions, and another text is another one.
    pub version: String,
}

impl Notice {
    /// `None`: there are no words, and without them nobody may be asked for anything.
    pub fn of(text: &str) -> Option<Self> {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let mut version = String::new();
        for byte in Sha256::digest(text).iter().take(8) {
            // Writing to a String can't fail.
            let _ = write!(version, "{byte:02x}");
        }
        Some(Self { text: text.to_owned(), version })
    }
}

/// A service for citizens that the centre offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedService {
    /// Its code.
    pub code: String,
    /// What it is called, in Czech.
    pub name_cs: String,
    /// The same in English.
    pub name_en: String,
}

/// A municipality that belongs to the centre's association today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its code.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
}

/// The form of a centre that takes in what citizens ask.
#[derive(Debug, Clone)]
pub struct Form {
    /// Whose it is.
    pub tenant: TenantId,
    /// The association's name.
    pub centre: String,
    /// What citizens are told about their data.
    pub notice: Notice,
    /// What they can ask for; none: the form isn't open.
    pub services: Vec<OfferedService>,
    /// Which municipality it can be about, by name.
    pub towns: Vec<Town>,
}

/// What somebody wrote into the form.
#[derive(Debug, Clone, Default)]
pub struct NewSubmission {
    /// Who they say they are.
    pub name: String,
    /// Where they can be written to.
    pub email: String,
    /// Under which service.
    pub service_code: String,
    /// What it is about, in one line.
    pub title: String,
    /// The whole of it.
    pub description: String,
    /// The code of the municipality it is about; empty: none in particular.
    pub municipality_code: String,
    /// Whether that municipality may see it.
    pub shown_to_member: bool,
    /// Which words about their data they were shown.
    pub notice_version: String,
}

/// What was handed in, and can be kept.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Who they say they are.
    pub name: String,
    /// Where they are written to, in lower case.
    pub email: String,
    /// Under which service.
    pub service_code: String,
    /// What it is about, in one line.
    pub title: String,
    /// The whole of it.
    pub description: String,
    /// The municipality it is about.
    pub municipality_code: Option<MunicipalityCode>,
    /// Whether that municipality may see it.
    pub shown_to_member: bool,
    /// In which language they are written to.
    pub language: Language,
    /// What they were told about their data.
    pub notice: Notice,
}

impl Form {
    /// Whether these words about their data are the ones that somebody was shown.
    pub fn has_shown(&self, new: &NewSubmission) -> bool {
        self.notice.version == new.notice_version
    }

    /// Trims and bounds what somebody wrote. All that can't be is told at once.
    ///
    /// # Errors
    /// [`Error::Invalid`], with the names of the fields.
    pub fn check(&self, new: &NewSubmission, language: Language) -> Result<Submission> {
        let mut wrong = Vec::new();
        let name = noting(text::required(&new.name, 200, &["name"]), &mut wrong)?;
        let email = noting(text::email(&new.email, &["email"]), &mut wrong)?;
        let title = noting(text::required(&new.title, 200, &["title"]), &mut wrong)?;
        let description = text::required(&new.description, 10_000, &["description"]);
        let description = noting(description, &mut wrong)?;
        if !self.services.iter().any(|service| service.code == new.service_code) {
            wrong.push(Field { path: vec!["service"], code: code::REQUIRED });
        }
        let named = MunicipalityCode::parse(&new.municipality_code);
        let town = self.towns.iter().find(|town| Some(town.code) == named);
        let is_missing = town.is_none() && new.shown_to_member;
        if is_missing || town.is_none() && !new.municipality_code.is_empty() {
            wrong.push(Field { path: vec!["municipality"], code: code::REQUIRED });
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Submission {
            name,
            email,
            service_code: new.service_code.clone(),
            title,
            description,
            municipality_code: town.map(|town| town.code),
            shown_to_member: new.shown_to_member,
            language,
            notice: self.notice.clone(),
        })
    }
}

/// Notes what can't be, and goes on.
fn noting(read: Result<String>, wrong: &mut Vec<Field>) -> Result<String> {
    match read {
        Err(Error::Invalid(fields)) => {
            wrong.extend(fields);
            Ok(String::new())
        }
        read => read,
    }
}

/// Where a citizen's case stands: all that a link tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// The year of its number.
    pub year: i32,
    /// Its number in that year.
    pub number: i32,
    /// Where it stands.
    pub state: RequestState,
    /// When it was confirmed.
    pub opened_at: DateTime<Utc>,
    /// When it was closed or cancelled.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Status {
    /// Its number as people read it.
    pub fn printed_number(&self) -> String {
        printed_number(self.year, self.number)
    }
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// What was handed in, and waits to be confirmed.
    Waiting,
    /// A case.
    Opened(Status),
}

/// A mail that is to be sent.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Which; also in the mail itself.
    pub id: IntakeId,
    /// What it says.
    pub kind: MailKind,
    /// To whom.
    pub address: String,
    /// In which language.
    pub language: Language,
    /// Which centre writes.
    pub centre: String,
    /// The link, with its secret.
    pub link: String,
    /// The case's number, of [`MailKind::Opened`].
    pub number: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let town = MunicipalityCode::parse("507580").unwrap();
        Form {
            tenant: TenantId::NATION,
            centre: "Svazek".to_owned(),
            notice: Notice::of("Zpracováváme…").unwrap(),
            services: vec![OfferedService {
                code: "CIT-CONTACT".to_owned(),
                name_cs: "Dotaz".to_owned(),
                name_en: "Question".to_owned(),
            }],
            towns: vec![Town { code: town, name: "Bolatice".to_owned() }],
        }
    }

    fn written() -> NewSubmission {
        NewSubmission {
            name: " Jana Nováková ".to_owned(),
            email: "Jana@Example.CZ".to_owned(),
            service_code: "CIT-CONTACT".to_owned(),
            title: "Dotaz".to_owned(),
            description: "Jak?".to_owned(),
            ..NewSubmission::default()
        }
    }

    fn wrong(new: &NewSubmission) -> Vec<&'static str> {
        match form().check(new, Language::Cs) {
            Err(Error::Invalid(fields)) => fields.iter().map(|field| field.path[0]).collect(),
            Ok(_) => Vec::new(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn all_that_can_t_be_is_told_at_once() {
        let kept = form().check(&written(), Language::En).unwrap();
        assert_eq!((kept.name.as_str(), kept.email.as_str()), ("Jana Nováková", "jana@example.cz"));
        let nothing = wrong(&NewSubmission::default());
        assert_eq!(nothing, ["name", "email", "title", "description", "service"]);
        let too_long = NewSubmission {
            name: "ž".repeat(201),
            title: "ž".repeat(201),
            description: "ž".repeat(10_001),
            ..written()
        };
        assert_eq!(wrong(&too_long), ["name", "title", "description"]);
    }

    #[test]
    fn only_a_member_that_is_named_can_be_shown_a_case() {
        let shown = NewSubmission { shown_to_member: true, ..written() };
        assert_eq!(wrong(&shown), ["municipality"]);
        let elsewhere = NewSubmission { municipality_code: "999999".to_owned(), ..written() };
        assert_eq!(wrong(&elsewhere), ["municipality"]);
        let here = NewSubmission { municipality_code: "507580".to_owned(), ..shown };
        assert!(wrong(&here).is_empty());
    }

    #[test]
    fn another_text_is_another_version_of_the_notice() {
        let (one, other) = (Notice::of("a").unwrap(), Notice::of("b").unwrap());
        assert_ne!(one.version, other.version);
        assert_eq!((one.version.len(), Notice::of(" a\n").unwrap()), (16, one));
        assert_eq!(Notice::of(" \n"), None);
    }
}

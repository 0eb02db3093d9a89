//! What a service is, and what must change for the table to be the published catalogue.

use crate::access::Secrecy;
use crate::kernel::error::{Error, Result};
use crate::kernel::text_enum::text_enum;
use std::collections::HashMap;
use std::fmt;

text_enum! {
    /// Area of services.
    ServiceArea {
        /// Law.
        Legal = "LEGAL",
        /// Public contracts.
        Procurement = "PROCUREMENT",
        /// Subsidies.
        Grants = "GRANTS",
        /// Protection of personal data.
        DataProtection = "DATA_PROTECTION",
        /// Development of the microregion.
        Development = "DEVELOPMENT",
        /// The state's administration, done by municipalities.
        DelegatedAdministration = "DELEGATED_ADMINISTRATION",
        /// Accounts and budgets.
        Finance = "FINANCE",
        /// Help for citizens.
        Citizens = "CITIZENS",
        /// Newsletters, websites, notice boards.
        Information = "INFORMATION",
        /// Crises, floods, safety at work.
        Safety = "SAFETY",
        /// Computers and records.
        It = "IT",
        /// Courses and meetings.
        Training = "TRAINING",
    }
}

text_enum! {
    /// In whose matters a service helps.
    Competence {
        /// Samostatná působnost: self-government.
        Own = "OWN",
        /// Přenesená působnost: the state's.
        Delegated = "DELEGATED",
        /// Either.
        Both = "BOTH",
    }
}

text_enum! {
    /// Skartační znak: what becomes of a file at its end.
    Disposal {
        /// A: to the archive.
        Archive = "A",
        /// S: shredded.
        Shred = "S",
        /// V: the archive chooses.
        Choose = "V",
    }
}

/// A service of the national catalogue.
#[derive(
    Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Insertable, diesel::Selectable,
)]
#[diesel(table_name = crate::tables::services)]
pub struct Service {
    /// Its identity, e.g. `LEGAL-ADVICE`.
    pub code: String,
    /// Its area.
    pub area: ServiceArea,
    /// Its name in Czech.
    pub name_cs: String,
    /// Its name in English.
    pub name_en: String,
    /// In whose matters.
    pub competence: Competence,
    /// Czech working days until the first answer.
    pub first_answer_days: i32,
    /// Czech working days until it should be closed.
    pub close_days: i32,
    /// Of a request that is filed under it.
    pub secrecy: Secrecy,
    /// What becomes of its files.
    pub disposal: Disposal,
    /// How many years they are kept until then.
    pub retention_years: i32,
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Services that weren't in the catalogue.
    pub new: usize,
    /// Services that were, with other values.
    pub changed: usize,
    /// Services that are in the catalogue no longer.
    pub removed: usize,
    /// Services that were as published.
    pub unchanged: usize,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { new, changed, removed, unchanged } = self;
        write!(
            f,
            "services: {new} new, {changed} changed, {removed} removed, {unchanged} unchanged"
        )
    }
}

/// What must be written for the table to be the published catalogue.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) write: Vec<Service>,
    pub(super) remove: Vec<String>,
    pub(super) published: Published,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

/// Compares the catalogue in force with the published one.
pub(super) fn changes(in_force: Vec<Service>, published: Vec<Service>) -> Changes {
    let mut old: HashMap<String, Service> =
        in_force.into_iter().map(|service| (service.code.clone(), service)).collect();
    let (mut write, mut new, mut unchanged) = (Vec::new(), 0, 0);
    for service in published {
        match old.remove(&service.code) {
            Some(same) if same == service => unchanged += 1,
            Some(_) => write.push(service),
            None => {
                new += 1;
                write.push(service);
            }
        }
    }
    let mut remove: Vec<String> = old.into_keys().collect();
    remove.sort();
    let changed = write.len() - new;
    let published = Published { new, changed, removed: remove.len(), unchanged };
    Changes { write, remove, published }
}

/// The catalogue that this build publishes.
///
/// # Errors
/// [`Error::Internal`] for a file that isn't one, which a test would have told.
pub(super) fn national_catalogue() -> Result<Vec<Service>> {
    read(include_str!("catalogue.csv"))
        .ok_or_else(|| Error::broken("catalogue.csv isn't a catalogue of services"))
}

fn read(file: &str) -> Option<Vec<Service>> {
    let mut services = Vec::new();
    for row in csv::Reader::from_reader(file.as_bytes()).into_deserialize::<[String; 10]>() {
        let [code, area, name_cs, name_en, competence, answer, close, secrecy, disposal, years] =
            row.ok()?;
        services.push(Service {
            code,
            area: ServiceArea::parse(&area)?,
            name_cs,
            name_en,
            competence: Competence::parse(&competence)?,
            first_answer_days: answer.parse().ok()?,
            close_days: close.parse().ok()?,
            secrecy: Secrecy::parse(&secrecy)?,
            disposal: Disposal::parse(&disposal)?,
            retention_years: years.parse().ok()?,
        });
    }
    Some(services)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_national_catalogue_has_49_services_of_different_codes() {
        let services = national_catalogue().unwrap();
        let codes: HashSet<_> = services.iter().map(|service| &service.code).collect();
        assert_eq!((services.len(), codes.len()), (49, 49));
        let areas: HashSet<_> = services.iter().map(|service| service.area).collect();
        assert_eq!(areas.len(), ServiceArea::ALL.len(), "each area has a service");
    }

    #[test]
    fn only_differences_are_written() {
        let published = national_catalogue().unwrap();
        let nothing = changes(published.clone(), published.clone());
        assert!(nothing.is_empty());
        assert_eq!(nothing.published.unchanged, 49);

        let mut in_force = published.clone();
        in_force[0].close_days += 1;
        in_force[1].code = "OLD".to_owned();
        let some = changes(in_force, published);
        let expected = Published { new: 1, changed: 1, removed: 1, unchanged: 47 };
        assert_eq!((some.published, some.remove), (expected, vec!["OLD".to_owned()]));
    }
}

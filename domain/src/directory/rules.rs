//! What the register consists of.

use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::{AssociationId, MembershipId};
use crate::kernel::page::Cursor;
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use chrono::NaiveDate;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Text;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;

/// How many characters a name of the register has at most.
pub(super) const NAME_LONGEST: usize = 200;
/// How many characters a label has at most.
pub(super) const LABEL_LONGEST: usize = 60;

/// A municipality's code (kód obce): RÚIAN's, which is also that of the Statistical Office's list 43.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct MunicipalityCode(u32);

impl MunicipalityCode {
    /// Reads six digits.
    pub fn parse(text: &str) -> Option<Self> {
        let six_digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        if six_digits { text.parse().ok().map(Self) } else { None }
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl ToSql<Text, Pg> for MunicipalityCode {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write!(out, "{self}")?;
        Ok(IsNull::No)
    }
}

impl FromSql<Text, Pg> for MunicipalityCode {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Self::parse(&text).ok_or_else(|| "a municipality's code isn't six digits".into())
    }
}

text_enum! {
    /// What a municipality may call itself.
    MunicipalityStatus {
        /// Obec.
        Municipality = "MUNICIPALITY",
        /// Městys.
        MarketTown = "MARKET_TOWN",
        /// Město.
        Town = "TOWN",
        /// Statutární město.
        StatutoryCity = "STATUTORY_CITY",
        /// Hlavní město Praha.
        Capital = "CAPITAL",
    }
}

/// Obec.
#[derive(Debug, Clone, PartialEq)]
pub struct Municipality {
    /// Its identity; names repeat.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
    /// What it may call itself.
    pub status: MunicipalityStatus,
    /// `None`: unknown.
    pub ico: Option<Ico>,
    /// Where it lies; the region is the district's.
    pub district: District,
    /// Správní obvod obce s rozšířenou působností (ORP).
    pub extended_powers_district: AdministrativeDistrict,
    /// Správní obvod pověřeného obecního úřadu (POÚ).
    pub authorised_office_district: AdministrativeDistrict,
    /// Five digits; `None`: unknown.
    pub postcode: Option<String>,
    /// `None`: unknown.
    pub position: Option<Position>,
    /// `None`: since an unknown day.
    pub valid_from: Option<NaiveDate>,
    /// The first day it is no more; `None`: it is.
    pub valid_until: Option<NaiveDate>,
}

impl Municipality {
    /// Its place in a list by name.
    pub fn cursor(&self) -> Cursor {
        Cursor::new(&self.name, self.code.to_string())
    }
}

/// A point, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// Okres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// LAU 1, e.g. `CZ0805`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The region it is in.
    pub region: Region,
}

/// Kraj.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// NUTS 3, e.g. `CZ080`.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A district of the state's administration, by the Statistical Office's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrativeDistrict {
    /// Four digits for extended powers, five for an authorised office; not the numbers that RÚIAN uses.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// How many people live in a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Population {
    /// On which day.
    pub as_of: NaiveDate,
    /// How many.
    pub inhabitants: i32,
}

text_enum! {
    /// What an association is by law.
    AssociationKind {
        /// Dobrovolný svazek obcí (§ 49 of Act 128/2000).
        Ordinary = "ORDINARY",
        /// Společenství obcí (§ 53a).
        Community = "COMMUNITY",
    }
}

/// An association of municipalities, a legal person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// Its id; once onboarded also its tenant's.
    pub id: AssociationId,
    /// Its identity outside.
    pub ico: Ico,
    /// Its name.
    pub name: String,
    /// Of its seat; `None`: unknown.
    pub district: Option<District>,
    /// `None`: on an unknown day.
    pub founded_on: Option<NaiveDate>,
    /// `None`: it exists.
    pub dissolved_on: Option<NaiveDate>,
    /// The day it became a společenství; `None`: it is an ordinary one.
    pub community_from: Option<NaiveDate>,
    /// The name it bore before that day; `None`: it is an ordinary one, or was a společenství when it came here.
    pub former_name: Option<String>,
}

impl Association {
    /// In which region its seat is; `None`: unknown.
    pub fn region_code(&self) -> Option<&str> {
        self.district.as_ref().map(|district| district.region.code.as_str())
    }

    /// The name it bears on a day.
    pub fn name_on(&self, on: NaiveDate) -> &str {
        let former =
            self.former_name.as_deref().filter(|_| self.kind(on) == AssociationKind::Ordinary);
        former.unwrap_or(&self.name)
    }

    /// What it was or is on a day.
    pub fn kind(&self, on: NaiveDate) -> AssociationKind {
        if self.community_from.is_some_and(|from| from <= on) {
            AssociationKind::Community
        } else {
            AssociationKind::Ordinary
        }
    }

    /// Its place in a list by name.
    pub fn cursor(&self) -> Cursor {
        Cursor::new(&self.name, self.ico.as_str())
    }
}

/// A municipality's membership of an association, with both.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// To what it belongs.
    pub association: Arc<Association>,
    /// Who belongs.
    pub municipality: Arc<Municipality>,
    /// `None`: since a day nobody knows.
    pub joined_on: Option<NaiveDate>,
    /// The first day it no longer belongs; `None`: it does.
    pub left_on: Option<NaiveDate>,
}

/// A membership as the table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::Queryable)]
pub struct MembershipRecord {
    /// Its id.
    pub id: MembershipId,
    /// To what it belongs.
    pub association: AssociationId,
    /// Who belongs.
    pub municipality: MunicipalityCode,
    /// `None`: since a day nobody knows.
    pub joined_on: Option<NaiveDate>,
    /// The first day it no longer belongs; `None`: it does.
    pub left_on: Option<NaiveDate>,
}

/// Which municipalities a list has; what is `None` doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct MunicipalityFilter {
    /// A part of the name, whatever its case and diacritics.
    pub name: Option<String>,
    /// In this district (LAU 1).
    pub district_code: Option<String>,
    /// In this region (NUTS 3).
    pub region_code: Option<String>,
    /// That are on this day.
    pub exists_on: Option<NaiveDate>,
}

/// Which associations a list has; what is `None` doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct AssociationFilter {
    /// A part of the name, whatever its case and diacritics.
    pub name: Option<String>,
    /// With its seat in this district (LAU 1).
    pub district_code: Option<String>,
    /// With its seat in this region (NUTS 3).
    pub region_code: Option<String>,
    /// With this label.
    pub label: Option<String>,
}

impl MunicipalityFilter {
    /// Refuses what no name or code can be.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Invalid`].
    pub fn check(&self) -> Result<()> {
        check_texts(
            self.name.as_deref(),
            self.district_code.as_deref(),
            self.region_code.as_deref(),
        )
    }
}

impl AssociationFilter {
    /// Refuses what no name or code can be.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Invalid`].
    pub fn check(&self) -> Result<()> {
        text::optional(
            self.label.as_deref().unwrap_or_default(),
            LABEL_LONGEST,
            &["filter", "label"],
        )?;
        check_texts(
            self.name.as_deref(),
            self.district_code.as_deref(),
            self.region_code.as_deref(),
        )
    }
}

fn check_texts(
    name: Option<&str>,
    district_code: Option<&str>,
    region_code: Option<&str>,
) -> Result<()> {
    let texts = [(name, "name"), (district_code, "districtCode"), (region_code, "regionCode")];
    for (given, field) in texts {
        text::optional(given.unwrap_or_default(), NAME_LONGEST, &["filter", field])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_and_keeps_its_zeros() {
        assert_eq!(MunicipalityCode::parse("001234").unwrap().to_string(), "001234");
        for bad in ["", "12345", "1234567", "+12345", "12 456", "١٢٣٤٥٦"] {
            assert_eq!(MunicipalityCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_association_is_a_community_from_its_day_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let association = Association {
            id: uuid::Uuid::from_u128(7).into(),
            ico: Ico::try_from("70964611").unwrap(),
            name: "Svazek".to_owned(),
            district: None,
            founded_on: None,
            dissolved_on: None,
            community_from: Some(day("2024-03-01")),
            former_name: Some("Mikroregion".to_owned()),
        };
        assert_eq!(association.kind(day("2024-02-29")), AssociationKind::Ordinary);
        assert_eq!(association.kind(day("2024-03-01")), AssociationKind::Community);
        assert_eq!(association.name_on(day("2024-02-29")), "Mikroregion");
        assert_eq!(association.name_on(day("2024-03-01")), "Svazek");
    }
}

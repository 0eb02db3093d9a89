//! What the register shows.

use super::ahead::{Part, day};
use super::eligibility::CommunityEligibility;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, list};
use crate::scalars::{Date, Ico, MunicipalityCode};
use crate::tenancy::Tenant;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::directory;
use domain::kernel::error::Error;
use domain::kernel::ids::AssociationId;
use domain::kernel::page::{Cursor, Page};
use std::collections::HashMap;
use std::sync::Arc;

/// What a municipality may call itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "directory::MunicipalityStatus")]
pub(crate) enum MunicipalityStatus {
    /// Obec.
    Municipality,
    /// Městys.
    MarketTown,
    /// Město.
    Town,
    /// Statutární město.
    StatutoryCity,
    /// Hlavní město Praha.
    Capital,
}

/// What an association is by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "directory::AssociationKind")]
pub(crate) enum AssociationKind {
    /// Dobrovolný svazek obcí (§ 49 of Act 128/2000).
    Ordinary,
    /// Společenství obcí (§ 53a).
    Community,
}

/// A region (kraj).
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Region {
    /// Id of the region: `region_` and its code.
    id: ID,
    /// NUTS 3, e.g. `CZ080`.
    code: String,
    /// Its name.
    name: String,
}

/// A district (okres).
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct District {
    /// Id of the district: `district_` and its code.
    id: ID,
    /// LAU 1, e.g. `CZ0805`.
    code: String,
    /// Its name.
    name: String,
    /// The region it is in.
    region: Region,
}

/// A district of the state's administration, by the Statistical Office's code.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct AdministrativeDistrict {
    /// Four digits for extended powers (ORP), five for an authorised office (POÚ).
    code: String,
    /// Its name.
    name: String,
}

/// How many people live in a municipality.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct Population {
    /// How many.
    count: i32,
    /// On which day.
    as_of: Date,
}

/// A point, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct Location {
    /// North of the equator.
    latitude: f64,
    /// East of Greenwich.
    longitude: f64,
}

/// A municipality (obec).
#[derive(Clone)]
pub(crate) struct Municipality {
    pub(super) municipality: Arc<directory::Municipality>,
    pub(super) populations: HashMap<Option<NaiveDate>, directory::Population>,
    pub(super) extended_powers: HashMap<NaiveDate, directory::AdministrativeDistrict>,
    pub(super) memberships: HashMap<Part, Page<Membership>>,
}

/// A municipality (obec).
#[Object]
impl Municipality {
    /// Id of the municipality: `municipality_` and its code.
    pub(crate) async fn id(&self) -> ID {
        ids::register_id("municipality", &self.municipality.code.to_string())
    }

    /// Its code (kód obce), e.g. `506214`. Names repeat, codes don't.
    async fn code(&self) -> MunicipalityCode {
        MunicipalityCode(self.municipality.code.to_string())
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.municipality.name
    }

    /// What it may call itself.
    async fn status(&self) -> MunicipalityStatus {
        self.municipality.status.into()
    }

    /// Its identification number (IČO); null: unknown.
    async fn ico(&self) -> Option<Ico> {
        self.municipality.ico.as_ref().map(|ico| Ico(ico.as_str().to_owned()))
    }

    /// The district (okres) it lies in.
    async fn district(&self) -> District {
        District::from(&self.municipality.district)
    }

    /// The region (kraj) it lies in.
    async fn region(&self) -> Region {
        Region::from(&self.municipality.district.region)
    }

    /// Správní obvod obce s rozšířenou působností (ORP).
    async fn extended_powers_district(
        &self,
        #[graphql(desc = "The day; the latest known when nothing is said.")] on_date: Option<Date>,
    ) -> AdministrativeDistrict {
        let on_the_day = on_date.and_then(|day| self.extended_powers.get(&day.0));
        let latest = &self.municipality.extended_powers_district;
        AdministrativeDistrict::from(on_the_day.unwrap_or(latest))
    }

    /// Správní obvod pověřeného obecního úřadu (POÚ).
    async fn authorised_office_district(&self) -> AdministrativeDistrict {
        AdministrativeDistrict::from(&self.municipality.authorised_office_district)
    }

    /// Since when it exists; null: since an unknown day.
    async fn valid_from(&self) -> Option<Date> {
        self.municipality.valid_from.map(Date)
    }

    /// The first day it no longer exists; null: it exists.
    async fn valid_until(&self) -> Option<Date> {
        self.municipality.valid_until.map(Date)
    }

    /// Its inhabitants as known of a day or before it; null: unknown.
    async fn population(
        &self,
        #[graphql(desc = "The day; the latest known when nothing is said.")] on_date: Option<Date>,
    ) -> Option<Population> {
        let known = self.populations.get(&on_date.map(|day| day.0))?;
        Some(Population { count: known.inhabitants, as_of: Date(known.as_of) })
    }

    /// Where it lies; null: unknown.
    async fn location(&self) -> Option<Location> {
        self.municipality.position.map(Into::into)
    }

    /// The associations it belongs to on a day. In many, but in one community only (§ 53b(3)).
    async fn memberships(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Membership>> {
        let cursor = |node: &Membership| node.membership.association.cursor();
        dated(ctx, &self.memberships, on_date, &Relay { first, after, last, before }, cursor)
    }
}

/// An association of municipalities (dobrovolný svazek obcí, společenství obcí): a legal person of the public register.
#[derive(Clone)]
pub(crate) struct Association {
    pub(super) association: directory::Association,
    pub(super) members: HashMap<Part, Page<Membership>>,
    pub(super) eligibilities: HashMap<NaiveDate, CommunityEligibility>,
    pub(super) tenant: Option<Tenant>,
    pub(super) labels: Vec<String>,
}

impl Association {
    /// Which.
    pub(crate) fn key(&self) -> AssociationId {
        self.association.id
    }
}

/// An association of municipalities (dobrovolný svazek obcí, společenství obcí): a legal person of the public register.
#[Object]
impl Association {
    /// Id of the association: `association_` and its IČO.
    pub(crate) async fn id(&self) -> ID {
        ids::register_id("association", self.association.ico.as_str())
    }

    /// Its identification number (IČO).
    async fn ico(&self) -> Ico {
        Ico(self.association.ico.as_str().to_owned())
    }

    /// The name it bears on a day.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
    ) -> Result<&str> {
        Ok(self.association.name_on(day(ctx, on_date.map(|day| day.0))?))
    }

    /// What it is by law on a day.
    async fn kind(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
    ) -> Result<AssociationKind> {
        Ok(self.association.kind(day(ctx, on_date.map(|day| day.0))?).into())
    }

    /// The district (okres) of its seat; null: unknown.
    async fn district(&self) -> Option<District> {
        self.association.district.as_ref().map(District::from)
    }

    /// Since when it exists; null: since an unknown day.
    async fn founded_on(&self) -> Option<Date> {
        self.association.founded_on.map(Date)
    }

    /// When it ended; null: it exists.
    async fn dissolved_on(&self) -> Option<Date> {
        self.association.dissolved_on.map(Date)
    }

    /// The municipalities that belong to it on a day.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Membership>> {
        let cursor = |node: &Membership| node.membership.municipality.cursor();
        dated(ctx, &self.members, on_date, &Relay { first, after, last, before }, cursor)
    }

    /// Words by which associations are found together, in Czech order, e.g. `CSS 2016–2020`.
    async fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Whether it may be a společenství obcí on a day (§ 53a and § 53b), rule by rule.
    async fn community_eligibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, in Prague; today when nothing is said.")] on_date: Option<Date>,
    ) -> Result<&CommunityEligibility> {
        let day = day(ctx, on_date.map(|day| day.0))?;
        let missing = || fail(ctx, &Error::broken("an eligibility was not read ahead"));
        self.eligibilities.get(&day).ok_or_else(missing)
    }

    /// The tenant it became when it was onboarded; null but for one's own and for the nation.
    async fn tenant(&self) -> Option<&Tenant> {
        self.tenant.as_ref()
    }
}

/// A municipality's membership of an association.
#[derive(Clone)]
pub(crate) struct Membership {
    pub(super) membership: directory::Membership,
    pub(super) municipality: Option<Municipality>,
    pub(super) association: Option<Association>,
}

/// A municipality's membership of an association.
#[Object(name = "AssociationMembership")]
impl Membership {
    /// Id of the membership.
    async fn id(&self) -> ID {
        ids::id(self.membership.id)
    }

    /// Who belongs.
    async fn municipality(&self) -> Option<&Municipality> {
        self.municipality.as_ref()
    }

    /// To what it belongs.
    async fn association(&self) -> Option<&Association> {
        self.association.as_ref()
    }

    /// Since when; null: since an unknown day.
    async fn joined_on(&self) -> Option<Date> {
        self.membership.joined_on.map(Date)
    }

    /// The first day it no longer belongs; null: it does.
    async fn left_on(&self) -> Option<Date> {
        self.membership.left_on.map(Date)
    }
}

fn dated(
    ctx: &Context<'_>,
    parts: &HashMap<Part, Page<Membership>>,
    on_date: Option<Date>,
    relay: &Relay,
    cursor: impl Fn(&Membership) -> Cursor,
) -> Result<List<Membership>> {
    let part = (day(ctx, on_date.map(|day| day.0))?, relay.read(ctx)?);
    let missing = || fail(ctx, &Error::broken("a list of memberships was not read ahead"));
    let page = parts.get(&part).cloned().ok_or_else(missing)?;
    Ok(list(page, cursor, |node| node))
}

impl From<directory::Position> for Location {
    fn from(position: directory::Position) -> Self {
        Self { latitude: position.latitude, longitude: position.longitude }
    }
}

impl From<&directory::Region> for Region {
    fn from(region: &directory::Region) -> Self {
        let id = ids::register_id("region", &region.code);
        Self { id, code: region.code.clone(), name: region.name.clone() }
    }
}

impl From<&directory::District> for District {
    fn from(district: &directory::District) -> Self {
        let id = ids::register_id("district", &district.code);
        let region = Region::from(&district.region);
        Self { id, code: district.code.clone(), name: district.name.clone(), region }
    }
}

impl From<&directory::AdministrativeDistrict> for AdministrativeDistrict {
    fn from(district: &directory::AdministrativeDistrict) -> Self {
        Self { code: district.code.clone(), name: district.name.clone() }
    }
}

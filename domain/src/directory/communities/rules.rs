//! § 53a and § 53b, rule by rule, over what the register says of a day.

use super::rejection::Rejection;
use crate::directory::rules::{
    AdministrativeDistrict, Association, MunicipalityCode, NAME_LONGEST,
};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use crate::kernel::text;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// § 53b(1): so many members are enough, whatever the district.
const MEMBERS_ENOUGH: i32 = 15;
/// § 53b(1): in a district of fewer municipalities a share of them is enough.
const SMALL_DISTRICT_BELOW: i32 = 25;
/// § 53b(1): the share, as a fraction.
const SHARE: (i32, i32) = (3, 5);
/// § 53b(4): up to so many municipalities, so many communities; in larger districts one more than the last.
const COMMUNITIES: [(i32, i32); 3] = [(40, 1), (60, 2), (80, 3)];

/// A rule that decides whether an association may be a společenství obcí.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommunityRule {
    /// It is a svazek obcí on that day.
    Existence,
    /// It has enough members.
    Size,
    /// All of them lie in one district of extended powers.
    OneDistrict,
    /// None of them is in another společenství.
    OtherCommunities,
    /// The district has room for one more.
    RoomInDistrict,
}

impl CommunityRule {
    /// Where Act 128/2000 Sb. says it.
    pub const fn paragraph(self) -> &'static str {
        match self {
            Self::Existence => "§ 53a",
            Self::Size => "§ 53b(1)",
            Self::OneDistrict => "§ 53b(2)",
            Self::OtherCommunities => "§ 53b(3)",
            Self::RoomInDistrict => "§ 53b(4)",
        }
    }
}

/// Whether an association may be a společenství obcí on a day, with the figures that each rule is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibility {
    /// Of which day.
    pub on: NaiveDate,
    /// § 53a.
    pub existence: Existence,
    /// § 53b(1).
    pub size: Size,
    /// § 53b(2).
    pub one_district: OneDistrict,
    /// § 53b(3).
    pub other_communities: OtherCommunities,
    /// § 53b(4).
    pub room_in_district: RoomInDistrict,
}

/// § 53a: a svazek obcí, which there is on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Existence {
    /// `None`: on an unknown day.
    pub founded_on: Option<NaiveDate>,
    /// `None`: it exists.
    pub dissolved_on: Option<NaiveDate>,
    /// Whether it exists on the day.
    pub is_met: bool,
}

/// § 53b(1): at least 15 members, or at least 3/5 of the district's municipalities where it has fewer than 25.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// How many members it has.
    pub members: i32,
    /// How many are enough in any district.
    pub members_enough: i32,
    /// The district in which most of its members lie; `None`: it has no members.
    pub district: Option<DistrictSize>,
    /// Whether one of the two is so.
    pub is_met: bool,
}

/// A district of extended powers, beside what of it belongs to an association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictSize {
    /// Which.
    pub district: AdministrativeDistrict,
    /// How many municipalities it has.
    pub municipalities: i32,
    /// How many of them are members.
    pub members: i32,
    /// How many would be enough; `None`: it isn't small, so no share is.
    pub members_enough: Option<i32>,
}

/// § 53b(2): all members in the same district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneDistrict {
    /// In which districts the members lie, those with most of them first.
    pub districts: Vec<DistrictShare>,
    /// Whether it is exactly one.
    pub is_met: bool,
}

/// How many members lie in a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictShare {
    /// Which.
    pub district: AdministrativeDistrict,
    /// How many.
    pub members: i32,
}

/// § 53b(3): no member in another společenství.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCommunities {
    /// Which members are, and in which, by the members' codes.
    pub memberships: Vec<OtherCommunity>,
    /// Whether there is none.
    pub is_met: bool,
}

/// A municipality's membership of a společenství.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCommunity {
    /// The municipality.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub municipality_name: String,
    /// The společenství.
    pub community: AssociationId,
    /// Its identity outside.
    pub ico: Ico,
    /// Its name.
    pub name: String,
    /// In which district of extended powers the municipality lies.
    pub district_code: String,
}

/// § 53b(4): one společenství in a district of up to 40 municipalities, two up to 60, three up to 80, four in a larger one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomInDistrict {
    /// The district in which most of its members lie; `None`: it has no members.
    pub district: Option<AdministrativeDistrict>,
    /// How many municipalities the district has.
    pub municipalities: i32,
    /// How many other communities have members in it.
    pub communities: i32,
    /// How many it may have, this one too.
    pub communities_most: i32,
    /// Whether there is room for this one.
    pub is_met: bool,
}

impl Eligibility {
    /// Whether every rule is met.
    pub fn is_eligible(&self) -> bool {
        self.unmet().is_empty()
    }

    /// The rules that aren't.
    pub fn unmet(&self) -> Vec<CommunityRule> {
        let judged = [
            (CommunityRule::Existence, self.existence.is_met),
            (CommunityRule::Size, self.size.is_met),
            (CommunityRule::OneDistrict, self.one_district.is_met),
            (CommunityRule::OtherCommunities, self.other_communities.is_met),
            (CommunityRule::RoomInDistrict, self.room_in_district.is_met),
        ];
        judged.into_iter().filter(|(_, is_met)| !is_met).map(|(rule, _)| rule).collect()
    }
}

/// Act 418/2023 Sb. knows communities from this day on.
const FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2024, 1, 1);
/// How far ahead the status may be written down, in days: a year, and a leap day.
const AHEAD_DAYS: u64 = 366;

/// A name that says what it is the name of: "společenství obcí", or "s. o." as a word of its own (§ 53c).
///
/// # Errors
/// [`Error::Invalid`].
pub(super) fn name_of_community(name: &str) -> Result<String> {
    let path = ["input", "name"];
    let name = text::required(name, NAME_LONGEST, &path)?;
    let spoken = name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let is_said = spoken.contains("společenství obcí")
        || spoken
            .match_indices("s. o.")
            .any(|(at, _)| !spoken.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric));
    if is_said { Ok(name) } else { Err(Error::invalid(&path, Rejection::NameOfNoCommunity.code())) }
}

/// The day must be one of the law's, and near; `today` is the day in Prague.
///
/// # Errors
/// [`Error::Invalid`].
pub(super) fn may_begin(from: NaiveDate, today: NaiveDate) -> Result<()> {
    let latest = today.checked_add_days(Days::new(AHEAD_DAYS));
    let is_fine =
        FIRST_DAY.is_some_and(|first| first <= from) && latest.is_some_and(|last| from <= last);
    if is_fine { Ok(()) } else { Err(Error::invalid(&["input", "from"], code::OUT_OF_RANGE)) }
}

/// What the register says of a day.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Of each association, where its members lie.
    pub(super) members: HashMap<AssociationId, Vec<(MunicipalityCode, AdministrativeDistrict)>>,
    /// How many municipalities a district has, by its code.
    pub(super) municipalities: HashMap<String, i32>,
    /// Who belongs to a společenství, in those districts.
    pub(super) in_communities: Vec<OtherCommunity>,
}

/// Judges one association.
pub(super) fn judge(facts: &Facts, association: &Association, on: NaiveDate) -> Eligibility {
    let members = facts.members.get(&association.id).map_or(&[][..], Vec::as_slice);
    let districts = by_district(members);
    let most = districts.first();
    Eligibility {
        on,
        existence: existence(association, on),
        size: size(facts, count(members.len()), most),
        other_communities: other_communities(facts, association.id, members),
        room_in_district: room_in_district(facts, association.id, most),
        one_district: OneDistrict { is_met: districts.len() == 1, districts },
    }
}

/// Those with most members first, and by code where there are as many.
fn by_district(members: &[(MunicipalityCode, AdministrativeDistrict)]) -> Vec<DistrictShare> {
    let mut counted: BTreeMap<&str, DistrictShare> = BTreeMap::new();
    for (_, district) in members {
        let none = || DistrictShare { district: district.clone(), members: 0 };
        counted.entry(&district.code).or_insert_with(none).members += 1;
    }
    let mut districts: Vec<DistrictShare> = counted.into_values().collect();
    districts.sort_by_key(|district| -district.members);
    districts
}

fn existence(association: &Association, on: NaiveDate) -> Existence {
    let Association { founded_on, dissolved_on, .. } = *association;
    let is_met = founded_on.is_none_or(|day| day <= on) && dissolved_on.is_none_or(|day| on < day);
    Existence { founded_on, dissolved_on, is_met }
}

fn size(facts: &Facts, members: i32, most: Option<&DistrictShare>) -> Size {
    let district = most.map(|share| {
        let municipalities = municipalities_of(facts, &share.district.code);
        let is_small = municipalities < SMALL_DISTRICT_BELOW;
        DistrictSize {
            district: share.district.clone(),
            municipalities,
            members: share.members,
            members_enough: is_small.then_some(share_of(municipalities)),
        }
    });
    let has_share = district
        .as_ref()
        .is_some_and(|own| own.members_enough.is_some_and(|enough| own.members >= enough));
    let is_met = members >= MEMBERS_ENOUGH || has_share;
    Size { members, members_enough: MEMBERS_ENOUGH, district, is_met }
}

/// The least whole number that is at least three fifths: a part of a municipality is none.
fn share_of(municipalities: i32) -> i32 {
    let (part, whole) = SHARE;
    (municipalities * part + whole - 1) / whole
}

fn other_communities(
    facts: &Facts,
    own: AssociationId,
    members: &[(MunicipalityCode, AdministrativeDistrict)],
) -> OtherCommunities {
    let members: BTreeSet<MunicipalityCode> = members.iter().map(|(code, _)| *code).collect();
    let elsewhere =
        |other: &&OtherCommunity| other.community != own && members.contains(&other.municipality);
    let mut memberships: Vec<OtherCommunity> =
        facts.in_communities.iter().filter(elsewhere).cloned().collect();
    memberships.sort_by_key(|other| other.municipality);
    OtherCommunities { is_met: memberships.is_empty(), memberships }
}

fn room_in_district(
    facts: &Facts,
    own: AssociationId,
    most: Option<&DistrictShare>,
) -> RoomInDistrict {
    let district = most.map(|share| share.district.clone());
    let code = district.as_ref().map_or("", |district| district.code.as_str());
    let here = |other: &&OtherCommunity| other.community != own && other.district_code == code;
    let others: BTreeSet<AssociationId> =
        facts.in_communities.iter().filter(here).map(|other| other.community).collect();
    let (municipalities, communities) = (municipalities_of(facts, code), count(others.len()));
    let communities_most = communities_most(municipalities);
    let is_met = district.is_some() && communities < communities_most;
    RoomInDistrict { district, municipalities, communities, communities_most, is_met }
}

fn communities_most(municipalities: i32) -> i32 {
    let row = COMMUNITIES.iter().find(|(up_to, _)| municipalities <= *up_to);
    row.map_or(4, |(_, most)| *most)
}

fn municipalities_of(facts: &Facts, district_code: &str) -> i32 {
    facts.municipalities.get(district_code).copied().unwrap_or(0)
}

fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;

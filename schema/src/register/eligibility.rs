//! Whether an association may be a společenství obcí, rule by rule.

use super::types::AdministrativeDistrict;
use crate::scalars::{Date, Ico, MunicipalityCode};
use async_graphql::{Enum, Interface, SimpleObject};
use domain::directory;
use domain::directory::CommunityRule as Rule;

/// A rule that decides whether an association may be a společenství obcí.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "directory::CommunityRule")]
pub(crate) enum CommunityRule {
    /// It is a svazek obcí on that day (§ 53a).
    Existence,
    /// It has at least 15 members, or at least 3/5 of the municipalities of the district where that has fewer than 25 (§ 53b(1)).
    Size,
    /// All members lie in the same district of extended powers (ORP) (§ 53b(2)).
    OneDistrict,
    /// No member is in another společenství already (§ 53b(3)).
    OtherCommunities,
    /// The district has room for one more: one in a district of up to 40 municipalities, two up to 60, three up to 80, four in a larger one (§ 53b(4)).
    RoomInDistrict,
}

/// Whether an association may be a společenství obcí on a day, as far as the register says. Whether it has adopted the
/// strategy that § 53a asks for is judged by the regional office.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct CommunityEligibility {
    /// Of which day.
    on_date: Date,
    /// Whether every rule is met.
    eligible: bool,
    /// Each rule, with the figures it is judged by.
    rules: Vec<RuleResult>,
}

/// A rule of § 53a or § 53b, and whether it is met.
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "rule", ty = "&CommunityRule", desc = "Which rule."),
    field(
        name = "paragraph",
        ty = "&String",
        desc = "Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`."
    ),
    field(name = "met", ty = "&bool", desc = "Whether it is met.")
)]
pub(crate) enum RuleResult {
    Existence(ExistenceResult),
    Size(SizeResult),
    OneDistrict(OneDistrictResult),
    OtherCommunities(OtherCommunitiesResult),
    RoomInDistrict(RoomInDistrictResult),
}

/// Whether it is a svazek obcí on that day.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ExistenceResult {
    /// Which rule.
    rule: CommunityRule,
    /// Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`.
    paragraph: String,
    /// Whether it is met.
    met: bool,
    /// Since when the association exists; null: since an unknown day.
    founded_on: Option<Date>,
    /// When it ended; null: it exists.
    dissolved_on: Option<Date>,
}

/// Whether it has enough members.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct SizeResult {
    /// Which rule.
    rule: CommunityRule,
    /// Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`.
    paragraph: String,
    /// Whether it is met.
    met: bool,
    /// How many members it has.
    members: i32,
    /// How many members are enough in any district.
    members_enough: i32,
    /// The district in which most members lie, with the share that would be enough; null: it has no members.
    district: Option<DistrictSize>,
}

/// A district of extended powers (ORP), beside what of it belongs to an association.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DistrictSize {
    /// Which.
    district: AdministrativeDistrict,
    /// How many municipalities it has.
    municipalities: i32,
    /// How many of them are members.
    members: i32,
    /// How many of them would be enough; null: it has 25 municipalities or more, so no share is.
    members_enough: Option<i32>,
}

/// Whether all members lie in the same district.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct OneDistrictResult {
    /// Which rule.
    rule: CommunityRule,
    /// Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`.
    paragraph: String,
    /// Whether it is met.
    met: bool,
    /// In which districts members lie, those with most of them first.
    districts: Vec<DistrictShare>,
}

/// How many members lie in a district of extended powers (ORP).
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct DistrictShare {
    /// Which.
    district: AdministrativeDistrict,
    /// How many.
    members: i32,
}

/// Whether no member is in another společenství.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct OtherCommunitiesResult {
    /// Which rule.
    rule: CommunityRule,
    /// Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`.
    paragraph: String,
    /// Whether it is met.
    met: bool,
    /// Which members are, and in which, by the members' codes.
    memberships: Vec<OtherCommunity>,
}

/// A municipality's membership of another společenství obcí.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct OtherCommunity {
    /// The municipality's code (kód obce).
    municipality_code: MunicipalityCode,
    /// The municipality's name.
    municipality_name: String,
    /// Identification number (IČO) of the other společenství.
    ico: Ico,
    /// Name of the other společenství.
    name: String,
}

/// Whether the district has room for one more společenství.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct RoomInDistrictResult {
    /// Which rule.
    rule: CommunityRule,
    /// Where Act 128/2000 Sb. says it, e.g. `§ 53b(1)`.
    paragraph: String,
    /// Whether it is met.
    met: bool,
    /// The district in which most members lie; null: it has no members.
    district: Option<AdministrativeDistrict>,
    /// How many municipalities the district has.
    municipalities: i32,
    /// How many other společenství have members in the district.
    communities: i32,
    /// How many společenství the district may have, this one too.
    communities_most: i32,
}

impl From<&directory::Eligibility> for CommunityEligibility {
    fn from(found: &directory::Eligibility) -> Self {
        let rules = vec![
            RuleResult::Existence((&found.existence).into()),
            RuleResult::Size((&found.size).into()),
            RuleResult::OneDistrict((&found.one_district).into()),
            RuleResult::OtherCommunities((&found.other_communities).into()),
            RuleResult::RoomInDistrict((&found.room_in_district).into()),
        ];
        Self { on_date: Date(found.on), eligible: found.is_eligible(), rules }
    }
}

impl From<&directory::Existence> for ExistenceResult {
    fn from(found: &directory::Existence) -> Self {
        Self {
            rule: Rule::Existence.into(),
            paragraph: Rule::Existence.paragraph().to_owned(),
            met: found.is_met,
            founded_on: found.founded_on.map(Date),
            dissolved_on: found.dissolved_on.map(Date),
        }
    }
}

impl From<&directory::Size> for SizeResult {
    fn from(found: &directory::Size) -> Self {
        let district = |own: &directory::DistrictSize| DistrictSize {
            district: AdministrativeDistrict::from(&own.district),
            municipalities: own.municipalities,
            members: own.members,
            members_enough: own.members_enough,
        };
        Self {
            rule: Rule::Size.into(),
            paragraph: Rule::Size.paragraph().to_owned(),
            met: found.is_met,
            members: found.members,
            members_enough: found.members_enough,
            district: found.district.as_ref().map(district),
        }
    }
}

impl From<&directory::OneDistrict> for OneDistrictResult {
    fn from(found: &directory::OneDistrict) -> Self {
        let share = |own: &directory::DistrictShare| DistrictShare {
            district: AdministrativeDistrict::from(&own.district),
            members: own.members,
        };
        Self {
            rule: Rule::OneDistrict.into(),
            paragraph: Rule::OneDistrict.paragraph().to_owned(),
            met: found.is_met,
            districts: found.districts.iter().map(share).collect(),
        }
    }
}

impl From<&directory::OtherCommunities> for OtherCommunitiesResult {
    fn from(found: &directory::OtherCommunities) -> Self {
        let other = |own: &directory::OtherCommunity| OtherCommunity {
            municipality_code: MunicipalityCode(own.municipality.to_string()),
            municipality_name: own.municipality_name.clone(),
            ico: Ico(own.ico.as_str().to_owned()),
            name: own.name.clone(),
        };
        Self {
            rule: Rule::OtherCommunities.into(),
            paragraph: Rule::OtherCommunities.paragraph().to_owned(),
            met: found.is_met,
            memberships: found.memberships.iter().map(other).collect(),
        }
    }
}

impl From<&directory::RoomInDistrict> for RoomInDistrictResult {
    fn from(found: &directory::RoomInDistrict) -> Self {
        Self {
            rule: Rule::RoomInDistrict.into(),
            paragraph: Rule::RoomInDistrict.paragraph().to_owned(),
            met: found.is_met,
            district: found.district.as_ref().map(AdministrativeDistrict::from),
            municipalities: found.municipalities,
            communities: found.communities,
            communities_most: found.communities_most,
        }
    }
}

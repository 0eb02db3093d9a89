//! The invented register: territory, municipalities and their associations. Codes and numbers have the form of real ones, with
//! right check digits, in ranges in which nothing was given out.

use super::calendar::Calendar;
use super::dice::Dice;
use super::names;
use crate::directory::MunicipalityStatus;
use crate::kernel::ico::Ico;
use crate::kernel::ids::{AssociationId, MembershipId};
use chrono::{DateTime, Duration, NaiveDate, Utc};

const REGIONS: u32 = 14;
const DISTRICTS_OF_A_REGION: u32 = 6;
const MUNICIPALITIES_OF_A_CENTRE: u32 = 9;
/// The largest code there is has six digits, and real ones begin with 5.
const FIRST_CODE: u32 = 900_001;
/// Seven digits before the check digit; real numbers begin with 0 to 7.
const FIRST_MUNICIPAL_ICO: u32 = 9_100_000;
const FIRST_ASSOCIATION_ICO: u32 = 9_800_000;

/// Regions, districts and the like are told by the municipalities.
pub(in crate::simulation) struct Register {
    pub(in crate::simulation) municipalities: Vec<Municipality>,
    /// In the order of the centres.
    pub(in crate::simulation) associations: Vec<Association>,
}

pub(in crate::simulation) struct Municipality {
    pub(in crate::simulation) code: String,
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) status: MunicipalityStatus,
    pub(in crate::simulation) ico: Option<Ico>,
    pub(in crate::simulation) region: (String, String),
    pub(in crate::simulation) district: (String, String),
    pub(in crate::simulation) extended_powers: (String, String),
    pub(in crate::simulation) authorised_office: (String, String),
    pub(in crate::simulation) postcode: String,
    pub(in crate::simulation) latitude: f64,
    pub(in crate::simulation) longitude: f64,
    pub(in crate::simulation) inhabitants: Vec<(NaiveDate, i32)>,
    /// Who is its mayor, in every association.
    pub(in crate::simulation) mayor: super::Person,
}

pub(in crate::simulation) struct Association {
    pub(in crate::simulation) id: AssociationId,
    pub(in crate::simulation) ico: Option<Ico>,
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) district: String,
    pub(in crate::simulation) founded_on: NaiveDate,
    pub(in crate::simulation) community_from: Option<NaiveDate>,
    pub(in crate::simulation) memberships: Vec<Membership>,
}

pub(in crate::simulation) struct Membership {
    pub(in crate::simulation) id: MembershipId,
    /// The place of the municipality in the register.
    pub(in crate::simulation) municipality: usize,
    pub(in crate::simulation) joined_on: Option<NaiveDate>,
    /// Long before the first case.
    pub(in crate::simulation) left_on: Option<NaiveDate>,
}

impl Register {
    pub(super) fn of(dice: &mut Dice, centres: u32, calendar: &Calendar) -> Self {
        let count = (centres * MUNICIPALITIES_OF_A_CENTRE).max(60);
        let territory = Territory::of(dice);
        let made_at = calendar.beginning();
        let municipalities: Vec<Municipality> = (0..count)
            .map(|number| municipality(dice, number, count, &territory, calendar))
            .collect();
        let associations = (0..centres)
            .map(|number| association(dice, number, &municipalities, (calendar, made_at)))
            .collect();
        Self { municipalities, associations }
    }
}

/// Names by code.
struct Territory {
    regions: Vec<(String, String)>,
    districts: Vec<Vec<(String, String)>>,
}

impl Territory {
    fn of(dice: &mut Dice) -> Self {
        let regions = (0..REGIONS)
            .map(|n| (format!("CZ0{:02}", n + 10), names::territory("Kraj", dice, n + 1)))
            .collect::<Vec<_>>();
        let districts = (0..REGIONS)
            .map(|region| {
                (0..DISTRICTS_OF_A_REGION)
                    .map(|n| {
                        let number = region * DISTRICTS_OF_A_REGION + n + 1;
                        (
                            format!("CZ0{:02}{}", region + 10, n + 1),
                            names::territory("Okres", dice, number),
                        )
                    })
                    .collect()
            })
            .collect();
        Self { regions, districts }
    }
}

/// The `number`th of `count`: neighbours have neighbouring numbers, so that associations are of one district, mostly.
fn municipality(
    dice: &mut Dice,
    number: u32,
    count: u32,
    territory: &Territory,
    calendar: &Calendar,
) -> Municipality {
    let share = |of: u32| {
        usize::try_from(u64::from(number) * u64::from(of) / u64::from(count)).unwrap_or(0)
    };
    let of_all = share(REGIONS * DISTRICTS_OF_A_REGION);
    let in_a_region = usize::try_from(DISTRICTS_OF_A_REGION).unwrap_or(1);
    let (region, district) = (of_all / in_a_region, of_all % in_a_region);
    let (powers, office) = (share(205), share(390));
    let pair = |list: Option<&(String, String)>| list.cloned().unwrap_or_default();
    let districts = territory.districts.get(region).map(Vec::as_slice).unwrap_or_default();
    let name = names::municipality(dice);
    let (size, status) = size(dice);
    let years = (0..3)
        .filter_map(|back| calendar.first().checked_sub_months(chrono::Months::new(12 * back)));
    Municipality {
        code: (FIRST_CODE + number).to_string(),
        status,
        ico: ico(FIRST_MUNICIPAL_ICO + number),
        region: pair(territory.regions.get(region)),
        district: pair(districts.get(district)),
        extended_powers: (format!("{:04}", 1_101 + powers), format!("{name} (ORP)")),
        authorised_office: (format!("{:05}", 11_011 + office), format!("{name} (POÚ)")),
        postcode: format!("{:05}", 99_000 - number % 1_000),
        // Columns of regions from west to east, within the country's borders for the most part.
        latitude: 49.0 + f64::from(dice.below(1_400)) / 1_000.0,
        longitude: 13.0
            + f64::from(number) / f64::from(count) * 5.0
            + f64::from(dice.below(200)) / 1_000.0,
        inhabitants: years.zip([size, size - size / 100, size + size / 90]).collect(),
        mayor: super::Person {
            id: dice.id(calendar.beginning(), 0),
            email: format!("starosta.{}@simulace.example", FIRST_CODE + number),
            name: names::person(dice),
        },
        name,
    }
}

/// Inhabitants and what it may call itself, as often as in the country.
fn size(dice: &mut Dice) -> (i32, MunicipalityStatus) {
    let (least, most, status) = match dice.below(100) {
        0..22 => (40, 199, MunicipalityStatus::Municipality),
        22..54 => (200, 499, MunicipalityStatus::Municipality),
        54..76 => (500, 999, MunicipalityStatus::Municipality),
        76..89 => (1_000, 1_999, MunicipalityStatus::MarketTown),
        89..96 => (2_000, 4_999, MunicipalityStatus::Town),
        _ => (5_000, 40_000, MunicipalityStatus::Town),
    };
    (i32::try_from(dice.between(least, most)).unwrap_or(0), status)
}

fn association(
    dice: &mut Dice,
    number: u32,
    municipalities: &[Municipality],
    (calendar, made_at): (&Calendar, DateTime<Utc>),
) -> Association {
    let place = usize::try_from(number).unwrap_or(0);
    let seat = place * usize::try_from(MUNICIPALITIES_OF_A_CENTRE).unwrap_or(1);
    let members = match number {
        0 => 40,
        1..50 => dice.between(12, 35),
        _ => dice.between(4, 20),
    };
    let years = |count: u32| Duration::days(i64::from(count) * 365);
    let founded_on = calendar.first() - years(dice.between(6, 25));
    let memberships = (0..usize::try_from(members).unwrap_or(0))
        .map(|n| {
            let has_left = n > 2 && dice.happens(30);
            Membership {
                id: dice.id(made_at, 0),
                municipality: (seat + n) % municipalities.len(),
                joined_on: (!dice.happens(100)).then_some(founded_on),
                left_on: has_left.then(|| calendar.first() - years(dice.between(1, 5))),
            }
        })
        .collect();
    Association {
        id: dice.id(made_at, 0),
        ico: ico(FIRST_ASSOCIATION_ICO + number),
        name: names::association(dice, place),
        district: municipalities
            .get(seat % municipalities.len())
            .map(|m| m.district.0.clone())
            .unwrap_or_default(),
        founded_on,
        // So far apart that no municipality is in two of them.
        community_from: (number % 20 == 7).then(|| calendar.first() - years(1)),
        memberships,
    }
}

/// With the check digit that belongs behind these seven.
fn ico(body: u32) -> Option<Ico> {
    (0..10).find_map(|check| format!("{body:07}{check}").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invented_body_has_a_number_of_its_own_with_a_right_check_digit() {
        let calendar = Calendar::until("2026-10-31".parse().unwrap());
        let register = Register::of(&mut Dice::of(1, 0), 700, &calendar);
        let municipal = register.municipalities.iter().map(|m| m.ico.clone().unwrap());
        let icos = municipal.chain(register.associations.iter().map(|a| a.ico.clone().unwrap()));
        let different: std::collections::BTreeSet<Ico> = icos.collect();
        assert_eq!(different.len(), 6_300 + 700);
    }

    #[test]
    fn no_municipality_is_in_two_communities() {
        let calendar = Calendar::until("2026-10-31".parse().unwrap());
        let register = Register::of(&mut Dice::of(1, 0), 700, &calendar);
        let communities = register.associations.iter().filter(|a| a.community_from.is_some());
        let mut members: Vec<usize> =
            communities.flat_map(|a| a.memberships.iter().map(|m| m.municipality)).collect();
        let all = members.len();
        members.sort_unstable();
        members.dedup();
        assert_eq!(members.len(), all);
    }
}

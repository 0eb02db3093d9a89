use super::*;
use uuid::Uuid;

const OWN: u128 = 1;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn own() -> Association {
    Association {
        id: Uuid::from_u128(OWN).into(),
        ico: Ico::try_from("70964611").unwrap(),
        name: "Svazek".to_owned(),
        district: None,
        founded_on: Some(day("2001-12-20")),
        dissolved_on: None,
        community_from: None,
        former_name: None,
    }
}

fn code(number: usize) -> MunicipalityCode {
    MunicipalityCode::parse(&format!("{number:06}")).unwrap()
}

fn district(code: &str) -> AdministrativeDistrict {
    AdministrativeDistrict { code: code.to_owned(), name: format!("ORP {code}") }
}

/// Members in each district, beside how many municipalities it has.
fn facts(districts: &[(&str, usize, i32)]) -> Facts {
    let mut facts = Facts::default();
    let mut members = Vec::new();
    for (name, count, municipalities) in districts {
        let first = members.len();
        members.extend((first..first + count).map(|number| (code(number), district(name))));
        facts.municipalities.insert((*name).to_owned(), *municipalities);
    }
    facts.members.insert(Uuid::from_u128(OWN).into(), members);
    facts
}

fn in_community(municipality: usize, community: u128, district: &str) -> OtherCommunity {
    OtherCommunity {
        municipality: code(municipality),
        municipality_name: "Obec".to_owned(),
        community: Uuid::from_u128(community).into(),
        ico: Ico::try_from("70964611").unwrap(),
        name: "Společenství".to_owned(),
        district_code: district.to_owned(),
    }
}

fn judged(facts: &Facts) -> Eligibility {
    judge(facts, &own(), day("2026-03-02"))
}

#[test]
fn fifteen_members_are_enough_anywhere_and_three_fifths_in_a_small_district() {
    for (members, municipalities, is_met) in [
        (15, 80, true),
        (14, 80, false),
        // From 25 municipalities on no share counts.
        (14, 25, false),
        (14, 24, false),
        (15, 24, true),
        (14, 23, true),
        (13, 23, false),
        // Three fifths of 9 are 5.4: five are fewer.
        (6, 9, true),
        (5, 9, false),
        (3, 5, true),
        (2, 5, false),
        (1, 1, true),
        (0, 9, false),
    ] {
        let found = judged(&facts(&[("8101", members, municipalities)])).size;
        assert_eq!(found.is_met, is_met, "{members} of {municipalities}: {found:?}");
    }
}

#[test]
fn the_share_is_that_of_the_district_in_which_most_members_lie() {
    let found = judged(&facts(&[("8102", 5, 40), ("8101", 9, 9)]));
    let size = found.size;
    assert_eq!((size.members, size.members_enough, size.is_met), (14, 15, true));
    let most = size.district.unwrap();
    assert_eq!((most.district.code.as_str(), most.members), ("8101", 9));
    assert_eq!((most.municipalities, most.members_enough), (9, Some(6)));
    let shares: Vec<_> = found
        .one_district
        .districts
        .iter()
        .map(|d| (d.district.code.as_str(), d.members))
        .collect();
    assert_eq!((shares, found.one_district.is_met), (vec![("8101", 9), ("8102", 5)], false));
}

#[test]
fn a_district_has_room_for_one_to_four() {
    for (municipalities, most) in
        [(1, 1), (40, 1), (41, 2), (60, 2), (61, 3), (80, 3), (81, 4), (111, 4)]
    {
        let mut facts = facts(&[("8101", 15, municipalities)]);
        for others in 0..=4 {
            let room = judged(&facts).room_in_district;
            assert_eq!((room.communities, room.communities_most), (others, most));
            assert_eq!(room.is_met, others < most, "{others} of {municipalities}");
            let community = u128::try_from(others).unwrap() + 10;
            // Two members of one community are one community, and who is elsewhere takes no room here.
            facts.in_communities.push(in_community(900, community, "8101"));
            facts.in_communities.push(in_community(901, community, "8101"));
            facts.in_communities.push(in_community(902, community + 100, "8102"));
        }
    }
}

#[test]
fn a_member_in_another_community_is_named_and_the_own_one_is_no_other() {
    let mut facts = facts(&[("8101", 15, 30)]);
    facts.in_communities.push(in_community(3, OWN, "8101"));
    let found = judged(&facts);
    assert!(found.is_eligible(), "{found:?}");
    facts.in_communities.push(in_community(4, 7, "8101"));
    facts.in_communities.push(in_community(2, 7, "8101"));
    facts.in_communities.push(in_community(77, 7, "8101"));
    let found = judged(&facts);
    let who: Vec<_> =
        found.other_communities.memberships.iter().map(|other| other.municipality).collect();
    assert_eq!(who, [code(2), code(4)]);
    assert_eq!(found.unmet(), [CommunityRule::OtherCommunities, CommunityRule::RoomInDistrict]);
}

#[test]
fn without_members_nothing_of_53b_but_the_third_rule_is_met() {
    let found = judged(&Facts::default());
    let unmet = [CommunityRule::Size, CommunityRule::OneDistrict, CommunityRule::RoomInDistrict];
    assert_eq!(found.unmet(), unmet);
    assert_eq!(found.size.district, None);
}

#[test]
fn it_must_exist_on_the_day() {
    let facts = facts(&[("8101", 15, 30)]);
    let ended = Association { dissolved_on: Some(day("2026-01-01")), ..own() };
    for (on, is_met) in
        [("2001-12-19", false), ("2001-12-20", true), ("2025-12-31", true), ("2026-01-01", false)]
    {
        assert_eq!(judge(&facts, &ended, day(on)).existence.is_met, is_met, "{on}");
    }
    let unknown = Association { founded_on: None, ..own() };
    assert!(judge(&facts, &unknown, day("1990-01-01")).is_eligible());
}

#[test]
fn each_rule_has_its_paragraph() {
    let rules = judged(&Facts::default());
    assert_eq!(rules.unmet()[0].paragraph(), "§ 53b(1)");
    assert_eq!(CommunityRule::RoomInDistrict.paragraph(), "§ 53b(4)");
}

#[test]
fn a_community_s_name_says_what_it_is() {
    for (name, is_fine) in [
        ("Společenství obcí Rychnovsko", true),
        ("RYCHNOVSKO, SPOLEČENSTVÍ  OBCÍ", true),
        ("Rychnovsko s. o.", true),
        ("Rychnovsko, s.\u{a0}o.", true),
        ("Rychnovsko s.o.", false),
        ("Mikroregion Rychnovsko", false),
        ("Vodovod, s. r. o.", false),
        ("Obces. o.", false),
        ("Společenství", false),
        ("  ", false),
    ] {
        assert_eq!(name_of_community(name).is_ok(), is_fine, "{name}");
    }
    assert!(name_of_community(&format!("{} s. o.", "a".repeat(194))).is_ok());
    assert!(name_of_community(&format!("{} s. o.", "a".repeat(195))).is_err());
}

#[test]
fn the_status_begins_under_the_law_and_within_a_year() {
    let today = day("2026-03-02");
    for (from, is_fine) in
        [("2023-12-31", false), ("2024-01-01", true), ("2027-03-03", true), ("2027-03-04", false)]
    {
        assert_eq!(may_begin(day(from), today).is_ok(), is_fine, "{from}");
    }
}

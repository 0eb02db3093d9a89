//! The associations whose members are known, by the country's own files, where `CENTRUM_NATIONAL_DATA` names their folder.

use super::eligible::RULES;
use crate::house::House;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

const HLUCINSKO_ZAPAD: &str = "70964611";

fn file(name: &str) -> Option<String> {
    let Ok(folder) = std::env::var("CENTRUM_NATIONAL_DATA") else {
        println!("skipped: CENTRUM_NATIONAL_DATA names no folder with the publishers' files");
        return None;
    };
    Some(std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap())
}

#[tokio::test]
async fn of_the_sixteen_whose_members_are_known_one_has_the_size_and_the_one_district() {
    let Some(municipalities) = file("municipalities.csv") else { return };
    let (Some(associations), Some(memberships)) =
        (file("dso_monitor_2019.csv"), file("dso_members_found.csv"))
    else {
        return;
    };
    let listed: BTreeMap<String, String> = memberships.lines().skip(1).map(ico_and_name).collect();
    assert_eq!(listed.len(), 16);
    let house = House::fresh().await;
    house.read_in([municipalities, associations, memberships]).await;
    let coordinator = house.coordinator().await;
    let query =
        format!("query($ico: Ico!, $day: Date) {{ association(ico: $ico) {{ name {RULES} }} }}");
    let mut meets = Vec::new();
    for ico in listed.keys() {
        let found = coordinator.done(&query, json!({ "ico": ico, "day": null })).await;
        let rules = found.list("/association/communityEligibility/rules");
        println!("{}", line(ico, found.text("/association/name"), rules));
        if rules[1]["met"] == true && rules[2]["met"] == true {
            meets.push(found.text("/association/name").to_owned());
        }
        if ico == HLUCINSKO_ZAPAD {
            let shares = rules[2]["districts"].as_array().unwrap();
            let members: Vec<&Value> = shares.iter().map(|share| &share["members"]).collect();
            assert_eq!(members, [9, 5]);
            assert_eq!(found.data("/association/communityEligibility/eligible"), false);
        }
    }
    assert_eq!(meets.len(), 1, "{meets:?}");
    assert!(meets[0].to_lowercase().contains("rychnovsko"), "{meets:?}");
}

/// The file's first two columns; a name with a comma stands in quotes.
fn ico_and_name(line: &str) -> (String, String) {
    let (ico, rest) = line.split_once(',').unwrap();
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split(',').next(),
    };
    (ico.to_owned(), name.unwrap().to_owned())
}

/// A line of the table: each rule met or not, with its figures.
fn line(ico: &str, name: &str, rules: &[Value]) -> String {
    let word = |rule: &Value| if rule["met"] == true { "yes" } else { "no " };
    let (size, place, others, room) = (&rules[1], &rules[2], &rules[3], &rules[4]);
    let shares = place["districts"].as_array().unwrap().iter();
    let shares: Vec<String> = shares
        .map(|share| {
            format!("{}: {}", share["district"]["code"].as_str().unwrap(), share["members"])
        })
        .collect();
    format!(
        "{ico} {name:.45} | (1) {} {} members, {} of {} in the district, enough {} | (2) {} {} | (3) {} {} | (4) {} {} of {}",
        word(size),
        size["members"],
        size["district"]["members"],
        size["district"]["municipalities"],
        size["district"]["membersEnough"],
        word(place),
        shares.join(", "),
        word(others),
        others["memberships"].as_array().unwrap().len(),
        word(room),
        room["communities"],
        room["communitiesMost"],
    )
}

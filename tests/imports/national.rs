//! The country's own files, where `CENTRUM_NATIONAL_DATA` names their folder.

use super::{Nation, told};
use domain::directory::{self, AssociationFilter, MunicipalityFilter};
use domain::kernel::page::PageArgs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn file(name: &str) -> Option<String> {
    let Ok(folder) = std::env::var("CENTRUM_NATIONAL_DATA") else {
        println!("skipped: CENTRUM_NATIONAL_DATA names no folder with the publishers' files");
        return None;
    };
    Some(std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap())
}

#[tokio::test]
async fn the_country_is_imported_in_seconds_and_once() {
    let Some(municipalities) = file("municipalities.csv") else { return };
    let (Some(associations), Some(memberships)) =
        (file("dso_monitor_2019.csv"), file("dso_members_found.csv"))
    else {
        return;
    };
    let nation = Nation::new();
    let begun = Instant::now();
    let report = nation.municipalities(&municipalities).await.unwrap();
    let took = begun.elapsed();
    println!("{report}\nin {took:?}");
    assert_eq!((report.counts.new, report.skipped), (6_254, Some((4, "military districts"))));
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(nation.associations(&associations).await.unwrap().counts.new, 861);
    assert_eq!(nation.memberships(&memberships).await.unwrap().counts.new, 261);
    for (table, rows) in [
        ("municipalities", 6_254),
        ("populations", 6_254),
        ("districts", 77),
        ("regions", 14),
        ("extended_powers_districts", 206),
        ("authorised_office_districts", 389),
        ("associations", 861),
        ("association_memberships", 261),
    ] {
        assert_eq!(nation.count(&format!("SELECT count(*) FROM {table}")).await, rows, "{table}");
    }

    let trail = nation.trail().await;
    let begun = Instant::now();
    for report in [
        nation.municipalities(&municipalities).await.unwrap(),
        nation.associations(&associations).await.unwrap(),
        nation.memberships(&memberships).await.unwrap(),
    ] {
        assert_eq!((report.counts.new, report.counts.changed), (0, 0), "{report}");
    }
    println!("again in {:?}", begun.elapsed());
    assert_eq!(nation.trail().await, trail);
    every_page_of_the_country(&nation).await;
}

#[tokio::test]
async fn a_broken_last_line_of_the_country_imports_nothing() {
    let Some(municipalities) = file("municipalities.csv") else { return };
    let nation = Nation::new();
    let (whole, last) = municipalities.trim_end().rsplit_once('\n').unwrap();
    let broken = format!("{whole}\n{}\n", last.replacen(',', "X,", 1));
    let told = told(nation.municipalities(&broken).await);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("line 6259, column kod_obce, "), "{told:?}");
    assert_eq!(nation.count("SELECT count(*) FROM municipalities").await, 0);
}

/// Each municipality and association is on exactly one page, in the order of the database.
async fn every_page_of_the_country(nation: &Nation) {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = PageArgs::new(Some(100), after.as_deref(), None, None).unwrap();
        let all = MunicipalityFilter::default();
        let page = directory::municipalities(&nation.importer, &all, &page, false).await.unwrap();
        after = page.items.last().map(|municipality| municipality.cursor().print());
        seen.extend(page.items.iter().map(|municipality| municipality.code));
        if !page.has_next {
            break;
        }
    }
    let counted = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((counted, seen.len()), (6_254, 6_254));
    let (mut counted, mut before) = (0, None);
    loop {
        let page = PageArgs::new(None, None, Some(100), before.as_deref()).unwrap();
        let all = AssociationFilter::default();
        let page = directory::associations(&nation.importer, &all, &page, false).await.unwrap();
        before = page.items.first().map(|association| association.cursor().print());
        counted += page.items.len();
        if !page.has_previous {
            break;
        }
    }
    assert_eq!(counted, 861);
}

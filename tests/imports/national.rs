//! The country's own files, where `CENTRUM_NATIONAL_DATA` names their folder.

use super::{Nation, What, complete, of_day, rehearsed, told};
use domain::directory::{self, AssociationFilter, Deed, MunicipalityFilter, Options, Report};
use domain::kernel::page::PageArgs;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn file(name: &str) -> Option<String> {
    bytes(name).map(|bytes| String::from_utf8(bytes).unwrap())
}

fn bytes(name: &str) -> Option<Vec<u8>> {
    let Ok(folder) = std::env::var("CENTRUM_NATIONAL_DATA") else {
        println!("skipped: CENTRUM_NATIONAL_DATA names no folder with the publishers' files");
        return None;
    };
    Some(std::fs::read(PathBuf::from(folder).join(name)).unwrap())
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
    assert_eq!((report.counts.new, report.skipped), (6_254, vec![(4, "military districts")]));
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

/// The publishers' own files beside our joined one: what each adds, and that a second run adds nothing.
#[tokio::test]
async fn the_publishers_own_files_are_read_as_they_are() {
    let Some(joined) = bytes("municipalities.csv") else { return };
    let nation = Nation::new();
    nation.read(What::Municipalities, &joined, &Options::default()).await.unwrap();
    nation.associations(&file("dso_monitor_2019.csv").unwrap()).await.unwrap();
    let counted = |report: &Report| {
        let counts = report.counts;
        (counts.new, counts.changed, counts.closed, counts.unchanged)
    };
    let (list, today) = (What::Municipalities, Options::default());
    for (what, name, options, expected, skipped) in [
        // Thirteen began since the list did; the four military districts aren't in the register.
        (list, "csu_CIS0043_CS.csv", today, (0, 13, 0, 6_241), 4),
        // The day of origin of 2,512, of which 13 are known by now; Brdy is the fifth that is left out.
        (list, "ruian_UI_OBEC.csv", today, (0, 2_499, 0, 3_755), 5),
        // Nine municipalities were in another district in 2020.
        (
            What::ExtendedPowers,
            "csu_VAZ0043_0065_CS.csv",
            of_day("2020-12-31"),
            (0, 9, 0, 6_245),
            4,
        ),
        (What::Labels, "css_centres_found.csv", today, (60, 0, 0, 0), 3),
        (What::Boundaries, "kraje_simplified.geojson", today, (14, 0, 0, 0), 0),
        (What::Boundaries, "okresy_simplified.geojson", today, (77, 0, 0, 0), 0),
        // Prague is told by its 22 parts, which are no municipalities; nor are four military districts.
        (What::Boundaries, "obce_simplified.geojson", today, (6_253, 0, 0, 0), 26),
    ] {
        let file = bytes(name).unwrap();
        let report = nation.read(what, &file, &options).await.unwrap();
        println!("{name}: {report}");
        assert_eq!(counted(&report), expected, "{name}");
        let skips = report.changes.iter().filter(|change| change.deed == Deed::Skipped).count();
        assert_eq!(skips, skipped, "{name}");
        let trail = nation.trail().await;
        let again = nation.read(what, &file, &options).await.unwrap();
        assert_eq!(counted(&again), (0, 0, 0, expected.0 + expected.1 + expected.3), "{name}");
        assert_eq!(nation.trail().await, trail, "{name}");
    }
    let moved =
        "SELECT count(*) FROM municipality_extended_powers WHERE valid_until = '2021-01-01'";
    assert_eq!(nation.count(moved).await, 9);
    the_maps_are_smaller(&nation).await;
}

/// No map is larger than the file it was read from, though it has names; where that was fine, it is much smaller.
async fn the_maps_are_smaller(nation: &Nation) {
    for (level, most) in [
        (directory::BoundaryLevel::Region, 28_296),
        (directory::BoundaryLevel::District, 69_616),
        (directory::BoundaryLevel::Municipality, 2_800_000),
    ] {
        let map = directory::boundaries_geojson(&nation.importer, level).await.unwrap();
        println!("{level:?}: {} bytes", map.len());
        assert!(map.len() < most, "{level:?}: {}", map.len());
    }
}

#[tokio::test]
async fn hostile_files_of_the_country_are_refused_or_close_nothing_elsewhere() {
    let Some(joined) = bytes("municipalities.csv") else { return };
    let nation = Nation::new();
    nation.read(What::Municipalities, &joined, &Options::default()).await.unwrap();
    let trail = nation.trail().await;
    // In another encoding than it is said to be in.
    let code_list = bytes("csu_CIS0043_CS.csv").unwrap();
    let utf_8 = Options { encoding: Some(directory::Encoding::Utf8), ..Options::default() };
    let refused = told(nation.read(What::Municipalities, &code_list, &utf_8).await);
    assert_eq!(refused, ["nothing was imported: ENCODING_WRONG: line 2 isn't UTF-8"]);
    // A code twice.
    let repeated = String::from_utf8(joined.clone()).unwrap().replacen("\n531367,", "\n554979,", 1);
    let refused =
        told(nation.read(What::Municipalities, repeated.as_bytes(), &Options::default()).await);
    assert_eq!(
        refused[1],
        "line 3, column kod_obce, \"554979\": REPEATED: stands on line 2 already"
    );
    // A region cut out, of a file that says that it is complete.
    let all = String::from_utf8(joined).unwrap();
    let is_elsewhere = |line: &&str| !line.contains(",CZ041,");
    let cut_out: String =
        all.lines().filter(is_elsewhere).map(|line| format!("{line}\n")).collect();
    let report =
        nation.read(What::Municipalities, cut_out.as_bytes(), &complete("2026-11-01")).await;
    assert_eq!(report.unwrap().counts.closed, 0);
    // One region alone, and that without its towns: it would close those, and is asked for their number.
    let is_kept = |(place, line): &(usize, &str)| {
        *place == 0 || line.contains(",CZ041,") && line.contains(",obec,")
    };
    let one: String =
        all.lines().enumerate().filter(is_kept).map(|(_, line)| format!("{line}\n")).collect();
    let rehearsal =
        nation.read(What::Municipalities, one.as_bytes(), &rehearsed(complete("2026-11-01"))).await;
    let closing = rehearsal.unwrap().counts.closed;
    let in_region = all
        .lines()
        .filter(|line| line.contains(",CZ041,") && !line.contains(",vojensky_ujezd,"))
        .count();
    assert_eq!(closing, in_region - (one.lines().count() - 1));
    println!("{closing} of {in_region} in the region would be closed");
    assert_eq!(nation.trail().await, trail);
}

/// 591 names are borne by 1,501 municipalities: a search answers all of a name, with the diacritics and without.
#[tokio::test]
async fn every_name_that_repeats_is_answered_with_all_who_bear_it() {
    let Some(joined) = file("municipalities.csv") else { return };
    let nation = Nation::new();
    nation.municipalities(&joined).await.unwrap();
    let mut bearers: HashMap<String, Vec<String>> = HashMap::new();
    for line in joined.lines().skip(1).filter(|line| !line.contains(",vojensky_ujezd,")) {
        let mut cells = line.split(',');
        let (code, name) = (cells.next().unwrap(), cells.next().unwrap());
        bearers.entry(name.to_owned()).or_default().push(code.to_owned());
    }
    bearers.retain(|_, codes| codes.len() > 1);
    assert_eq!((bearers.len(), bearers.values().map(Vec::len).sum::<usize>()), (591, 1_501));
    for (name, mut codes) in bearers {
        codes.sort_unstable();
        let mut found: Vec<String> = Vec::new();
        for wanted in [name.clone(), plain(&name)] {
            let all = all_named(&nation, &wanted).await;
            found = all
                .iter()
                .filter(|municipality| municipality.name == name)
                .inspect(|found| assert!(!found.district.region.name.is_empty()))
                .map(|municipality| municipality.code.to_string())
                .collect();
            found.sort_unstable();
            assert_eq!(found, codes, "{wanted}");
        }
        assert_eq!(found.len(), codes.len());
    }
}

/// As somebody types it who has no Czech keyboard.
fn plain(name: &str) -> String {
    const CZECH: &str = "áčďéěíňóřšťúůýž";
    const PLAIN: &str = "acdeeinorstuuyz";
    let letter = |letter: char| {
        let place = CZECH.chars().position(|czech| czech == letter);
        place.and_then(|place| PLAIN.chars().nth(place)).unwrap_or(letter)
    };
    name.to_lowercase().chars().map(letter).collect()
}

async fn all_named(nation: &Nation, name: &str) -> Vec<directory::Municipality> {
    let filter =
        MunicipalityFilter { name: Some(name.to_owned()), ..MunicipalityFilter::default() };
    let (mut all, mut after): (Vec<directory::Municipality>, _) = (Vec::new(), None);
    loop {
        let page = PageArgs::new(Some(100), after.as_deref(), None, None).unwrap();
        let page =
            directory::municipalities(&nation.importer, &filter, &page, false).await.unwrap();
        after = page.items.last().map(|municipality| municipality.cursor().print());
        all.extend(page.items);
        if !page.has_next {
            return all;
        }
    }
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

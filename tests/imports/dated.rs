//! What was when: municipalities that have ended or begun, and the districts they were in.

use super::{Nation, What, municipalities, of_day, told};
use chrono::NaiveDate;
use domain::directory::{self, MunicipalityCode, MunicipalityFilter, Options};
use domain::kernel::page::PageArgs;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A relation of one municipality.
fn relation(district: &str) -> String {
    format!("CHODNOTA1;TEXT1;CHODNOTA2;TEXT2\n990002;Chlumek;{district};Obvod {district}\n")
}

async fn on(nation: &Nation, on: &str) -> String {
    let code = MunicipalityCode::parse("990002").unwrap();
    let found = directory::extended_powers(&nation.importer, &[code], day(on)).await.unwrap();
    found[&code].code.clone()
}

fn confirmed(as_of: &str) -> Options<'static> {
    Options { closing_confirmed: Some(1), ..of_day(as_of) }
}

#[tokio::test]
async fn a_municipality_is_listed_on_the_days_on_which_it_is() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute(
            "UPDATE municipalities SET valid_from = '2009-01-01' WHERE code = '990002'; \
             UPDATE municipalities SET valid_until = '2016-01-01' WHERE code = '990004'",
        )
        .await
        .unwrap();
    for (on, count) in [
        (None, 4),
        (Some("2008-12-31"), 3),
        (Some("2009-01-01"), 4),
        (Some("2015-12-31"), 4),
        (Some("2016-01-01"), 3),
    ] {
        let filter = MunicipalityFilter { exists_on: on.map(day), ..MunicipalityFilter::default() };
        let page = PageArgs::new(Some(10), None, None, None).unwrap();
        let page = directory::municipalities(&nation.importer, &filter, &page, true).await.unwrap();
        assert_eq!((page.items.len(), page.total), (count, Some(count as i64)), "{on:?}");
    }
}

#[tokio::test]
async fn the_district_of_a_day_is_known_by_files_of_several_days_in_any_order() {
    let nation = Nation::new();
    let joined = municipalities();
    nation.read(What::Municipalities, joined.as_bytes(), &of_day("2026-01-01")).await.unwrap();
    let relate = async |district: &str, as_of: &str| {
        nation.read(What::ExtendedPowers, relation(district).as_bytes(), &confirmed(as_of)).await
    };
    // What was then.
    insta::assert_snapshot!(relate("9903", "2020-12-31").await.unwrap(), @r"
    districts of municipalities: 0 new, 1 changed, 0 closed, 0 unchanged
    districts of extended powers: 1 new, 0 changed, 0 closed, 0 unchanged
    ");
    // What is since.
    insta::assert_snapshot!(relate("9904", "2026-07-01").await.unwrap(), @r"
    districts of municipalities: 0 new, 0 changed, 1 closed, 0 unchanged
    districts of extended powers: 1 new, 0 changed, 0 closed, 0 unchanged
    ");
    for (day, district) in [
        ("1999-01-01", "9903"),
        ("2020-12-31", "9903"),
        ("2021-01-01", "9901"),
        ("2026-06-30", "9901"),
        ("2026-07-01", "9904"),
    ] {
        assert_eq!(on(&nation, day).await, district, "{day}");
    }
    let code = MunicipalityCode::parse("990002").unwrap();
    let now = directory::municipality(&nation.importer, code).await.unwrap().unwrap();
    assert_eq!(now.extended_powers_district.code, "9904");
    insta::assert_snapshot!(told(relate("9903", "2023-05-05").await).join("\n"), @r#"
    nothing was imported:
    line 2, column CHODNOTA2, "9903": CONTRADICTS_REGISTER: it is in 9901 since 2021-01-01, as a file of a later day told
    "#);
    // The joined file of a later day moves it as well.
    let report =
        nation.read(What::Municipalities, joined.as_bytes(), &confirmed("2026-08-01")).await;
    assert_eq!(report.unwrap().counts.changed, 1);
    assert_eq!(
        (&*on(&nation, "2026-07-31").await, &*on(&nation, "2026-08-01").await),
        ("9904", "9901")
    );
}

#[tokio::test]
async fn what_a_register_knew_before_it_knew_days_stays_known() {
    let nation = Nation::with_register().await;
    let rows = "SELECT count(*) FROM municipality_extended_powers h JOIN municipalities m ON m.code = h.municipality_code \
        WHERE h.valid_from = '-infinity' AND h.valid_until IS NULL AND h.extended_powers_code = m.extended_powers_code";
    assert_eq!(nation.count(rows).await, 4);
    // What the migration does with what was there.
    let database = nation.database.superuser().await;
    database.batch_execute("DELETE FROM municipality_extended_powers").await.unwrap();
    let report = nation.municipalities(&municipalities()).await.unwrap();
    assert_eq!((report.counts.unchanged, nation.count(rows).await), (4, 4));
}

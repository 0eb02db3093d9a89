//! Files that are read, and what the register says afterwards.

use super::{
    MUNICIPALITY_COLUMNS, NORTH, Nation, What, associations, memberships, municipalities, told,
};
use domain::catalogue;
use domain::directory::Options;

#[tokio::test]
async fn a_file_is_counted_and_told_in_lines() {
    let nation = Nation::new();
    let report = nation.municipalities(&municipalities()).await.unwrap();
    insta::assert_snapshot!(report, @r"
    municipalities: 4 new, 0 changed, 0 closed, 0 unchanged, 1 military districts skipped
    inhabitants on 2020-12-31: 3 new, 0 changed, 0 closed, 0 unchanged
    regions and districts: 7 new, 0 changed, 0 closed, 0 unchanged
    districts of municipalities: 4 new, 0 changed, 0 closed, 0 unchanged
    ");
    let report = nation.associations(&associations()).await.unwrap();
    insta::assert_snapshot!(report, @"associations: 2 new, 0 changed, 0 closed, 0 unchanged");
    let report = nation.memberships(&memberships()).await.unwrap();
    insta::assert_snapshot!(report, @"memberships: 4 new, 0 changed, 0 closed, 0 unchanged");
    insta::assert_snapshot!(nation.trail().await.join("\n"), @r#"
    register.imported register_municipalities job:import {"new": 4, "closed": 0, "changed": 0, "skipped": 1, "unchanged": 0}
    register.imported register_associations job:import {"new": 2, "closed": 0, "changed": 0, "skipped": 0, "unchanged": 0}
    register.imported register_memberships job:import {"new": 4, "closed": 0, "changed": 0, "skipped": 0, "unchanged": 0}
    "#);
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_leaves_no_event() {
    let nation = Nation::with_register().await;
    let trail = nation.trail().await;
    // Every row says by its xmin which transaction wrote it.
    let rows = "SELECT sum(xmin::text::bigint) FROM (SELECT xmin FROM municipalities UNION ALL SELECT xmin FROM populations \
        UNION ALL SELECT xmin FROM districts UNION ALL SELECT xmin FROM associations \
        UNION ALL SELECT xmin FROM association_memberships) t";
    let rows = format!("SELECT ({rows})::bigint");
    let before = nation.count(&rows).await;

    insta::assert_snapshot!(nation.municipalities(&municipalities()).await.unwrap(), @r"
    municipalities: 0 new, 0 changed, 0 closed, 4 unchanged, 1 military districts skipped
    inhabitants on 2020-12-31: 0 new, 0 changed, 0 closed, 3 unchanged
    regions and districts: 0 new, 0 changed, 0 closed, 7 unchanged
    districts of municipalities: 0 new, 0 changed, 0 closed, 4 unchanged
    ");
    insta::assert_snapshot!(nation.associations(&associations()).await.unwrap(),
        @"associations: 0 new, 0 changed, 0 closed, 2 unchanged");
    insta::assert_snapshot!(nation.memberships(&memberships()).await.unwrap(),
        @"memberships: 0 new, 0 changed, 0 closed, 4 unchanged");
    assert_eq!(nation.count(&rows).await, before);
    assert_eq!(nation.trail().await, trail);
}

#[tokio::test]
async fn a_change_is_written_by_code_and_the_unknown_overwrites_nothing() {
    let nation = Nation::with_register().await;
    let file =
        format!("{MUNICIPALITY_COLUMNS}\n990001,Horní Město,4,statutarni_mesto,,{NORTH},,,,,");
    insta::assert_snapshot!(nation.municipalities(&file).await.unwrap(), @r"
    municipalities: 0 new, 1 changed, 0 closed, 0 unchanged
    regions and districts: 0 new, 0 changed, 0 closed, 4 unchanged
    districts of municipalities: 0 new, 0 changed, 0 closed, 1 unchanged
    ");
    let row = "SELECT concat_ws(' ', m.name, m.status, m.ico, m.postcode, m.latitude, m.longitude, p.inhabitants) \
        FROM municipalities m JOIN populations p ON p.municipality_code = m.code WHERE m.code = '990001'";
    let row = nation.text(row).await.unwrap();
    assert_eq!(row, "Horní Město STATUTORY_CITY 10000011 99001 49.5 15.25 1200");
}

#[tokio::test]
async fn an_association_keeps_its_days_unless_the_file_tells_others() {
    let nation = Nation::with_register().await;
    let dates = async || {
        let sql = "SELECT concat_ws(' ', founded_on, dissolved_on) FROM associations WHERE ico = '90000021'";
        nation.text(sql).await.unwrap()
    };
    let file = |from: &str, until: &str| {
        format!(
            "ico,nazev,okres_lau,platnost_od_zaznamu,platnost_do\n90000021,Vodovod,,{from},{until}"
        )
    };
    assert_eq!(dates().await, "2001-05-02");
    let ends = file("1900-01-01", "31.12.2020");
    let unconfirmed = nation.associations(&ends).await;
    assert!(
        told(unconfirmed)[0].contains("CLOSING_UNCONFIRMED: it would close 1 of 2 associations")
    );
    let confirmed = Options { closing_confirmed: Some(1), ..Options::default() };
    nation.read(What::Associations, ends.as_bytes(), &confirmed).await.unwrap();
    assert_eq!(dates().await, "2001-05-02 2020-12-31");
    nation.associations(&file("", "")).await.unwrap();
    assert_eq!(dates().await, "2001-05-02 2020-12-31");
    nation.associations(&file("", "09.09.9999")).await.unwrap();
    assert_eq!(dates().await, "2001-05-02");
}

#[tokio::test]
async fn two_municipalities_may_swap_their_ico() {
    let nation = Nation::with_register().await;
    let file = municipalities()
        .replace("10000011", "swap")
        .replace("10000020", "10000011")
        .replace("swap", "10000020");
    let report = nation.municipalities(&file).await.unwrap();
    assert_eq!((report.counts.changed, report.counts.unchanged), (2, 2));
    let ico = nation.text("SELECT ico FROM municipalities WHERE code = '990001'").await;
    assert_eq!(ico.as_deref(), Some("10000020"));
}

#[tokio::test]
async fn a_byte_order_mark_and_windows_line_ends_are_read_as_well() {
    let nation = Nation::new();
    let file = format!("\u{feff}{}\r\n", municipalities().replace('\n', "\r\n"));
    let report = nation.municipalities(&file).await.unwrap();
    assert_eq!(report.counts.new, 4);
    let name =
        nation.text("SELECT string_agg(name, ',') FROM districts WHERE code = 'CZ099A'").await;
    assert_eq!(name.as_deref(), Some("Dolní - okres"));
}

#[tokio::test]
async fn of_two_imports_at_once_the_second_finds_nothing_to_do() {
    let nation = Nation::new();
    let file = municipalities();
    let (one, other) =
        tokio::try_join!(nation.municipalities(&file), nation.municipalities(&file)).unwrap();
    let mut new = [one.counts.new, other.counts.new];
    new.sort_unstable();
    assert_eq!(new, [0, 4]);
    assert_eq!(nation.trail().await.len(), 1);
}

#[tokio::test]
async fn a_membership_that_has_ended_stays_ended() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute("UPDATE association_memberships SET left_on = '2020-06-01' WHERE municipality_code = '990003'")
        .await
        .unwrap();
    insta::assert_snapshot!(nation.memberships(&memberships()).await.unwrap(),
        @"memberships: 0 new, 0 changed, 0 closed, 3 unchanged, 1 that have ended skipped");
}

#[tokio::test]
async fn the_catalogue_is_published_once_and_made_whole_again() {
    let nation = Nation::new();
    insta::assert_snapshot!(catalogue::publish(&nation.importer).await.unwrap(),
        @"services: 49 new, 0 changed, 0 removed, 0 unchanged");
    insta::assert_snapshot!(catalogue::publish(&nation.importer).await.unwrap(),
        @"services: 0 new, 0 changed, 0 removed, 49 unchanged");
    nation
        .database
        .superuser()
        .await
        .batch_execute(
            "UPDATE services SET close_days = 250 WHERE code = 'LEGAL-ADVICE'; \
             UPDATE services SET code = 'OLD' WHERE code = 'TRN-COURSE'",
        )
        .await
        .unwrap();
    insta::assert_snapshot!(catalogue::publish(&nation.importer).await.unwrap(),
        @"services: 1 new, 1 changed, 1 removed, 47 unchanged");
    let services = catalogue::services(&nation.importer).await.unwrap();
    assert_eq!(services.len(), 49);
    let advice = services.iter().find(|service| service.code == "LEGAL-ADVICE").unwrap();
    assert_eq!(advice.close_days, 10);
    assert_eq!(nation.trail().await.len(), 2);
}

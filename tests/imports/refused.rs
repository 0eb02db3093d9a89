//! Files that aren't read, and what is said about them. Nothing of such a file is in the register.

use super::{MUNICIPALITY_COLUMNS, NORTH, Nation, associations, memberships, municipalities, told};
use domain::directory::{Options, import_memberships};

#[tokio::test]
async fn a_broken_last_line_imports_nothing_and_is_named() {
    let nation = Nation::new();
    let file =
        format!("{}\n99000X,Nikde,2,obec,10000046,{NORTH},,5,99005,49.5,15.5\n", municipalities());
    insta::assert_snapshot!(told(nation.municipalities(&file).await).join("\n"), @r#"
    nothing was imported:
    line 7, column kod_obce, "99000X": MALFORMED: isn't six digits
    "#);
    let file = format!("{}\n990005,Nikde,2,obec", municipalities());
    insta::assert_snapshot!(told(nation.municipalities(&file).await).join("\n"), @r#"
    nothing was imported:
    line 7, column ico, "": FIELDS: the row has 4 fields, the first line 18
    "#);
    assert_eq!(nation.count("SELECT count(*) FROM municipalities").await, 0);
    assert_eq!(nation.count("SELECT count(*) FROM regions").await, 0);
    assert!(nation.trail().await.is_empty());
}

#[tokio::test]
async fn every_bad_cell_is_told_with_its_reason() {
    let nation = Nation::new();
    let long = "x".repeat(201);
    let file = [
        MUNICIPALITY_COLUMNS.to_owned(),
        format!("12345,,7,?,12345678,{NORTH},,-5,9900,91,15"),
        format!("990001,{long},2,obec,1234,{NORTH},,1e3,99001,49.5,"),
        "990002,A,2,obec,,CZ99,,CZ1,,1,,2,,,1,,,".to_owned(),
        format!("990003,B,2,obec,10000011,{NORTH},,,,NaN,15"),
        format!("990003,B,2,obec,10000011,{NORTH},,,,,"),
        format!("990004,C,2,obec,,{},,,,,", NORTH.replace("Horní okres", "Jiný okres")),
        format!("990005,D,2,obec,,{},,,,,", NORTH.replace("CZ099,", "CZ098,")),
        format!("990006,E,2,obec,,{NORTH}"),
    ]
    .join("\r\n");
    insta::assert_snapshot!(told(nation.municipalities(&file).await).join("\n"), @r#"
    nothing was imported:
    line 2, column status_kod, "7": MALFORMED: isn't a status from 1 to 6
    line 2, column kod_obce, "12345": MALFORMED: isn't six digits
    line 2, column nazev, "": MISSING: is missing
    line 2, column ico, "12345678": MALFORMED: isn't an IČO: the check digit is wrong
    line 2, column obyvatel_2020, "-5": MALFORMED: isn't a number of people
    line 2, column psc, "9900": MALFORMED: isn't five digits
    line 2, column lat, "91": MALFORMED: isn't degrees from -90 to 90
    line 3, column nazev, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…": TOO_LONG: is longer than 200 characters
    line 3, column ico, "1234": MALFORMED: isn't eight digits
    line 3, column obyvatel_2020, "1e3": MALFORMED: isn't a number of people
    line 3, column lon, "": MISSING: is missing
    line 4, column kraj_nuts3, "CZ1": MALFORMED: isn't a region's code like CZ080
    line 4, column kraj, "": MISSING: is missing
    line 4, column okres_lau, "CZ99": MALFORMED: isn't a district's code like CZ0805
    line 4, column okres, "": MISSING: is missing
    line 4, column orp_kod_csu, "2": MALFORMED: isn't four digits
    line 4, column orp, "": MISSING: is missing
    line 4, column pou_kod_csu, "1": MALFORMED: isn't five digits
    line 4, column pou, "": MISSING: is missing
    line 5, column lat, "NaN": MALFORMED: isn't degrees from -90 to 90
    line 6, column kod_obce, "990003": REPEATED: stands on line 5 already
    line 6, column ico, "10000011": REPEATED: stands on line 5 already
    line 7, column okres, "Jiný okres": CONTRADICTS_LINE: line 2 says Horní okres
    line 8, column kraj_nuts3, "CZ098": CONTRADICTS_LINE: line 2 says CZ099
    line 9, column obyvatel_2018, "": FIELDS: the row has 13 fields, the first line 18
    "#);
}

#[tokio::test]
async fn a_hundred_are_listed_and_the_rest_is_counted() {
    let nation = Nation::new();
    let mut file = "dso_ico,kod_obce\n".to_owned();
    file.push_str(&"1,2\n".repeat(80));
    let told = told(nation.memberships(&file).await);
    assert_eq!(told.len(), 1 + 100 + 1);
    assert_eq!(told.last().unwrap(), "… and 60 more");
}

#[tokio::test]
async fn another_kind_of_file_is_refused_by_its_columns() {
    let nation = Nation::new();
    for (answer, expected) in [
        (
            nation.associations(&memberships()).await,
            "nothing was imported: COLUMNS_MISSING: line 1 names no column ico, nazev, okres_lau, \
             platnost_od_zaznamu, platnost_do",
        ),
        (
            nation.memberships("").await,
            "nothing was imported: COLUMNS_MISSING: line 1 names no column dso_ico, kod_obce",
        ),
        (
            nation.memberships(&memberships().replace(',', "|")).await,
            "nothing was imported: COLUMNS_MISSING: line 1 names no column dso_ico, kod_obce",
        ),
    ] {
        assert_eq!(told(answer), [expected]);
    }
}

#[tokio::test]
async fn an_ico_of_another_in_the_register_is_refused() {
    let nation = Nation::with_register().await;
    let file = format!("{MUNICIPALITY_COLUMNS}\n990002,Chlumek,2,obec,10000011,{NORTH},,,,,");
    insta::assert_snapshot!(told(nation.municipalities(&file).await).join("\n"), @r#"
    nothing was imported:
    line 2, column ico, "10000011": ICO_TAKEN: belongs to 990001 in the register
    "#);
}

#[tokio::test]
async fn an_association_needs_a_known_district_and_days_in_order() {
    let nation = Nation::new();
    insta::assert_snapshot!(told(nation.associations(&associations()).await).join("\n"), @r#"
    nothing was imported:
    line 2, column okres_lau, "CZ0990": NOT_IN_REGISTER: isn't in the register: import municipalities first
    line 3, column okres_lau, "CZ099A": NOT_IN_REGISTER: isn't in the register: import municipalities first
    "#);
    nation.municipalities(&municipalities()).await.unwrap();
    let file = "ico,nazev,okres_lau,platnost_od_zaznamu,platnost_do\n\
                90000013,A,CZ0990,2019-05-01,2019-05-01\n\
                90000013,B,CZ0990,2019-02-30,9999-12-31\n";
    insta::assert_snapshot!(told(nation.associations(file).await).join("\n"), @r#"
    nothing was imported:
    line 2, column platnost_do, "2019-05-01": ENDS_BEFORE_IT_BEGINS: isn't after 2019-05-01, when it began
    line 3, column ico, "90000013": REPEATED: stands on line 2 already
    line 3, column platnost_od_zaznamu, "2019-02-30": MALFORMED: isn't a day like 2019-12-31 or 31.12.2019
    "#);
}

#[tokio::test]
async fn a_membership_needs_both_sides_in_the_register() {
    let nation = Nation::with_register().await;
    let before = nation.count("SELECT count(*) FROM association_memberships").await;
    let file = "dso_ico,kod_obce\n90000013,990004\n90000030,990001\n90000013,999999\n90000021,990001\n90000021,990001\n";
    insta::assert_snapshot!(told(nation.memberships(file).await).join("\n"), @r#"
    nothing was imported:
    line 3, column dso_ico, "90000030": NOT_IN_REGISTER: isn't in the register: import associations first
    line 4, column kod_obce, "999999": NOT_IN_REGISTER: isn't in the register: import municipalities first
    line 6, column kod_obce, "990001": REPEATED: stands on line 5 already
    "#);
    assert_eq!(nation.count("SELECT count(*) FROM association_memberships").await, before);
}

#[tokio::test]
async fn a_second_community_is_refused_before_the_database_refuses_it() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute(
            "DELETE FROM association_memberships WHERE association_id = (SELECT id FROM associations WHERE ico = '90000021'); \
             UPDATE associations SET community_from = '2024-01-01'",
        )
        .await
        .unwrap();
    let file = "dso_ico,kod_obce\n90000021,990004\n90000021,990002\n";
    insta::assert_snapshot!(told(nation.memberships(file).await).join("\n"), @r#"
    nothing was imported:
    line 3, column kod_obce, "990002": SECOND_COMMUNITY: is in another community already, 90000013: a municipality may be in only one
    "#);
    let file = "dso_ico,kod_obce\n90000021,990004\n";
    assert_eq!(nation.memberships(file).await.unwrap().counts.new, 1);
}

#[tokio::test]
async fn a_file_in_no_encoding_or_too_large_is_refused_as_a_whole() {
    let nation = Nation::new();
    let mut file = b"dso_ico,kod_obce\n90000013,990\xff01\n".to_vec();
    let options = Options::default();
    let answer = import_memberships(&nation.importer, file.as_slice(), &options).await;
    assert_eq!(
        told(answer),
        [
            "nothing was imported: ENCODING_UNKNOWN: line 2 is neither UTF-8 nor Czech in windows-1250"
        ]
    );
    file.resize((32 << 20) + 1, b'\n');
    let answer = import_memberships(&nation.importer, file.as_slice(), &options).await;
    assert_eq!(told(answer), ["nothing was imported: FILE_TOO_LARGE: it has more than 32 MB"]);
}

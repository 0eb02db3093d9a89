//! The publishers' own formats, in small files of our making, and what is recognised of them.

use super::{MUNICIPALITY_COLUMNS, NORTH, Nation, What, in_windows_1250, municipalities, told};
use domain::directory::{Delimiter, Encoding, Options};

/// The Statistical Office's code list 43, of our four municipalities, a military district and one that nobody knows.
fn code_list() -> String {
    let row = |code: &str, name: &str, from: &str, until: &str| {
        format!(
            "\"CS\";\"CISOB\";43;\"{code}\";\"{name}\";\"{name}\";\"{from}\";\"{until}\";\"ne\""
        )
    };
    [
        "KODJAZ;AKRCIS;KODCIS;CHODNOTA;ZKRTEXT;TEXT;ADMPLOD;ADMNEPO;OBEC_UL".to_owned(),
        row("990001", "Horní Ves", "01.03.2001", "09.09.9999"),
        row("990002", "Chlumek", "01.01.2009", "09.09.9999"),
        row("990003", "Číhošť Nová", "01.03.2001", "09.09.9999"),
        row("990004", "Chlumek", "01.03.2001", "31.12.2015"),
        row("990009", "Střelnice", "01.03.2001", "09.09.9999"),
        row("990010", "Žďár", "01.01.2026", "09.09.9999"),
    ]
    .join("\r\n")
}

/// The Statistical Office's relation of municipalities and districts of extended powers.
fn relation(of_990002: &str) -> String {
    let row = |code: &str, district: &str| {
        format!(
            "\"CS\";\"Odvozená vazba\";\"CISOB\";43;\"{code}\";\"?\";\"CISORP\";65;\"{district}\";\"Ves {district}\""
        )
    };
    [
        "KODJAZ;TYPVAZ;AKRCIS1;KODCIS1;CHODNOTA1;TEXT1;AKRCIS2;KODCIS2;CHODNOTA2;TEXT2".to_owned(),
        row("990001", "9901"),
        row("990002", of_990002),
        row("990009", "9902"),
    ]
    .join("\n")
}

/// RÚIAN's list, with the numbers that it uses for districts and offices.
fn ruian(rows: &[&str]) -> String {
    let header = "KOD;NAZEV;STATUS_KOD;POU_KOD;OKRES_KOD;CLENENI_SM_ROZSAH_KOD;CLENENI_SM_TYP_KOD;PLATI_OD;PLATI_DO;DATUM_VZNIKU";
    format!("{header}\n{}", rows.join("\n"))
}

/// Our joined file with RÚIAN's numbers.
fn numbered() -> String {
    let number = |line: &str| match line {
        line if line.starts_with("kod_obce") => format!("{line},okres_kod_ruian,pou_kod_ruian"),
        line if line.contains(NORTH) => format!("{line},3801,501"),
        line => format!("{line},3802,502"),
    };
    municipalities().lines().map(number).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_statistical_offices_code_list_dates_what_is_known_and_opens_nothing() {
    let nation = Nation::with_register().await;
    let file = in_windows_1250(&code_list());
    let options = Options { closing_confirmed: Some(1), ..Options::default() };
    let report = nation.read(What::Municipalities, &file, &options).await.unwrap();
    insta::assert_snapshot!(report, @"municipalities: 0 new, 1 changed, 1 closed, 2 unchanged, 2 that the register doesn't know skipped");
    let dates = "SELECT string_agg(concat_ws(' ', code, valid_from, valid_until), ', ' ORDER BY code) FROM municipalities";
    assert_eq!(
        nation.text(dates).await.unwrap(),
        "990001, 990002 2009-01-01, 990003, 990004 2016-01-01",
        "the list's own beginning is no municipality's, and an end is the last day"
    );
    let trail = nation.trail().await;
    insta::assert_snapshot!(nation.read(What::Municipalities, &file, &Options::default()).await.unwrap(), @"municipalities: 0 new, 0 changed, 0 closed, 4 unchanged, 2 that the register doesn't know skipped");
    assert_eq!(nation.trail().await, trail);
}

#[tokio::test]
async fn ruians_list_opens_a_municipality_where_its_numbers_are_known() {
    let nation = Nation::new();
    let rows = [
        "990001;Horní Ves;3;501;3801;;;14.04.2024 00:00:00;;24.11.1990 00:00:00",
        "990005;Nová Ves;2;502;3802;;;14.04.2024 00:00:00;;01.01.2016 00:00:00",
        "990009;Střelnice;1;502;3802;;;14.04.2024 00:00:00;;",
    ];
    nation.municipalities(&municipalities()).await.unwrap();
    insta::assert_snapshot!(told(nation.municipalities(&ruian(&rows)).await).join("\n"), @r#"
    nothing was imported:
    line 3, column OKRES_KOD, "3802": NOT_IN_REGISTER: isn't in the register: import municipalities.csv with this number first
    "#);
    insta::assert_snapshot!(nation.municipalities(&numbered()).await.unwrap(), @r"
    municipalities: 0 new, 0 changed, 0 closed, 4 unchanged, 1 military districts skipped
    inhabitants on 2020-12-31: 0 new, 0 changed, 0 closed, 3 unchanged
    regions and districts: 0 new, 4 changed, 0 closed, 3 unchanged
    districts of municipalities: 0 new, 0 changed, 0 closed, 4 unchanged
    ");
    insta::assert_snapshot!(nation.municipalities(&ruian(&rows)).await.unwrap(), @r"
    municipalities: 1 new, 1 changed, 0 closed, 0 unchanged, 1 military districts skipped
    districts of municipalities: 1 new, 0 changed, 0 closed, 1 unchanged
    ");
    let row = "SELECT concat_ws(' ', name, status, district_code, extended_powers_code, authorised_office_code, valid_from) \
        FROM municipalities WHERE code = '990005'";
    assert_eq!(
        nation.text(row).await.unwrap(),
        "Nová Ves MUNICIPALITY CZ099A 9902 99021 2016-01-01"
    );
    let trail = nation.trail().await;
    assert_eq!(nation.municipalities(&ruian(&rows)).await.unwrap().counts.unchanged, 2);
    // Without the numbers nothing is forgotten of them.
    assert_eq!(nation.municipalities(&municipalities()).await.unwrap().counts.changed, 0);
    assert_eq!(nation.trail().await, trail);
    insta::assert_snapshot!(
        told(nation.municipalities(&ruian(&["990006;Ves;2;777;3802;;;;;"])).await).join("\n"), @r#"
    nothing was imported:
    line 2, column POU_KOD, "777": NOT_IN_REGISTER: isn't in the register: import municipalities.csv with this number first
    "#
    );
}

#[tokio::test]
async fn a_relation_moves_a_municipality_and_names_a_new_district() {
    let nation = Nation::with_register().await;
    let options = Options { closing_confirmed: Some(1), ..Options::default() };
    let file = in_windows_1250(&relation("9903"));
    let report = nation.read(What::ExtendedPowers, &file, &options).await.unwrap();
    insta::assert_snapshot!(report, @r"
    districts of municipalities: 0 new, 0 changed, 1 closed, 1 unchanged, 1 that the register doesn't know skipped
    districts of extended powers: 1 new, 0 changed, 0 closed, 2 unchanged
    ");
    let now = "SELECT m.extended_powers_code || ' ' || d.name FROM municipalities m \
        JOIN extended_powers_districts d ON d.code = m.extended_powers_code WHERE m.code = '990002'";
    assert_eq!(nation.text(now).await.unwrap(), "9903 Ves 9903");
    let name = "SELECT name FROM extended_powers_districts WHERE code = '9901'";
    assert_eq!(nation.text(name).await.unwrap(), "Horní Ves", "what has a name keeps it");
    let again = nation.read(What::ExtendedPowers, &file, &Options::default()).await.unwrap();
    assert!(again.changes.iter().all(|change| change.deed == domain::directory::Deed::Skipped));
    assert_eq!(again.counts.unchanged, 2);
}

#[tokio::test]
async fn encoding_and_delimiter_are_recognised_or_said_and_a_wrong_one_is_told() {
    let nation = Nation::new();
    let utf_8 = municipalities();
    let semicolons = utf_8.replace(',', ";");
    let said = |encoding, delimiter| Options { encoding, delimiter, ..Options::default() };
    for (file, options) in [
        (utf_8.clone().into_bytes(), Options::default()),
        (in_windows_1250(&semicolons), Options::default()),
        (
            in_windows_1250(&semicolons),
            said(Some(Encoding::Windows1250), Some(Delimiter::Semicolon)),
        ),
        (utf_8.replace(',', "\t").into_bytes(), said(Some(Encoding::Utf8), Some(Delimiter::Tab))),
    ] {
        let report = nation.read(What::Municipalities, &file, &options).await.unwrap();
        assert_eq!(report.counts.new + report.counts.unchanged, 4);
    }
    let name = "SELECT name FROM municipalities WHERE code = '990003'";
    assert_eq!(nation.text(name).await.unwrap(), "Číhošť Nová");
    let (trail, mut answers) = (nation.trail().await, Vec::new());
    for (file, options) in [
        (in_windows_1250(&utf_8), said(Some(Encoding::Utf8), None)),
        (utf_8.clone().into_bytes(), said(Some(Encoding::Windows1250), None)),
        (utf_8.clone().into_bytes(), said(None, Some(Delimiter::Semicolon))),
        (semicolons.into_bytes(), said(None, Some(Delimiter::Comma))),
    ] {
        answers.extend(told(nation.read(What::Municipalities, &file, &options).await));
    }
    insta::assert_snapshot!(answers.join("\n"), @r"
    nothing was imported: ENCODING_WRONG: line 2 isn't UTF-8
    nothing was imported: ENCODING_WRONG: line 2 isn't windows-1250
    nothing was imported: DELIMITER_WRONG: line 1 has ',' between its columns, not ';'
    nothing was imported: DELIMITER_WRONG: line 1 has ';' between its columns, not ','
    ");
    assert_eq!(nation.trail().await, trail);
}

#[tokio::test]
async fn a_repeated_code_is_refused_in_every_format() {
    let nation = Nation::with_register().await;
    let mut answers = Vec::new();
    for (what, file) in [
        (What::Municipalities, in_windows_1250(&code_list().replace("990002", "990001"))),
        (What::Municipalities, ruian(&["990001;A;2;501;3801;;;;;"; 2]).into_bytes()),
        (What::ExtendedPowers, relation("9901").replace("990002", "990001").into_bytes()),
        (
            What::Populations,
            b"kod_obce,obyvatel,ke_dni\n990001,1,2024-01-01\n990001,2,1.1.2024\n".to_vec(),
        ),
        (What::Labels, b"ico;stitek\n90000013;A\n90000013;A\n".to_vec()),
    ] {
        answers.extend(told(nation.read(what, &file, &Options::default()).await));
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    nothing was imported:
    line 3, column CHODNOTA, "990001": REPEATED: stands on line 2 already
    nothing was imported:
    line 3, column KOD, "990001": REPEATED: stands on line 2 already
    nothing was imported:
    line 3, column CHODNOTA1, "990001": REPEATED: stands on line 2 already
    nothing was imported:
    line 3, column kod_obce, "990001": REPEATED: stands on line 2 already
    nothing was imported:
    line 3, column stitek, "A": REPEATED: stands on line 2 already
    "#);
    assert_eq!(
        nation.count("SELECT count(*) FROM municipalities WHERE valid_until IS NOT NULL").await,
        0
    );
}

#[tokio::test]
async fn inhabitants_are_read_of_any_day() {
    let nation = Nation::with_register().await;
    let file = "kod_obce;obyvatel;ke_dni\n990001;1250;31.12.2024\n990001;1200;2020-12-31\n990077;5;31.12.2024\n";
    insta::assert_snapshot!(
        nation.read(What::Populations, file.as_bytes(), &Options::default()).await.unwrap(), @"inhabitants: 1 new, 0 changed, 0 closed, 1 unchanged, 1 that the register doesn't know skipped"
    );
    let sql = "SELECT string_agg(as_of || ' ' || inhabitants, ', ' ORDER BY as_of) FROM populations WHERE municipality_code = '990001'";
    assert_eq!(nation.text(sql).await.unwrap(), "2020-12-31 1200, 2024-12-31 1250");
    let file = "kod_obce;obyvatel;ke_dni\n990001;1250;\n990001;-1;31.2.2024\n";
    insta::assert_snapshot!(
        told(nation.read(What::Populations, file.as_bytes(), &Options::default()).await).join("\n"), @r#"
    nothing was imported:
    line 2, column ke_dni, "": MISSING: is missing
    line 3, column obyvatel, "-1": MALFORMED: isn't a number of people
    line 3, column ke_dni, "31.2.2024": MALFORMED: isn't a day like 2019-12-31 or 31.12.2019
    "#
    );
}

/// Columns that stand between ours, and a header with space around its names.
#[tokio::test]
async fn columns_are_found_among_others() {
    let nation = Nation::new();
    let header = MUNICIPALITY_COLUMNS.replace("nazev", " nazev ");
    let file = municipalities().replace(MUNICIPALITY_COLUMNS, &header);
    assert_eq!(nation.municipalities(&file).await.unwrap().counts.new, 4);
}

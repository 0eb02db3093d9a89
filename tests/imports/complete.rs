//! Files that are complete: what they leave out has ended, where they list something, and nowhere else.

use super::{
    MUNICIPALITY_COLUMNS, NORTH, Nation, What, associations, complete, memberships, municipalities,
    of_day, rehearsed, told,
};
use domain::directory::{Deed, Options, Report};

const FAR: &str = "CZ0880,Daleký okres,CZ088,Daleký kraj,88011,Dálka,8801,Dálka";

/// Our four municipalities of one region, and two of another.
fn two_regions() -> String {
    format!(
        "{}\n880001,Dálka,3,mesto,,{FAR},,10,,,\n880002,Zátiší,2,obec,,{FAR},,20,,,",
        municipalities()
    )
}

fn without(file: &str, code: &str) -> String {
    file.lines().filter(|line| !line.contains(code)).collect::<Vec<_>>().join("\n")
}

fn confirmed(as_of: &str, closing: usize) -> Options<'static> {
    Options { closing_confirmed: Some(closing), ..complete(as_of) }
}

fn closed(report: &Report) -> Vec<&str> {
    let closed = report.changes.iter().filter(|change| change.deed == Deed::Closed);
    closed.map(|change| &*change.key).collect()
}

async fn ended(nation: &Nation) -> Option<String> {
    let sql = "SELECT string_agg(code || ' ' || valid_until, ', ' ORDER BY code) FROM municipalities WHERE valid_until IS NOT NULL";
    nation.text(sql).await
}

#[tokio::test]
async fn what_a_complete_file_leaves_out_has_ended_and_its_memberships_with_it() {
    let nation = Nation::with_register().await;
    let file = without(&municipalities(), "990002");
    let unconfirmed =
        nation.read(What::Municipalities, file.as_bytes(), &complete("2026-11-01")).await;
    insta::assert_snapshot!(told(unconfirmed).join("\n"), @"nothing was imported: CLOSING_UNCONFIRMED: it would close 1 of 4 municipalities or their districts, more than 1 %; see which with --dry-run --report, then say --confirm-closing 1");
    let report =
        nation.read(What::Municipalities, file.as_bytes(), &confirmed("2026-11-01", 1)).await;
    let report = report.unwrap();
    insta::assert_snapshot!(report, @r"
    municipalities: 0 new, 0 changed, 1 closed, 3 unchanged, 1 military districts skipped
    inhabitants on 2020-12-31: 0 new, 0 changed, 0 closed, 2 unchanged
    regions and districts: 0 new, 0 changed, 0 closed, 7 unchanged
    districts of municipalities: 0 new, 0 changed, 0 closed, 3 unchanged
    memberships: 0 new, 0 changed, 2 closed, 0 unchanged
    ");
    assert_eq!(closed(&report), ["990002"]);
    assert_eq!(ended(&nation).await.as_deref(), Some("990002 2026-11-01"));
    let left = "SELECT count(*) FROM association_memberships WHERE municipality_code = '990002' AND left_on = '2026-11-01'";
    assert_eq!(nation.count(left).await, 2, "nothing is deleted");
    let again = nation.read(What::Municipalities, file.as_bytes(), &complete("2026-11-02")).await;
    assert_eq!((again.unwrap().counts.closed, ended(&nation).await.unwrap().len()), (0, 17));

    // Whoever is no more joins nothing.
    let file = "dso_ico,kod_obce\n90000021,990002\n90000021,990003\n";
    assert_eq!(nation.memberships(file).await.unwrap().counts.new, 1);
    nation.associations(&associations().replace("90000021", "90000030")).await.unwrap();
    let file = "dso_ico,kod_obce\n90000030,990002\n";
    insta::assert_snapshot!(told(nation.memberships(file).await).join("\n"), @r#"
    nothing was imported:
    line 2, column kod_obce, "990002": HAS_ENDED: has ended on 2026-11-01
    "#);

    // What is listed again is again.
    nation.municipalities(&municipalities()).await.unwrap();
    assert_eq!(ended(&nation).await, None);
}

#[tokio::test]
async fn a_region_that_is_cut_out_closes_nothing_there_and_a_file_of_one_region_nothing_elsewhere()
{
    let nation = Nation::new();
    nation.municipalities(&two_regions()).await.unwrap();
    let cut_out = without(&two_regions(), "CZ088");
    let report =
        nation.read(What::Municipalities, cut_out.as_bytes(), &complete("2026-11-01")).await;
    assert_eq!((report.unwrap().counts.closed, ended(&nation).await), (0, None));
    let one_region = format!("{MUNICIPALITY_COLUMNS}\n880001,Dálka,3,mesto,,{FAR},,10,,,");
    let report =
        nation.read(What::Municipalities, one_region.as_bytes(), &confirmed("2026-11-01", 1)).await;
    assert_eq!(closed(&report.unwrap()), ["880002"]);
}

#[tokio::test]
async fn a_part_of_a_list_closes_nothing() {
    let nation = Nation::with_register().await;
    let file = format!("{MUNICIPALITY_COLUMNS}\n990001,Horní Ves,3,mesto,,{NORTH},,,,,");
    assert_eq!(nation.municipalities(&file).await.unwrap().counts.closed, 0);
    let file = "dso_ico,kod_obce\n90000013,990001\n";
    assert_eq!(nation.memberships(file).await.unwrap().counts.closed, 0);
    assert_eq!(ended(&nation).await, None);
}

#[tokio::test]
async fn a_complete_list_of_members_closes_only_inside_the_associations_it_lists() {
    let nation = Nation::with_register().await;
    let file = "dso_ico,kod_obce\n90000013,990001\n90000013,990003\n";
    let options = confirmed("2026-10-01", 1);
    let report = nation.read(What::Memberships, file.as_bytes(), &options).await.unwrap();
    insta::assert_snapshot!(report, @"memberships: 0 new, 0 changed, 1 closed, 2 unchanged");
    assert_eq!(closed(&report), ["90000013 990002"]);
    let open = "SELECT string_agg(municipality_code || ' ' || ico, ', ' ORDER BY ico, municipality_code) FROM association_memberships \
        JOIN associations a ON a.id = association_id WHERE left_on IS NULL AND joined_on IS NULL";
    let open = nation.text(open).await;
    assert_eq!(open.as_deref(), Some("990001 90000013, 990003 90000013, 990002 90000021"));
    let again = nation.read(What::Memberships, file.as_bytes(), &complete("2026-10-02")).await;
    assert_eq!(again.unwrap().counts.unchanged, 2);
}

#[tokio::test]
async fn an_association_that_a_complete_list_leaves_out_is_dissolved() {
    let nation = Nation::with_register().await;
    let file = without(&associations(), "90000021");
    let unconfirmed =
        nation.read(What::Associations, file.as_bytes(), &complete("2026-11-01")).await;
    insta::assert_snapshot!(told(unconfirmed).join("\n"), @"nothing was imported: CLOSING_UNCONFIRMED: it would close 1 of 2 associations, more than 1 %; see which with --dry-run --report, then say --confirm-closing 1");
    let report = nation
        .read(What::Associations, file.as_bytes(), &confirmed("2026-11-01", 1))
        .await
        .unwrap();
    assert_eq!(closed(&report), ["90000021"]);
    let sql = "SELECT dissolved_on::text FROM associations WHERE ico = '90000021'";
    assert_eq!(nation.text(sql).await.as_deref(), Some("2026-11-01"));
}

#[tokio::test]
async fn more_than_one_in_a_hundred_is_closed_only_by_its_number_and_a_rehearsal_tells_it() {
    let nation = Nation::with_register().await;
    let file = without(&without(&municipalities(), "990002"), "990003");
    let rows = "SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM municipalities t";
    let (before, trail) = (nation.text(rows).await, nation.trail().await);
    let rehearsal = nation
        .read(What::Municipalities, file.as_bytes(), &rehearsed(complete("2026-11-01")))
        .await;
    insta::assert_snapshot!(rehearsal.unwrap(), @r"
    municipalities: 0 new, 0 changed, 2 closed, 2 unchanged, 1 military districts skipped
    inhabitants on 2020-12-31: 0 new, 0 changed, 0 closed, 1 unchanged
    regions and districts: 0 new, 0 changed, 0 closed, 7 unchanged
    districts of municipalities: 0 new, 0 changed, 0 closed, 2 unchanged
    memberships: 0 new, 0 changed, 3 closed, 0 unchanged
    so much is closed that it needs --confirm-closing 2
    ");
    for wrong in [1, 3] {
        let answer = nation
            .read(What::Municipalities, file.as_bytes(), &confirmed("2026-11-01", wrong))
            .await;
        assert!(told(answer)[0].contains("CLOSING_UNCONFIRMED: it would close 2 of 4 "));
    }
    assert_eq!((nation.text(rows).await, nation.trail().await), (before, trail));
    let report =
        nation.read(What::Municipalities, file.as_bytes(), &confirmed("2026-11-01", 2)).await;
    assert_eq!(report.unwrap().counts.closed, 2);
}

#[tokio::test]
async fn a_rehearsal_does_all_and_leaves_nothing() {
    let nation = Nation::new();
    let all = "SELECT (SELECT count(*) FROM municipalities) + (SELECT count(*) FROM regions) + (SELECT count(*) FROM populations)";
    let rehearse = rehearsed(Options::default());
    let file = municipalities();
    let would = nation.read(What::Municipalities, file.as_bytes(), &rehearse).await.unwrap();
    assert_eq!((nation.count(all).await, nation.trail().await.len()), (0, 0));
    let did = nation.municipalities(&file).await.unwrap();
    assert_eq!(would, did, "it says what is done then");
}

#[tokio::test]
async fn what_hasnt_come_or_cant_be_is_refused() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute(
            "UPDATE association_memberships SET joined_on = '2026-06-01' WHERE municipality_code = '990002'; \
             UPDATE municipalities SET valid_from = '2026-06-01' WHERE code = '990003'",
        )
        .await
        .unwrap();
    let file = format!("{MUNICIPALITY_COLUMNS}\n990001,Horní Ves,3,mesto,,{NORTH},,,,,");
    let members = without(&memberships(), "990002");
    let mut answers = Vec::new();
    for (what, file, options) in [
        (What::Municipalities, &*file, complete("2026-06-01")),
        (What::Memberships, &*members, complete("2026-06-01")),
        (What::Memberships, &*members, of_day("2999-01-01")),
        (What::Populations, "kod_obce,obyvatel,ke_dni\n", complete("2026-06-01")),
        (What::ExtendedPowers, "CHODNOTA1,TEXT1,CHODNOTA2,TEXT2\n", complete("2026-06-01")),
    ] {
        answers.extend(told(nation.read(what, file.as_bytes(), &options).await));
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    nothing was imported:
    left out, column kod_obce, "990003": ENDS_BEFORE_IT_BEGINS: isn't after 2026-06-01, when it began
    left out, column kod_obce, "990002": ENDS_BEFORE_IT_BEGINS: isn't after 2026-06-01, when it began
    left out, column kod_obce, "990002": ENDS_BEFORE_IT_BEGINS: isn't after 2026-06-01, when it began
    nothing was imported:
    left out, column kod_obce, "990002": ENDS_BEFORE_IT_BEGINS: isn't after 2026-06-01, when it began
    nothing was imported: AS_OF_LATER: 2999-01-01 hasn't come yet
    nothing was imported: NEVER_COMPLETE: by a list of inhabitants nothing ends
    nothing was imported: NEVER_COMPLETE: by a list of districts of extended powers nothing ends
    "#);
}

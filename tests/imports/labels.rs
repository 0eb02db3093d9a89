//! Labels of associations, as they are read in and as they are asked for.

use super::{Nation, What, complete, told};
use domain::directory::{self, AssociationFilter, Options};
use domain::kernel::ico::Ico;
use domain::kernel::page::PageArgs;

const CENTRES: &str = "css_name,participation,dso_ico,dso_nazev\n\
    Horní,participated (own page),90000013,Svazek obcí Horní\nVltava,participated (own page),,\nDolní,unsure,90000021,Vodovod\n";

async fn labels(nation: &Nation, ico: &str) -> Vec<String> {
    let ico = Ico::try_from(ico).unwrap();
    let id = directory::association(&nation.importer, &ico).await.unwrap().unwrap().id;
    directory::labels(&nation.importer, &[id]).await.unwrap().remove(&id).unwrap_or_default()
}

async fn labelled(nation: &Nation, label: &str) -> Vec<String> {
    let filter =
        AssociationFilter { label: Some(label.to_owned()), ..AssociationFilter::default() };
    let page = PageArgs::new(Some(10), None, None, None).unwrap();
    let page = directory::associations(&nation.importer, &filter, &page, true).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as i64));
    page.items.iter().map(|association| association.ico.to_string()).collect()
}

#[tokio::test]
async fn centres_of_the_project_are_labelled_where_it_is_sure_which_they_are() {
    let nation = Nation::with_register().await;
    let read =
        async || nation.read(What::Labels, CENTRES.as_bytes(), &Options::default()).await.unwrap();
    insta::assert_snapshot!(read().await, @"labels: 1 new, 0 changed, 0 closed, 0 unchanged, 1 without an association skipped, 1 of unsure participation skipped");
    assert_eq!(labels(&nation, "90000013").await, ["CSS 2016–2020"]);
    assert!(labels(&nation, "90000021").await.is_empty());
    assert_eq!(labelled(&nation, "CSS 2016–2020").await, ["90000013"]);
    let trail = nation.trail().await;
    insta::assert_snapshot!(read().await, @"labels: 0 new, 0 changed, 0 closed, 1 unchanged, 1 without an association skipped, 1 of unsure participation skipped");
    assert_eq!(nation.trail().await, trail);
}

#[tokio::test]
async fn a_complete_list_takes_its_labels_away_from_others_and_gives_them_back() {
    let nation = Nation::with_register().await;
    let file = "ico;stitek\n90000013;Pilot\n90000021;Pilot\n90000021;Chráněné\n90000021;Horské\n";
    nation.read(What::Labels, file.as_bytes(), &Options::default()).await.unwrap();
    assert_eq!(
        labels(&nation, "90000021").await,
        ["Horské", "Chráněné", "Pilot"],
        "in Czech order"
    );
    let file = "ico;stitek\n90000013;Pilot\n";
    let options = Options { closing_confirmed: Some(1), ..complete("2026-11-01") };
    insta::assert_snapshot!(nation.read(What::Labels, file.as_bytes(), &options).await.unwrap(), @"labels: 0 new, 0 changed, 1 closed, 1 unchanged");
    assert_eq!(labels(&nation, "90000021").await, ["Horské", "Chráněné"]);
    assert_eq!(labelled(&nation, "Pilot").await, ["90000013"]);
    let file = "ico;stitek\n90000021;Pilot\n";
    nation.read(What::Labels, file.as_bytes(), &Options::default()).await.unwrap();
    assert_eq!(labelled(&nation, "Pilot").await, ["90000013", "90000021"]);
}

#[tokio::test]
async fn a_label_is_short_and_its_association_known() {
    let nation = Nation::with_register().await;
    let file = format!("ico,stitek\n90000013,{}\n90000013,\n90000030,Pilot\n", "x".repeat(61));
    insta::assert_snapshot!(
        told(nation.read(What::Labels, file.as_bytes(), &Options::default()).await).join("\n"), @r#"
    nothing was imported:
    line 2, column stitek, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…": TOO_LONG: is longer than 60 characters
    line 3, column stitek, "": MISSING: is missing
    line 4, column ico, "90000030": NOT_IN_REGISTER: isn't in the register: import associations first
    "#
    );
}

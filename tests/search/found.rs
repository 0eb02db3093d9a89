//! What is found, where the words stand in it, and in which order.

use super::{SEARCH, comment, found, names, open, record, search, snippet};
use crate::house::House;
use serde_json::{Value, json};

#[tokio::test]
async fn kanalizaci_koberice_finds_kanalizace_koberice() {
    let tenant = House::shared().await.tenant("sewerage").await;
    let clerk = tenant.clerk().await;
    let member = tenant.members[0].as_str();
    open(&clerk, member, "DEV-WASTE", "Kanalizace Kobeřice", "").await;
    open(&clerk, member, "DEV-WASTE", "Kanalizace Bolatice", "").await;
    open(&clerk, member, "DEV-WASTE", "Svoz v Kobeřicích", "Není to o ní.").await;
    for query in [
        "kanalizaci koberice",
        "KANALIZACE KOBEŘICE",
        "Kobeřice, kanalizací",
        "kanalizaci v Kobeřicích",
        "kobericich kanal",
        "kanalizace kob",
    ] {
        assert_eq!(found(&clerk, query).await, ["Kanalizace Kobeřice"], "{query}");
    }
    assert_eq!(found(&clerk, "kanalizace").await, ["Kanalizace Bolatice", "Kanalizace Kobeřice"]);
    assert_eq!(found(&clerk, "vodovod").await, [""; 0]);
    let seen = search(&clerk, "kanalizaci koberice").await;
    insta::assert_snapshot!(seen.shown_at("/data/search/nodes"), @r#"
    [
      {
        "activity": null,
        "foundIn": "TITLE",
        "kind": "REQUEST",
        "request": {"title":"Kanalizace Kobeřice"},
        "snippet": [
          {"hit":true,"text":"Kanalizace"},
          {"hit":false,"text":" "},
          {"hit":true,"text":"Kobeřice"}
        ]
      }
    ]
    "#);
}

#[tokio::test]
async fn words_are_found_in_titles_descriptions_comments_and_outputs() {
    let tenant = House::shared().await.tenant("everywhere").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let member = tenant.members[0].as_str();
    let id =
        open(&clerk, member, "DEV-WASTE", "Svoz bioodpadu", "Prosíme o hnědé popelnice.").await;
    comment(&mayor, &id, "Loni jich bylo třicet.", false).await;
    comment(&clerk, &id, "Dodavatel nezvedá telefon.", true).await;
    record(&clerk, "DEV-WASTE", &[member], "Smlouva se svozovou firmou").await;
    for (query, found_in, shown) in [
        ("bioodpad", "TITLE", "Svoz [bioodpadu]"),
        ("hnědá popelnice", "DESCRIPTION", "Prosíme o [hnědé] [popelnice]."),
        ("tricet", "COMMENT", "Loni jich bylo [třicet]."),
        ("dodavatel telefon", "COMMENT", "[Dodavatel] nezvedá [telefon]."),
        ("svozová firma", "OUTPUT", "Smlouva se [svozovou] [firmou]"),
        // Over several texts of one case; shown is the one with most of them, and of several the first.
        ("bioodpad popelnice třicet", "TITLE", "Svoz [bioodpadu]"),
        ("bioodpad hnědé popelnice", "DESCRIPTION", "Prosíme o [hnědé] [popelnice]."),
    ] {
        let seen = search(&clerk, query).await;
        assert_eq!(seen.list("/search/nodes").len(), 1, "{query}: {seen}");
        assert_eq!(seen.text("/search/nodes/0/foundIn"), found_in, "{query}");
        assert_eq!(snippet(&seen), shown, "{query}");
    }
}

#[tokio::test]
async fn the_best_comes_first_and_of_equals_the_newest() {
    let tenant = House::shared().await.tenant("ranked").await;
    let clerk = tenant.clerk().await;
    let member = tenant.members[0].as_str();
    let talked = open(&clerk, member, "DEV-WASTE", "Cesta", "").await;
    comment(&clerk, &talked, "Chodník taky.", false).await;
    open(&clerk, member, "DEV-WASTE", "Starší", "O chodníku.").await;
    record(&clerk, "DEV-WASTE", &[member], "Projekt chodníku").await;
    open(&clerk, member, "DEV-WASTE", "Chodníkářství Novotný", "").await;
    open(&clerk, member, "DEV-WASTE", "Chodník", "").await;
    open(&clerk, member, "DEV-WASTE", "Novější", "Chodníky!").await;
    let expected =
        ["Chodník", "Novější", "Chodníkářství Novotný", "Projekt chodníku", "Starší", "Cesta"];
    assert_eq!(found(&clerk, "chodník").await, expected);
    // The same, two by two, though more comes in between.
    let (mut after, mut paged) = (Value::Null, Vec::new());
    loop {
        let part = json!({ "query": "chodník", "first": 2, "after": after });
        let seen = clerk.done(SEARCH, part).await;
        paged.extend(names(&seen));
        after = seen.data("/search/pageInfo/endCursor").clone();
        if *seen.data("/search/pageInfo/hasNextPage") == false {
            break;
        }
        open(&clerk, member, "DEV-WASTE", "Chodník v parku", "").await;
    }
    assert_eq!(paged, expected);
    // And from its end.
    let last = "{ search(query: \"chodník\", last: 2) { pageInfo { hasPreviousPage startCursor } nodes { request { title } } } }";
    let seen = clerk.done(last, json!({})).await;
    assert_eq!(seen.text("/search/nodes/0/request/title"), "Starší");
    assert_eq!(seen.text("/search/nodes/1/request/title"), "Cesta");
    let before = "query($before: String!) { search(query: \"chodník\", last: 2, before: $before) { nodes { kind } pageInfo { hasPreviousPage hasNextPage } } }";
    let before =
        clerk.done(before, json!({ "before": seen.text("/search/pageInfo/startCursor") })).await;
    insta::assert_snapshot!(before.shown_at("/data/search"), @r#"
    {
      "nodes": [{"kind":"REQUEST"},{"kind":"ACTIVITY"}],
      "pageInfo": {"hasNextPage":true,"hasPreviousPage":true}
    }
    "#);
}

#[tokio::test]
async fn one_kind_or_one_member_is_asked_for() {
    let tenant = House::shared().await.tenant("narrowed").await;
    let clerk = tenant.clerk().await;
    let (one, other) = (tenant.members[0].as_str(), tenant.members[1].as_str());
    open(&clerk, one, "DEV-WASTE", "Kašna prvních", "").await;
    let id = open(&clerk, other, "DEV-WASTE", "Náves druhých", "").await;
    comment(&clerk, &id, "S kašnou.", false).await;
    record(&clerk, "DEV-WASTE", &[one, other], "Kašna obou").await;
    record(&clerk, "DEV-WASTE", &[other], "Kašna druhých").await;
    for (filter, expected) in [
        (json!({ "kind": "REQUEST" }), &["Kašna prvních", "Náves druhých"][..]),
        (json!({ "kind": "ACTIVITY" }), &["Kašna druhých", "Kašna obou"]),
        (json!({ "memberId": one }), &["Kašna prvních", "Kašna obou"]),
        (json!({ "memberId": other, "kind": "REQUEST" }), &["Náves druhých"]),
        (json!({ "memberId": tenant.members[2] }), &[]),
    ] {
        let seen = clerk.done(SEARCH, json!({ "query": "kašny", "filter": filter })).await;
        assert_eq!(names(&seen), expected, "{filter}");
        assert_eq!(seen.number("/search/totalCount"), i64::try_from(expected.len()).unwrap());
    }
}

#[tokio::test]
async fn a_long_case_is_shown_where_its_words_stand() {
    let tenant = House::shared().await.tenant("long-case").await;
    let clerk = tenant.clerk().await;
    let around = "Zastupitelstvo o tom jednalo dlouho a bez výsledku. ".repeat(90);
    let description = format!("{around}Nakonec přišla řeč na kapličku svatého Floriána. {around}");
    open(&clerk, &tenant.members[0], "DEV-WASTE", "Jednání", &description).await;
    let shown = snippet(&search(&clerk, "kaplicky floriana").await);
    assert!(shown.contains("řeč na [kapličku] svatého [Floriána]. "), "{shown}");
    assert!(shown.starts_with('…') && shown.ends_with('…') && shown.len() < 250, "{shown}");
    // Nothing that somebody wrote is markup, and nothing of it is lost.
    let tags = "<b>Kaplička</b> & \"<script>\" \\";
    open(&clerk, &tenant.members[0], "DEV-WASTE", tags, "").await;
    let shown = snippet(&search(&clerk, "kaplička script").await);
    assert_eq!(shown, "<b>[Kaplička]</b> & \"<[script]>\" \\");
}

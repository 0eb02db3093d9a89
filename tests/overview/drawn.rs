//! What is drawn beside the table: the map, the months, and the page of one centre.

use super::export::scene;
use super::shown::{Shown, asked, by, figures};
use serde_json::{Value, json};

const CENTRE: &str = "query($id: ID!) { centre(tenantId: $id) {
    figures { requestsOpened requestsOpen minutes }
    byArea { area requestsOpened } trend { from requestsOpened requestsClosed }
    comparison { centres populationFrom populationTo medians { requestsOpened } } } }";

fn map(shown: &Shown) -> &str {
    let from = shown.html.split("<svg class=\"map\"").nth(1).expect("a map");
    from.split("</svg>").next().unwrap()
}

#[tokio::test]
async fn each_centre_lies_among_its_municipalities_within_the_borders_that_were_read_in() {
    let (house, tenants, coordinator) = scene().await;
    let admin = house.database().superuser().await;
    let placed = |at: usize, latitude: f64, longitude: f64| {
        let codes = tenants[at].association.municipalities.join(",");
        format!(
            "UPDATE municipalities SET latitude = {latitude}, longitude = {longitude} WHERE code = ANY ('{{{codes}}}')"
        )
    };
    let places = [placed(0, 50.05, 13.95), placed(1, 49.15, 17.95)].join(";");
    admin.batch_execute(&places).await.unwrap();
    let shown = by(&coordinator, &house, "/overview").await;
    assert!(map(&shown).contains(">Praha</text>") && !map(&shown).contains("class=\"region\""));

    // A border of nobody's making but ours.
    let border = "INSERT INTO boundaries VALUES ('REGION', 'CZ098', '{\"type\": \"MultiPolygon\",
        \"coordinates\": [[[[12.95, 51.15], [13.95, 51.15], [12.95, 50.15], [12.95, 51.15]]]]}')";
    admin.batch_execute(border).await.unwrap();
    let shown = by(&coordinator, &house, "/overview").await;
    let drawn = map(&shown);
    assert!(!drawn.contains("<text"), "no towns where there are borders: {drawn}");
    assert_eq!(drawn.matches("<path class=\"region\"").count(), 1);
    assert!(drawn.contains("d=\"M110.0 0.0L220.0 0.0L110.0 170.5L110.0 0.0Z\""), "{drawn}");
    // Red is a square, green a disc; each leads to its centre.
    let (alfa, beta) = (&tenants[0], &tenants[1]);
    for (id, dot) in [(&alfa.id, "<g class=\"dot red\">"), (&beta.id, "<g class=\"dot green\">")] {
        let link = format!("<a href=\"/overview/centres/{id}\" tabindex=\"-1\">{dot}");
        assert!(drawn.contains(&link), "{link}: {drawn}");
    }
    assert!(
        drawn.contains("<rect x=\"215\" y=\"183\"")
            && drawn.contains("<circle cx=\"660\" cy=\"341\""),
        "{drawn}"
    );
    assert!(drawn.contains("<title>Ábel: zelená</title>"));
    assert!(!shown.html.contains("Polohu neznáme"));

    // Whom the filter doesn't show is a shadow.
    let shown = by(&coordinator, &house, "/overview?health=RED").await;
    let drawn = map(&shown);
    assert_eq!(
        (drawn.matches("class=\"dot ").count(), drawn.matches("class=\"other\"").count()),
        (1, 1)
    );
    assert!(!drawn.contains("Ábel"), "{drawn}");
}

#[tokio::test]
async fn one_centre_has_a_page_with_what_the_contract_tells_of_it() {
    let (house, tenants, coordinator) = scene().await;
    let id = tenants[0].id.to_string();
    let told = coordinator.done(CENTRE, json!({ "id": id })).await;
    let shown = by(&coordinator, &house, &format!("/overview/centres/{id}")).await;
    assert_eq!(shown.status, 200, "{}", shown.html);
    let of_it = figures(&shown.html);
    for (field, name) in [("REQUESTS_OPENED", "requestsOpened"), ("REQUESTS_OPEN", "requestsOpen")]
    {
        assert_eq!(of_it[field], told.number(&format!("/centre/figures/{name}")).to_string());
    }
    assert_eq!(of_it["MINUTES"], "100,0");
    for text in [
        "<title>=HYPERLINK(&quot;x&quot;); Svazek – Centrum</title>",
        "Otevřené požadavky po termínu: 5 / 5 (1000 ‰, mez 250 ‰).",
        "od 150 do 600 obyvatel. Počet center: 1",
        "<th scope=\"row\">Právo</th>",
        "<th scope=\"row\">Rozvoj mikroregionu</th>",
    ] {
        assert!(shown.html.contains(text), "{text}: {}", shown.html);
    }
    let comparison = json!({ "centres": 1, "populationFrom": 150, "populationTo": 600, "medians": { "requestsOpened": 0 } });
    assert_eq!(*told.data("/centre/comparison"), comparison, "as it is written above");
    let areas: Vec<&Value> = told.list("/centre/byArea").iter().map(|area| &area["area"]).collect();
    assert_eq!(areas, ["LEGAL", "DEVELOPMENT"]);
    months_are(&shown, told.list("/centre/trend"));

    let later =
        by(&coordinator, &house, &format!("/overview/centres/{id}?from=2026-01-01&to=2026-02-01"))
            .await;
    assert_eq!(figures(&later.html)["REQUESTS_OPENED"], "0");
    assert!(
        later.html.contains("href=\"/overview?from=2026-01-01&amp;to=2026-02-01\""),
        "the way back"
    );
}

/// The table of months, which begins with the last.
fn months_are(shown: &Shown, trend: &[Value]) {
    let named = ["leden", "únor", "březen"].map(|month| format!("{month}\u{a0}2026"));
    assert_eq!(trend.len(), named.len());
    let mut rest = shown.html.as_str();
    for (month, name) in trend.iter().zip(named).rev() {
        let row = format!(
            "<tr><th scope=\"row\">{name}</th><td class=\"number\">{}</td><td class=\"number\">{}</td>",
            month["requestsOpened"], month["requestsClosed"]
        );
        rest = rest.split_once(&row).unwrap_or_else(|| panic!("{row}: {rest}")).1;
    }
    assert!(
        shown.html.contains("březen\u{a0}2026: otevřeno 6, uzavřeno 1</title>"),
        "the bars' numbers"
    );
}

#[tokio::test]
async fn the_months_of_all_centres_are_those_of_the_contract() {
    let (house, _tenants, coordinator) = scene().await;
    let query = "{ nationalOverview { trend { from requestsOpened requestsClosed } } }";
    let told = coordinator.done(query, json!({})).await;
    let shown = by(&coordinator, &house, "/overview").await;
    months_are(&shown, told.list("/nationalOverview/trend"));
    // Ten years are drawn too, with their years below.
    let shown = by(&coordinator, &house, "/overview?from=2017-01-01&to=2026-12-31").await;
    assert_eq!(shown.html.matches("<rect class=\"bar opened\" x=").count(), 120);
    assert!(shown.html.contains(">2017</text>") && shown.html.contains(">2026</text>"));
}

#[tokio::test]
async fn the_styles_are_for_everybody_and_kept_for_ever() {
    let (house, _tenants, _) = scene().await;
    let page = asked(&house, "/overview", &[]).await;
    let from =
        |mark: &str| page.html.split(mark).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (style, licence) =
        (from("<link rel=\"stylesheet\" href=\""), from("<link rel=\"license\" href=\""));
    for (path, kind, text) in [
        (&style, "text/css; charset=utf-8", ".gov-tag"),
        (&licence, "text/plain; charset=utf-8", "EUROPEAN UNION PUBLIC LICENCE"),
    ] {
        let file = asked(&house, path, &[]).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind));
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(file.html.contains(text));
    }
    for path in ["/assets/", "/assets/pages.css", "/assets/..%2fown.css"] {
        assert_eq!(asked(&house, path, &[]).await.status, 404, "{path}");
    }
}

//! The centres' figures as files: what the contract tells, in the manner of a Czech spreadsheet and in JSON Lines.

use super::centres::ELSEWHERE;
use super::times::CLOSE;
use crate::house::{Client, House, Tenant, on_the_house};
use chrono::Duration;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came.
struct File {
    status: u16,
    media_type: String,
    disposition: Option<String>,
    text: String,
}

/// Asks for it with some headers.
async fn file(house: &House, path: &str, headers: &[(&str, &str)]) -> File {
    let (app, path) = (house.app().clone(), path.to_owned());
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    on_the_house(async move {
        let mut asked = app.addresses().get(path);
        for (name, value) in headers {
            asked = asked.header(name, value);
        }
        let response = asked.send().await.0;
        let header =
            |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, media_type) =
            (response.status().as_u16(), header("content-type").unwrap_or_default());
        let disposition = header("content-disposition");
        let text = response.into_body().into_string().await.unwrap();
        File { status, media_type, disposition, text }
    })
    .await
}

async fn by(client: &Client, house: &House, path: &str) -> File {
    file(house, path, &[("authorization", &format!("Bearer {}", client.token()))]).await
}

pub(super) async fn scene() -> (House, Vec<Tenant>, Client) {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta"]).await;
    let admin = house.database().superuser().await;
    let rename = format!(
        "{ELSEWHERE}; UPDATE associations SET name = '=HYPERLINK(\"x\"); Svazek', district_code = 'CZ0980' WHERE ico = '{}';
         UPDATE associations SET name = 'Ábel' WHERE ico = '{}'",
        tenants[0].association.ico, tenants[1].association.ico
    );
    admin.batch_execute(&rename).await.unwrap();
    let clerk = tenants[0].clerk().await;
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(tenants[0].open(&clerk, "LEGAL-COUNCIL", 0, &number.to_string()).await);
    }
    house.tick(Duration::hours(5));
    clerk.done(CLOSE, json!({ "id": ids[0] })).await;
    let lost = json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 60 });
    let work = json!({ "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 6_000, "benefit": lost,
        "beneficiaries": [{ "memberId": tenants[0].members[0] }] });
    let record = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { userErrors { code } } }";
    clerk.done(record, json!({ "input": work })).await;
    house.tick(Duration::days(13));
    house.catch_up().await;
    let coordinator = house.coordinator().await.again(&house).await;
    (house, tenants, coordinator)
}

#[tokio::test]
async fn a_czech_spreadsheet_opens_it_and_nothing_in_it_is_a_formula() {
    let (house, tenants, coordinator) = scene().await;
    let found = by(&coordinator, &house, "/overview/centres.csv").await;
    assert_eq!(
        (found.status, found.media_type.as_str()),
        (200, "text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        found.disposition.as_deref(),
        Some("attachment; filename=\"centres-2026-01-2026-03.csv\"")
    );
    let text = found.text.strip_prefix('\u{feff}').expect("a byte-order mark");
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    let [head, alfa, beta, ""] = lines[..] else { panic!("{lines:#?}") };
    assert!(head.starts_with("\"Svazek\";\"IČO\";\"Druh\";\"Kraj\";\"Okres\";"), "{head}");
    let (one, other) = (&tenants[0].association.ico, &tenants[1].association.ico);
    // Five open, all overdue; the staff has rested for thirteen days.
    let expected = format!(
        "\"'=HYPERLINK(\"\"x\"\"); Svazek\";\"{one}\";\"dobrovolný svazek obcí\";\"Jiný kraj\";\"Jiný okres\";\"zavádí se\";\"červená\";\
         \"Otevřené požadavky po termínu: 5 / 5 (1000 ‰, mez 250 ‰).\";3;300;2026-01-01;2026-03-31;6;1;5;5;100,0;6;6;1;6000;-13514,00;0,00;2026-03-02"
    );
    assert_eq!(alfa, expected);
    let expected = format!(
        "\"Ábel\";\"{other}\";\"dobrovolný svazek obcí\";\"Vymyšlený kraj\";\"Horní okres\";\"zavádí se\";\"zelená\";\"\";3;300;2026-01-01;2026-03-31;\
         0;0;0;0;;;;0;0;0,00;0,00;"
    );
    assert_eq!(beta, expected);
    assert_eq!(head.matches(';').count(), beta.matches(';').count());

    let bearer = format!("Bearer {}", coordinator.token());
    let headers = [("authorization", bearer.as_str()), ("accept-language", "en")];
    let english = file(&house, "/overview/centres.csv?health=RED", &headers).await;
    assert!(
        english.text.contains("\"Association\";") && english.text.contains("\"red\""),
        "{}",
        english.text
    );
    assert!(english.text.contains("Open requests that are overdue: 5 of 5"));
}

#[tokio::test]
async fn json_lines_tell_what_the_contract_tells_filtered_and_in_order() {
    let (house, tenants, coordinator) = scene().await;
    let path = "/overview/centres.jsonl?orderBy=REQUESTS_OPEN&direction=DESC&from=2026-03-10&to=2026-03-10";
    let found = by(&coordinator, &house, path).await;
    assert_eq!((found.status, found.media_type.as_str()), (200, "application/jsonl"));
    assert_eq!(
        found.disposition.as_deref(),
        Some("attachment; filename=\"centres-2026-03-2026-03.jsonl\"")
    );
    let lines: Vec<Value> =
        found.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let query = "{ nationalOverview(period: { from: \"2026-03-10\", to: \"2026-03-10\" }) {
        centres(orderBy: { field: REQUESTS_OPEN, direction: DESC }) { nodes { tenant { id slug } name ico kind lifecycle
            district { code region { code } } health reasons { code health count outOf measured threshold } municipalitiesServed populationServed
            requestsOpened requestsClosed requestsOpen requestsOverdue slaMetPermille closeMedian closePercentile90 activities minutes
            benefitSaved benefitBroughtIn lastActivityOn } } } }";
    let seen = coordinator.done(query, json!({})).await;
    let nodes = seen.list("/nationalOverview/centres/nodes");
    assert_eq!((lines.len(), nodes.len()), (2, 2));
    for (line, node) in lines.iter().zip(nodes) {
        let mut expected = node.clone();
        let fields = expected.as_object_mut().unwrap();
        let tenant = fields.remove("tenant").unwrap();
        let district = fields.remove("district").unwrap();
        for (name, value) in [
            ("tenantId", tenant["id"].clone()),
            ("slug", tenant["slug"].clone()),
            ("districtCode", district["code"].clone()),
            ("regionCode", district["region"]["code"].clone()),
            ("periodFrom", json!("2026-03-01")),
            ("periodTo", json!("2026-03-31")),
        ] {
            fields.insert(name.to_owned(), value);
        }
        assert_eq!(*line, expected);
    }
    for (filter, expected) in [
        ("regionCode=CZ098", vec![tenants[0].slug()]),
        ("health=GREEN,AMBER", vec![tenants[1].slug()]),
        ("name=%C3%A1bel", vec![tenants[1].slug()]),
        ("kind=COMMUNITY", vec![]),
        ("overdueAtLeast=5", vec![tenants[0].slug()]),
    ] {
        let found = by(&coordinator, &house, &format!("/overview/centres.jsonl?{filter}")).await;
        let lines: Vec<Value> =
            found.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let slugs: Vec<&str> = lines.iter().map(|line| line["slug"].as_str().unwrap()).collect();
        assert_eq!(slugs, expected, "{filter}");
    }
}

#[tokio::test]
async fn whoever_reads_national_figures_gets_them_by_token_or_session_and_nobody_else() {
    let (house, tenants, coordinator) = scene().await;
    let code = |found: &File| serde_json::from_str::<Value>(&found.text).unwrap()["code"].clone();
    for path in ["/overview/centres.csv", "/overview/centres.jsonl"] {
        let auditor = house.of_the_nation("auditor").await;
        assert_eq!(by(&auditor, &house, path).await.status, 200);
        // A link in a page, followed without anything that only a program sends.
        let browser = house.browser(&sign_in_link(&coordinator).await).await;
        assert_eq!(file(&house, path, &[("cookie", browser.cookie())]).await.status, 200);
        for refused in [
            house.of_the_nation("approver").await,
            tenants[0].manager().await.client,
            tenants[0].admin().await,
            tenants[0].mayor_of(0).await.client,
        ] {
            let found = by(&refused, &house, path).await;
            assert_eq!((found.status, code(&found)), (403, json!("FORBIDDEN")));
            assert!(found.disposition.is_none() && !found.text.contains("Svazek"));
        }
        let nobody = file(&house, path, &[]).await;
        assert_eq!((nobody.status, code(&nobody)), (401, json!("UNAUTHENTICATED")));
    }
}

/// On a port: no length is known when it begins, and it comes to an end.
#[tokio::test]
async fn a_file_is_sent_while_it_is_written() {
    let (house, _tenants, coordinator) = scene().await;
    let served = house.served().await;
    for path in ["/overview/centres.csv", "/overview/centres.jsonl"] {
        let whole = by(&coordinator, &house, path).await.text;
        let mut stream = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
        let token = coordinator.token();
        let asked = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(asked.as_bytes()).await.unwrap();
        let mut came = String::new();
        stream.read_to_string(&mut came).await.unwrap();
        let (head, body) = came.split_once("\r\n\r\n").unwrap();
        assert!(head.to_lowercase().contains("transfer-encoding: chunked"), "{head}");
        assert!(body.ends_with("\r\n0\r\n\r\n"), "{body}");
        let lines = whole.lines().last().unwrap();
        assert!(body.contains(lines), "{body}");
    }
    served.stop();
}

/// For another browser of one's own.
pub(super) async fn sign_in_link(coordinator: &Client) -> String {
    let people = coordinator.done("{ participants { nodes { id displayName } } }", json!({})).await;
    let is_own = |one: &&Value| one["displayName"] == "coordinator";
    let own = people.list("/participants/nodes").iter().find(is_own).expect("the coordinator");
    let make = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let made = coordinator.done(make, json!({ "id": own["id"] })).await;
    made.text("/createSignInLink/link/url").to_owned()
}

//! What a municipality's cases have hanging on them, when it takes them out: files, byte for byte, and links.

use super::leave;
use crate::attachments::{Desk, PDF, attached_so_often, hash};
use crate::house::{Client, House, on_the_house};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::kernel::ids::{AttachmentId, TypedId as _};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

/// Its lines as they come, some at once.
async fn coming(desk: &Desk, by: &Client, member: &str) -> Lines {
    let response = desk.begin(by, &format!("/export/members/{member}")).await;
    assert_eq!(response.status(), 200);
    response.into_body().into_bytes_stream().map_ok(|some| some.to_vec()).boxed()
}

type Lines = BoxStream<'static, std::io::Result<Vec<u8>>>;

/// The next ones; `None`: that was all.
async fn next(mut lines: Lines) -> (Option<Vec<Value>>, Lines) {
    let (some, lines) = on_the_house(async move { (lines.next().await, lines) }).await;
    let some = some.map(|some| {
        let text = String::from_utf8(some.unwrap()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    });
    (some, lines)
}

async fn rest(mut lines: Lines) -> Vec<Value> {
    let mut all = Vec::new();
    while let (Some(some), left) = next(lines).await {
        all.extend(some);
        lines = left;
    }
    all
}

async fn taken_out(desk: &Desk, by: &Client, member: &str) -> Vec<Value> {
    rest(coming(desk, by, member).await).await
}

fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["kind"] == kind).collect()
}

/// The file as its lines have it, which come in its order.
fn joined(lines: &[Value], file: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in of(lines, "content").into_iter().filter(|line| line["attachmentId"] == file) {
        assert_eq!(line["from"], bytes.len());
        bytes.extend(BASE64.decode(line["base64"].as_str().unwrap()).unwrap());
    }
    bytes
}

async fn link(by: &Client, one: &str, other: &str) {
    let query = "mutation($one: ID!, $other: ID!) {
        linkRequests(input: { requestId: $one, otherId: $other }) { userErrors { code } } }";
    by.done(query, json!({ "one": one, "other": other })).await;
}

/// A PDF that is longer than two lines take, by some bytes.
fn long_file() -> Vec<u8> {
    let noise = (0..1_700_001_u32).map(|at| u8::try_from(at % 251).unwrap());
    PDF.iter().copied().chain(noise).collect()
}

#[tokio::test]
async fn its_files_are_taken_out_byte_for_byte_and_once_it_has_left_by_the_administrator() {
    let house = House::shared().await;
    let tenant = house.tenant("files-out").await;
    let desk = Desk::of(&house);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let member = &tenant.members[0];
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "own").await;
    let other = tenant.open(&mayor, "DEV-WASTE", 0, "own, too").await;
    let theirs = tenant.open(&neighbour, "DEV-WASTE", 1, "the neighbour's").await;
    let long = long_file();
    let contract = desk.attach(&mayor, &own, "Smlouva o dílo.pdf", &long).await;
    let map = desk.attach(&mayor, &own, "Mapa.pdf", PDF).await;
    let last = desk.attach(&mayor, &other, "Dodatek.pdf", PDF).await;
    let never = desk.attach(&neighbour, &theirs, "Cizí.pdf", PDF).await;

    let before = taken_out(&desk, &mayor, member).await;
    let listed = &of(&before, "request")[0]["attachments"];
    assert_eq!(listed[0]["attachedBy"], of(&before, "request")[0]["openedBy"]);
    let named = |at: usize| (&listed[at]["id"], &listed[at]["name"], &listed[at]["size"]);
    assert_eq!(named(0), (&json!(contract), &json!("Smlouva o dílo.pdf"), &json!(long.len())));
    assert_eq!(named(1), (&json!(map), &json!("Mapa.pdf"), &json!(PDF.len())));
    assert_eq!(listed[0]["contentType"], "application/pdf");
    for (file, bytes) in [(&contract, long.as_slice()), (&map, PDF), (&last, PDF)] {
        assert!(joined(&before, file) == bytes, "{file} isn't what it was");
    }
    assert_eq!(listed[0]["sha256"], hash(&joined(&before, &contract)));
    assert!(!before.iter().any(|line| line.to_string().contains(&never)));
    let end = json!({ "kind": "end", "requests": 2, "activities": 0, "attachments": 3 });
    assert_eq!(*before.last().unwrap(), end);

    let admin = tenant.admin().await;
    assert!(leave(&admin, &tenant, 0, "2026-03-03").await.is_done());
    house.tick(chrono::Duration::days(1));
    let after = taken_out(&desk, &admin, member).await;
    assert!(after[1..] == before[1..], "the administrator hands over the same");
}

/// Of a request with two files the first isn't to be had, and that is told; the second is whole.
fn without_the_first(lines: &[Value], first: &str, second: &str) {
    assert_eq!(of(lines, "missing"), [&json!({ "kind": "missing", "attachmentId": first })]);
    assert_eq!((joined(lines, first), joined(lines, second)), (vec![], PDF.to_vec()));
    let end = json!({ "kind": "end", "requests": 1, "activities": 0, "attachments": 1 });
    assert_eq!(*lines.last().unwrap(), end);
}

#[tokio::test]
async fn a_file_whose_bytes_are_gone_is_told_as_missing_and_the_rest_comes() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("files-gone").await, Desk::of(&house));
    let mayor = tenant.mayor_of(0).await;
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "own").await;
    let gone = desk.attach(&mayor, &own, "Pryč.pdf", PDF).await;
    let kept = desk.attach(&mayor, &own, "Tady.pdf", PDF).await;
    let id = AttachmentId::read(&gone).unwrap();
    desk.files.delete(tenant.id, id).await.unwrap();
    let lines = taken_out(&desk, &mayor, &tenant.members[0]).await;
    without_the_first(&lines, &gone, &kept);
}

#[tokio::test]
async fn of_a_file_that_is_taken_away_in_the_middle_no_more_is_told() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("files-middle").await, Desk::of(&house));
    let mayor = tenant.mayor_of(0).await;
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "own").await;
    let away = desk.attach(&mayor, &own, "Pryč.pdf", &long_file()).await;
    let kept = desk.attach(&mayor, &own, "Tady.pdf", PDF).await;
    let mut lines = coming(&desk, &mayor, &tenant.members[0]).await;
    for kind in ["member", "request", "content"] {
        let (some, left) = next(lines).await;
        assert_eq!(some.unwrap()[0]["kind"], kind);
        lines = left;
    }
    let remove =
        "mutation($id: ID!) { removeAttachment(input: { id: $id }) { userErrors { code } } }";
    mayor.done(remove, json!({ "id": away })).await;
    without_the_first(&rest(lines).await, &away, &kept);
}

#[tokio::test]
async fn more_files_than_a_case_should_have_are_all_told() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("files-many").await, Desk::of(&house));
    let mayor = tenant.mayor_of(0).await;
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "own").await;
    // Of the time before they were counted one after the other.
    let files = attached_so_often(&house, &own, 103).await;
    let lines = taken_out(&desk, &mayor, &tenant.members[0]).await;
    let listed = of(&lines, "request")[0]["attachments"].as_array().unwrap();
    let ids: Vec<&str> = listed.iter().map(|file| file["id"].as_str().unwrap()).collect();
    assert_eq!(ids, files);
    assert_eq!(of(&lines, "missing").len(), 103, "they have no bytes");
}

#[tokio::test]
async fn its_links_are_taken_out_and_none_with_a_case_it_does_not_see() {
    let house = House::shared().await;
    let tenant = house.tenant("links-out").await;
    let desk = Desk::of(&house);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let manager = tenant.manager().await;
    let one = tenant.open(&mayor, "DEV-WASTE", 0, "one").await;
    let other = tenant.open(&mayor, "DEV-WASTE", 0, "other").await;
    let theirs = tenant.open(&neighbour, "DEV-WASTE", 1, "the neighbour's").await;
    link(&manager, &one, &other).await;
    link(&manager, &one, &theirs).await;
    let lines = taken_out(&desk, &mayor, &tenant.members[0]).await;
    let linked = |at: usize| {
        let links = of(&lines, "request")[at]["links"].as_array().unwrap();
        links
            .iter()
            .map(|link| (link["requestId"].clone(), link["kind"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(linked(0), [(json!(other), json!("RELATED"))]);
    assert_eq!(linked(1), [(json!(one), json!("RELATED"))]);
    assert!(!lines.iter().any(|line| line.to_string().contains(&theirs)));
}

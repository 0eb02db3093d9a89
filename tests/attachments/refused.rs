//! What isn't taken, and that nothing of it is left.

use super::desk::{Desk, PDF, PREPARE, attached_so_often, hash, until};
use crate::house::{Client, House};
use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PAGE: &[u8] = b"<!DOCTYPE html><html><script>fetch('/graphql')</script></html>";

/// The first thing to mend, and where.
async fn mended(by: &Client, input: Value) -> (String, Value) {
    let answer = by.ask_with(PREPARE, json!({ "input": input })).await;
    let error = answer.data("/prepareUpload/userErrors/0");
    (error["code"].as_str().unwrap_or_default().to_owned(), error["path"].clone())
}

#[tokio::test]
async fn a_path_in_the_name_and_a_kind_that_nobody_takes_are_refused_before_anything_is_sent() {
    let house = House::shared().await;
    let tenant = house.tenant("refused-names").await;
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let file = |name: &str| json!({ "requestId": request, "name": name, "size": 5, "sha256": hash(b"12345") });
    let name = json!(["input", "name"]);
    for path in ["../a.pdf", "/etc/passwd.pdf", "a\\b.pdf", ".a.pdf", "", "a\u{202E}fdp.txt"] {
        let (code, at) = mended(&clerk, file(path)).await;
        assert!(["MALFORMED", "REQUIRED"].contains(&code.as_str()) && at == name, "{path}: {code}");
    }
    let long = format!("{}.pdf", "x".repeat(200));
    assert_eq!(mended(&clerk, file(&long)).await, ("TOO_LONG".to_owned(), name));
    for other in ["a.html", "a.svg", "a.exe", "a.pdf.js", "a.docm", "a.zip", "a"] {
        assert_eq!(mended(&clerk, file(other)).await.0, "FILE_TYPE_NOT_ALLOWED", "{other}");
    }
    let with = |field: &str, value: Value| {
        let mut file = file("a.pdf");
        file[field] = value;
        mended(&clerk, file)
    };
    assert_eq!(with("size", json!(0)).await.0, "OUT_OF_RANGE");
    assert_eq!(with("size", json!(256 * 1024 * 1024 + 1)).await.0, "FILE_TOO_LARGE");
    assert_eq!(with("sha256", json!("abc")).await.0, "MALFORMED");
    assert_eq!(with("contentType", json!("text/html")).await.0, "MALFORMED");
    let missing = json!("request_01h455vb4pex5vsknk084sn02q");
    let of_request = json!(["input", "requestId"]);
    assert_eq!(with("requestId", missing).await, ("NOT_FOUND".to_owned(), of_request));
}

#[tokio::test]
async fn a_centre_takes_fewer_kinds_and_smaller_files_when_it_says_so() {
    let house = House::shared().await;
    let tenant = house.tenant("narrower").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let set = "mutation($key: String!, $value: JSON!) { setSetting(input: { key: $key, value: $value, expectedVersion: 0 }) {
        userErrors { code } } }";
    admin.done(set, json!({ "key": "attachments.types", "value": ["pdf", "zip"] })).await;
    admin.done(set, json!({ "key": "attachments.largest_mebibytes", "value": 1 })).await;
    let file = |name: &str, size: usize| json!({ "requestId": request, "name": name, "size": size, "sha256": hash(b"") });
    assert_eq!(mended(&clerk, file("a.docx", 5)).await.0, "FILE_TYPE_NOT_ALLOWED");
    assert_eq!(mended(&clerk, file("a.zip", 5)).await.0, "");
    assert_eq!(mended(&clerk, file("a.pdf", 1024 * 1024)).await.0, "");
    assert_eq!(mended(&clerk, file("a.pdf", 1024 * 1024 + 1)).await.0, "FILE_TOO_LARGE");
}

#[tokio::test]
async fn what_comes_otherwise_than_it_was_announced_leaves_nothing() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("differs").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    // Long enough that a part of it is written before the end.
    let long: Vec<u8> = PDF.iter().copied().cycle().take(6 * 1024 * 1024).collect();
    let mut other = long.clone();
    other[5 * 1024 * 1024 + 7] ^= 1;
    let (page, other): (&[u8], &[u8]) = (PAGE, &other);
    for (announced, sent, status, code) in [
        (page, page, 415, "FILE_CONTENT_DIFFERS"),
        (PDF, b"%PDF-1.7\n% Smlouva o d\xC3\xADlu\n".as_slice(), 422, "FILE_HASH_DIFFERS"),
        (&long, other, 422, "FILE_HASH_DIFFERS"),
    ] {
        let id = desk.prepare(&clerk, &request, "a.pdf", announced).await;
        let got = desk.send(&clerk, &id, sent).await;
        assert_eq!((got.status, got.code().as_str()), (status, code));
        assert_eq!(desk.send(&clerk, &id, announced).await.status, 404, "the address is used up");
        assert_eq!(desk.get(&clerk, &id, &[]).await.status, 404);
    }
    let left = (desk.rows("uploads", &request).await, desk.rows("attachments", &request).await);
    assert_eq!((left, desk.kept()), ((0, 0), 0));
    let history = desk.listed(&clerk, &request).await;
    assert_eq!(history.each("/node/history/nodes", "kind"), ["request.opened"]);
}

#[tokio::test]
async fn what_the_headers_say_already_is_refused_and_the_address_stays_good() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("headers").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let id = desk.prepare(&clerk, &request, "a.pdf", PDF).await;
    let path = format!("/files/uploads/{id}");
    let packed = [("Content-Encoding", "gzip")];
    let got = desk.ask(Method::PUT, &clerk, &path, &packed, PDF).await;
    assert_eq!((got.status, got.code().as_str()), (415, "UNSUPPORTED_CONTENT_ENCODING"));
    let length = (PDF.len() + 1).to_string();
    let got = desk.ask(Method::PUT, &clerk, &path, &[("Content-Length", &length)], PDF).await;
    assert_eq!((got.status, got.code().as_str()), (422, "FILE_SIZE_DIFFERS"));
    for method in [Method::GET, Method::POST, Method::DELETE] {
        let got = desk.ask(method, &clerk, &path, &[], PDF).await;
        assert_eq!((got.status, got.header("allow")), (405, "PUT"));
    }
    assert_eq!(desk.send(&clerk, &id, PDF).await.status, 201);
}

#[tokio::test]
async fn an_address_is_for_who_announced_and_for_ten_minutes() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("bound").await, house.tenant("bound-other").await);
    let desk = Desk::of(&house);
    let (mayor, clerk) = (tenant.mayor_of(0).await, tenant.clerk().await);
    let request = tenant.open(&mayor, "DEV-WASTE", 0, "Odpady").await;
    let id = desk.prepare(&mayor, &request, "a.pdf", PDF).await;
    let others =
        [clerk.client.clone(), tenant.mayor_of(1).await.client, other.clerk().await.client];
    for stranger in &others {
        let got = desk.send(stranger, &id, PDF).await;
        assert_eq!((got.status, got.code().as_str()), (404, "NOT_FOUND"));
    }
    let path = format!("/files/uploads/{id}");
    assert_eq!(desk.ask_as(Method::PUT, &path, vec![], &[], PDF).await.status, 401);
    // The chair reads cases, and attaches nothing.
    let chair = tenant.chair().await;
    assert_eq!(desk.send(&chair, &id, PDF).await.code(), "FORBIDDEN");
    house.tick(Duration::minutes(10));
    let late = desk.send(&mayor, &id, PDF).await;
    assert_eq!((late.status, late.code().as_str()), (410, "UPLOAD_EXPIRED"));
    assert_eq!(desk.rows("attachments", &request).await, 0);
}

#[tokio::test]
async fn a_browser_says_that_it_means_it() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("meant").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let link = clerk.done(link, json!({ "id": clerk.id })).await;
    let url = link.text("/createSignInLink/link/url");
    let browser = Client::pressing(&house, url).await.unwrap();
    let id = desk.prepare(&browser, &request, "a.pdf", PDF).await;
    let (path, cookie) =
        (format!("/files/uploads/{id}"), vec![("Cookie".to_owned(), browser.cookie().to_owned())]);
    let got = desk.ask_as(Method::PUT, &path, cookie.clone(), &[], PDF).await;
    assert_eq!((got.status, got.code().as_str()), (403, "CSRF_HEADER_MISSING"));
    let meant = [("Centrum-CSRF", "1")];
    assert_eq!(desk.ask_as(Method::PUT, &path, cookie.clone(), &meant, PDF).await.status, 201);
    // What only shows something needs no such word.
    let path = format!("/files/attachments/{id}");
    assert_eq!(desk.ask_as(Method::GET, &path, cookie, &[], b"").await.body, PDF);
}

#[tokio::test]
async fn who_announces_and_sends_nothing_is_stopped() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("announces").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    for _ in 0..20 {
        desk.prepare(&clerk, &request, "a.pdf", PDF).await;
    }
    let file =
        json!({ "requestId": request, "name": "a.pdf", "size": 5, "sha256": hash(b"12345") });
    assert_eq!(mended(&clerk, file.clone()).await.0, "TOO_MANY_UPLOADS");
    let manager = tenant.manager().await;
    assert_eq!(mended(&manager, file.clone()).await.0, "", "it is counted by person");
    house.tick(Duration::minutes(10));
    assert_eq!(mended(&clerk, file).await.0, "");
}

#[tokio::test]
async fn a_case_that_has_a_hundred_files_takes_no_more() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("hundred").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    attached_so_often(&house, &request, 99).await;
    let first = desk.prepare(&clerk, &request, "a.pdf", PDF).await;
    let second = desk.prepare(&clerk, &request, "b.pdf", PDF).await;
    assert_eq!(desk.send(&clerk, &first, PDF).await.status, 201);
    let got = desk.send(&clerk, &second, PDF).await;
    assert_eq!((got.status, got.code().as_str()), (409, "TOO_MANY_ATTACHMENTS"));
    let file =
        json!({ "requestId": request, "name": "c.pdf", "size": 5, "sha256": hash(b"12345") });
    assert_eq!(mended(&clerk, file).await.0, "TOO_MANY_ATTACHMENTS");
    assert_eq!((desk.rows("uploads", &request).await, desk.kept()), (0, 1));
}

#[tokio::test]
async fn of_four_who_bring_the_hundredth_file_at_the_same_moment_one_is_taken() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("hundredth").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    attached_so_often(&house, &request, 99).await;
    let mut files = Vec::new();
    for number in 0..4 {
        files.push(desk.prepare(&clerk, &request, &format!("{number}.pdf"), PDF).await);
    }
    let sent = files.iter().map(|id| desk.send(&clerk, id, PDF));
    let mut answers: Vec<u16> =
        futures_util::future::join_all(sent).await.iter().map(|got| got.status).collect();
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409]);
    assert_eq!((desk.rows("attachments", &request).await, desk.kept()), (100, 1));
}

#[tokio::test]
async fn somebody_who_announces_at_the_same_moment_has_twenty_places_too() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("twentieth").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let file =
        json!({ "requestId": request, "name": "a.pdf", "size": 5, "sha256": hash(b"12345") });
    let announcing = (0..30).map(|_| mended(&clerk, file.clone()));
    let answers = futures_util::future::join_all(announcing).await;
    let (refused, taken): (Vec<_>, Vec<_>) =
        answers.into_iter().map(|(code, _)| code).partition(|code| code == "TOO_MANY_UPLOADS");
    assert_eq!((taken.len(), refused.len()), (20, 10), "{taken:?}");
    assert_eq!(desk.rows("uploads", &request).await, 20);
}

#[tokio::test]
async fn who_goes_away_in_the_middle_leaves_nothing() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("goes-away").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let long: Vec<u8> = PDF.iter().copied().cycle().take(12 * 1024 * 1024).collect();
    let id = desk.prepare(&clerk, &request, "a.pdf", &long).await;
    let port = desk.served().await;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = format!(
        "PUT /files/uploads/{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nCentrum-Tenant: {}\r\n\
         Content-Length: {}\r\n\r\n",
        clerk.token(),
        clerk.slug().unwrap(),
        long.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&long[..11 * 1024 * 1024]).await.unwrap();
    until("a part of it is written", async || desk.kept() == 1).await;
    assert_eq!(desk.rows("uploads", &request).await, 1);
    drop(stream);
    until("nothing is left", async || {
        desk.kept() == 0 && desk.rows("uploads", &request).await == 0
    })
    .await;
    assert_eq!(desk.rows("attachments", &request).await, 0);
    let trail = "SELECT count(*) FROM events WHERE kind = 'upload.failed' AND payload->>'why' = 'BROKEN_OFF' AND subject = $1";
    let told = house.database().superuser().await.query_one(trail, &[&id]).await.unwrap();
    assert_eq!(told.get::<_, i64>(0), 1);
}

/// What a slow sender is held to isn't what others are: a body that is no file is as bounded as ever.
#[tokio::test]
async fn other_addresses_take_no_more_than_before() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("no-more").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let body = vec![b' '; 256 * 1024 + 1];
    let json = [("Content-Type", "application/json")];
    let got = desk.ask(Method::POST, &clerk, "/graphql", &json, &body).await;
    assert_eq!(got.status, 413, "{}", got.text());
    let port = desk.served().await;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream
        .write_all(b"PUT /files/uploads/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
        .await
        .unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 401", "a stranger is told so at once");
}

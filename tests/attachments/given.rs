//! Who gets a file, and how it is given out.

use super::desk::{Desk, PDF, hash};
use crate::house::House;
use poem::http::Method;
use serde_json::json;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\nnot really";
const TEXT: &[u8] = "Dobrý den,\nposílám přehled.\n".as_bytes();

#[tokio::test]
async fn who_may_not_read_the_case_gets_no_file_of_it_and_isn_t_told_that_there_is_one() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("borders").await, house.tenant("borders-other").await);
    let desk = Desk::of(&house);
    let (mayor, clerk, manager) =
        (tenant.mayor_of(0).await, tenant.clerk().await, tenant.manager().await);
    let dpo = tenant.dpo().await;
    let neighbour = tenant.mayor_of(1).await;
    let open = tenant.open(&mayor, "DEV-WASTE", 0, "Odpady").await;
    let open = desk.attach(&mayor, &open, "a.pdf", PDF).await;
    let closed = tenant.open(&manager, "LEGAL-ADVICE", 0, "Spor").await;
    let closed = desk.attach(&manager, &closed, "a.pdf", PDF).await;
    let officers = tenant.open(&dpo, "DPO-INCIDENT", 0, "Incident").await;
    let officers = desk.attach(&dpo, &officers, "a.pdf", PDF).await;
    let citizens = tenant.open_for_citizen(&clerk, "DEV-WASTE", "Stížnost").await;
    let citizens = desk.attach(&clerk, &citizens, "a.pdf", PDF).await;

    let gets = async |by: &crate::house::Client, id: &str| {
        let got = desk.get(by, id, &[]).await;
        match got.status {
            200 => true,
            404 => {
                let body = got.text();
                assert!(!body.contains("attachment") && got.code() == "NOT_FOUND", "{body}");
                false
            }
            other => panic!("{other}: {}", got.text()),
        }
    };
    for (who, by, expected) in [
        ("mayor", &mayor.client, [true, true, false, false]),
        ("neighbour", &neighbour.client, [false, false, false, false]),
        ("clerk", &clerk.client, [true, false, false, true]),
        ("manager", &manager.client, [true, true, false, true]),
        ("officer", &dpo.client, [true, false, true, true]),
        ("chair", &tenant.chair().await.client, [true, false, false, true]),
        ("another tenant's manager", &other.manager().await.client, [false; 4]),
    ] {
        let mut got = Vec::new();
        for id in [&open, &closed, &officers, &citizens] {
            got.push(gets(by, id).await);
        }
        assert_eq!(got, expected, "{who}");
    }
    let admin = desk.get(&tenant.admin().await, &open, &[]).await;
    assert_eq!((admin.status, admin.code().as_str()), (403, "FORBIDDEN"), "who reads no cases");
    let path = format!("/files/attachments/{open}");
    assert_eq!(desk.ask_as(Method::GET, &path, vec![], &[], b"").await.status, 401);
    for wrong in ["x", "request_01h455vb4pex5vsknk084sn02q", "..%2f..%2fetc%2fpasswd"] {
        assert_eq!(desk.get(&clerk, wrong, &[]).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn a_case_that_changes_its_label_takes_its_files_along() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("relabelled").await, Desk::of(&house));
    let (manager, clerk, mayor) =
        (tenant.manager().await, tenant.clerk().await, tenant.mayor_of(0).await);
    let request = tenant.open(&manager, "DEV-WASTE", 0, "Odpady").await;
    let id = desk.attach(&manager, &request, "a.pdf", PDF).await;
    let later = desk.prepare(&clerk, &request, "b.pdf", PDF).await;
    assert_eq!(desk.get(&clerk, &id, &[]).await.status, 200);
    assert_eq!(desk.get(&mayor, &id, &[]).await.status, 200);
    let client = house.database().superuser().await;
    let moved = "UPDATE requests SET secrecy = 'CONFIDENTIAL', shown_to_member = false WHERE tenant_id = $1::text::uuid";
    client.execute(moved, &[&uuid::Uuid::from(tenant.id).to_string()]).await.unwrap();
    assert_eq!(desk.get(&manager, &id, &[]).await.status, 200);
    assert_eq!(desk.get(&clerk, &id, &[]).await.status, 404);
    assert_eq!(desk.get(&mayor, &id, &[]).await.status, 404);
    assert_eq!(desk.send(&clerk, &later, PDF).await.status, 404, "nor is anything attached to it");
}

#[tokio::test]
async fn a_part_is_given_and_what_is_known_already_isn_t() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("parts").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let long: Vec<u8> = PDF.iter().copied().cycle().take(11 * 1024 * 1024 + 3).collect();
    let id = desk.attach(&clerk, &request, "a.pdf", &long).await;
    let (size, tag) = (long.len(), format!("\"{}\"", hash(&long)));

    let whole = desk.get(&clerk, &id, &[]).await;
    assert_eq!(
        (whole.status, whole.header("accept-ranges"), whole.header("etag")),
        (200, "bytes", tag.as_str())
    );
    assert_eq!(whole.header("content-length"), size.to_string());
    assert!(whole.body == long);
    let part = desk.get(&clerk, &id, &[("Range", "bytes=5242870-5242889")]).await;
    assert_eq!((part.status, part.header("content-length")), (206, "20"));
    assert_eq!(part.header("content-range"), format!("bytes 5242870-5242889/{size}"));
    assert!(part.body == long[5_242_870..5_242_890]);
    let end = desk.get(&clerk, &id, &[("Range", "bytes=-4"), ("If-Range", &tag)]).await;
    assert!(end.status == 206 && end.body == long[size - 4..]);
    let other = desk.get(&clerk, &id, &[("Range", "bytes=-4"), ("If-Range", "\"x\"")]).await;
    assert!(other.status == 200 && other.body == long);
    let none = desk.get(&clerk, &id, &[("Range", &format!("bytes={size}-"))]).await;
    assert_eq!(
        (none.status, none.header("content-range")),
        (416, format!("bytes */{size}").as_str())
    );
    let known = desk.get(&clerk, &id, &[("If-None-Match", &tag)]).await;
    assert_eq!((known.status, known.header("etag"), known.body.len()), (304, tag.as_str(), 0));
    let path = format!("/files/attachments/{id}");
    let head = desk.ask(Method::HEAD, &clerk, &path, &[], b"").await;
    assert_eq!(
        (head.status, head.header("content-length"), head.body.len()),
        (200, size.to_string().as_str(), 0)
    );
    assert_eq!(desk.ask(Method::POST, &clerk, &path, &[], b"").await.status, 405);
    // What one may not read isn't known to anybody either.
    let stranger = house.tenant("parts-other").await.clerk().await;
    assert_eq!(desk.get(&stranger, &id, &[("If-None-Match", &tag)]).await.status, 404);
}

#[tokio::test]
async fn images_and_pdf_are_shown_in_a_sandbox_and_all_else_is_kept_as_a_file() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("sandboxed").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    for (name, bytes, kind, way) in [
        ("Smlouva č. 7.pdf", PDF, "application/pdf", "inline"),
        ("foto.PNG", PNG, "image/png", "inline"),
        ("dopis.txt", TEXT, "text/plain", "attachment"),
        ("faktura.xml", b"<?xml version=\"1.0\"?><Invoice/>", "application/xml", "attachment"),
    ] {
        let id = desk.attach(&clerk, &request, name, bytes).await;
        let got = desk.get(&clerk, &id, &[]).await;
        assert_eq!((got.status, got.header("content-type")), (200, kind), "{name}");
        let policy = got.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.ends_with("; sandbox"), "{policy}");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("cache-control"), "no-store");
        assert_eq!(got.header("cross-origin-resource-policy"), "same-origin");
        let disposition = got.header("content-disposition");
        assert!(
            disposition.starts_with(&format!("{way}; filename=\"attachment_")),
            "{disposition}"
        );
        assert!(!disposition.contains(' ') || !disposition.contains("č"), "{disposition}");
    }
    let shown = desk.listed(&clerk, &request).await;
    let id = shown.text("/node/attachments/nodes/0/id").to_owned();
    let got = desk.get(&clerk, &id, &[]).await;
    assert!(
        got.header("content-disposition").ends_with("filename*=UTF-8''Smlouva%20%C4%8D.%207.pdf")
    );
}

#[tokio::test]
async fn files_of_a_case_come_in_pages_and_people_only_for_who_reads_them() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("pages").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    for name in ["a.pdf", "b.pdf", "c.pdf"] {
        desk.attach(&clerk, &request, name, PDF).await;
    }
    let query = "query($id: ID!, $after: String) { node(id: $id) { ... on Request {
        attachments(first: 2, after: $after) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } } }";
    let first = clerk.done(query, json!({ "id": request })).await;
    assert_eq!(first.each("/node/attachments/nodes", "name"), ["a.pdf", "b.pdf"]);
    let after = first.data("/node/attachments/pageInfo/endCursor").clone();
    let second = clerk.done(query, json!({ "id": request, "after": after })).await;
    assert_eq!(second.each("/node/attachments/nodes", "name"), ["c.pdf"]);
    assert_eq!(second.number("/node/attachments/totalCount"), 3);
}

//! A large file through a server in a process of its own: how much memory it takes, and what is left when it is killed.

use super::desk::{Desk, PREPARE, until};
use crate::house::serving::{Serving, UNHINDERED};
use crate::house::{Client, House, Tenant};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MEBIBYTE: usize = 1024 * 1024;
const SIZE: usize = 200 * MEBIBYTE;

/// A mebibyte of the file, the n-th: no two are alike, and the first begins as a PDF.
fn part(number: usize) -> Vec<u8> {
    let seed = u8::try_from(number % 251).unwrap();
    let mut part: Vec<u8> = (0..MEBIBYTE)
        .map(|place| u8::try_from(place % 253).unwrap().wrapping_mul(31).wrapping_add(seed))
        .collect();
    if number == 0 {
        part[..9].copy_from_slice(b"%PDF-1.7\n");
    }
    part
}

async fn announced(by: &Client, request: &str) -> String {
    let mut hash = Sha256::new();
    (0..SIZE / MEBIBYTE).for_each(|number| hash.update(part(number)));
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let input = json!({ "requestId": request, "name": "plan.pdf", "size": SIZE, "sha256": hash });
    let answer = by.done(PREPARE, json!({ "input": input })).await;
    answer.text("/prepareUpload/upload/id").to_owned()
}

async fn asked(port: u16, by: &Client, line: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\nCentrum-Tenant: {}\r\n\
         Content-Length: {length}\r\n\r\n",
        by.token(),
        by.slug().unwrap()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Kibibytes: what the process holds now, and what it held at most since it was asked to count anew.
fn held(pid: u32, what: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a line of it");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// A clerk, a request, and a server that keeps its files in this folder.
async fn server(house: &House, tenant: &Tenant, folder: &Path) -> (Serving, Client, String) {
    let folder = folder.join("files");
    let mut variables = UNHINDERED.to_vec();
    variables.push(("CENTRUM_FILES", folder.to_str().unwrap()));
    let serving = Serving::start_with(&house.database().url(), &variables);
    // Its clock is this machine's, and so are the token's and the announcement's.
    let now = house.today();
    let clerk = tenant.clerk().await.client.again(&now).await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Územní plán").await;
    (serving, clerk, request)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_megabytes_come_and_go_and_the_server_never_holds_them() {
    let house = House::fresh().await;
    let tenant = house.tenant("large").await;
    let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
    let (serving, clerk, request) = server(&house, &tenant, folder.path()).await;
    let id = announced(&clerk, &request).await;
    // One small request before it is measured: what is made once is made.
    let mut warm = asked(serving.port, &clerk, "GET /files/attachments/x", 0).await;
    warm.read_to_end(&mut Vec::new()).await.unwrap();
    let before = held(serving.pid(), "VmRSS");
    fs::write(format!("/proc/{}/clear_refs", serving.pid()), "5").unwrap();

    let mut stream = asked(serving.port, &clerk, &format!("PUT /files/uploads/{id}"), SIZE).await;
    for number in 0..SIZE / MEBIBYTE {
        stream.write_all(&part(number)).await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");

    let mut stream = asked(serving.port, &clerk, &format!("GET /files/attachments/{id}"), 0).await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
    let mut got = vec![0; MEBIBYTE];
    for number in 0..SIZE / MEBIBYTE {
        stream.read_exact(&mut got).await.unwrap();
        assert!(got == part(number), "the {number}-th mebibyte is another");
    }
    assert_eq!(stream.read(&mut got).await.unwrap(), 0, "and no more");
    let more = held(serving.pid(), "VmHWM").saturating_sub(before) / 1024;
    println!("{more} MiB more than before");
    assert!(more < 64, "{more} MiB more than before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_in_the_middle_leaves_nothing_for_long() {
    let house = House::fresh().await;
    let tenant = house.tenant("killed-file").await;
    let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
    let (serving, clerk, request) = server(&house, &tenant, folder.path()).await;
    let id = announced(&clerk, &request).await;
    let mut stream = asked(serving.port, &clerk, &format!("PUT /files/uploads/{id}"), SIZE).await;
    for number in 0..20 {
        stream.write_all(&part(number)).await.unwrap();
    }
    let desk = Desk::keeping(&house, folder);
    until("a part of it is written", async || desk.kept() == 1).await;
    serving.signal("KILL");
    serving.end().await;
    assert_eq!((desk.kept(), desk.rows("uploads", &request).await), (1, 1));
    assert_eq!(desk.rows("attachments", &request).await, 0);

    let later = house.today();
    later.tick(chrono::Duration::minutes(71));
    let _worker = desk.in_house(&later).worker();
    until("nothing is left", async || {
        desk.kept() == 0 && desk.rows("uploads", &request).await == 0
    })
    .await;
}

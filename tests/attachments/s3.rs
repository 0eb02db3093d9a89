//! The same in a bucket: moto answers as S3 does.

use super::desk::{Desk, PDF, REMOVE, until};
use crate::house::House;
use crate::house::committed::workspace;
use crate::house::serving::free_port;
use secrecy::SecretString;
use serde_json::json;
use server::files::{Files, Place, S3};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A store that speaks S3, with one bucket. Dropped, it is killed.
struct Moto {
    process: Child,
    port: u16,
}

impl Moto {
    async fn start() -> Self {
        let port = free_port();
        let program = workspace().join("tests/clients/python/bin/moto_server");
        let process = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("scripts/install-for-tests installs moto");
        let moto = Self { process, port };
        until("moto answers", async || moto.ask("GET", "/").await.is_some()).await;
        let made = moto.ask("PUT", "/centrum").await.unwrap();
        assert!(made.starts_with("HTTP/1.1 200"), "{made}");
        moto
    }

    async fn ask(&self, method: &str, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            self.port
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        let mut answer = String::new();
        tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut answer))
            .await
            .ok()?
            .ok()?;
        Some(answer).filter(|answer| !answer.is_empty())
    }

    /// How many objects there are, and how many begun and not finished.
    async fn kept(&self) -> (usize, usize) {
        let objects = self.ask("GET", "/centrum?list-type=2").await.unwrap();
        let begun = self.ask("GET", "/centrum?uploads").await.unwrap();
        (objects.matches("<Key>").count(), begun.matches("<UploadId>").count())
    }

    fn files(&self, prefix: &str) -> Files {
        Files::at(Place::S3(S3 {
            bucket: "centrum".to_owned(),
            prefix: prefix.to_owned(),
            endpoint: Some(format!("http://127.0.0.1:{}", self.port)),
            region: "us-east-1".to_owned(),
            key_id: "centrum".to_owned(),
            secret_key: SecretString::from("secret"),
        }))
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_what_a_folder_keeps() {
    let (house, moto) = (House::fresh().await, Moto::start().await);
    let (tenant, desk) =
        (house.tenant("in-a-bucket").await, Desk::over(&house, moto.files("here")));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    // Of one part, and of three.
    let long: Vec<u8> = PDF.iter().copied().cycle().take(11 * 1024 * 1024 + 7).collect();
    let small = desk.attach(&clerk, &request, "small.pdf", PDF).await;
    let large = desk.attach(&clerk, &request, "large.pdf", &long).await;
    assert_eq!(moto.kept().await, (2, 0));
    assert_eq!(desk.get(&clerk, &small, &[]).await.body, PDF);
    assert!(desk.get(&clerk, &large, &[]).await.body == long);
    let part = desk.get(&clerk, &large, &[("Range", "bytes=5242870-5242889")]).await;
    assert!(part.status == 206 && part.body == long[5_242_870..5_242_890]);

    let mut other = long.clone();
    other[10 * 1024 * 1024] ^= 1;
    let id = desk.prepare(&clerk, &request, "other.pdf", &long).await;
    assert_eq!(desk.send(&clerk, &id, &other).await.code(), "FILE_HASH_DIFFERS");
    assert_eq!(moto.kept().await, (2, 0), "what was begun is ended");

    clerk.done(REMOVE, json!({ "id": small })).await;
    let _worker = desk.worker();
    until("the object of nobody is gone", async || moto.kept().await == (1, 0)).await;
    assert!(desk.get(&clerk, &large, &[]).await.body == long);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_refuses_files_and_nothing_else() {
    let (house, moto) = (House::shared().await, Moto::start().await);
    let (tenant, desk) = (house.tenant("no-bucket").await, Desk::over(&house, moto.files("")));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let kept = desk.attach(&clerk, &request, "a.pdf", PDF).await;
    let id = desk.prepare(&clerk, &request, "b.pdf", PDF).await;
    drop(moto);
    let sent = desk.send(&clerk, &id, PDF).await;
    assert_eq!((sent.status, sent.code().as_str()), (503, "UNAVAILABLE"));
    let got = desk.get(&clerk, &kept, &[]).await;
    assert_eq!((got.status, got.code().as_str()), (503, "UNAVAILABLE"));
    let shown = desk.listed(&clerk, &request).await;
    assert_eq!(shown.each("/node/attachments/nodes", "name"), ["a.pdf"]);
    assert_eq!(desk.rows("uploads", &request).await, 0);
}

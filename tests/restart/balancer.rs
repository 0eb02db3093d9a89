//! HAProxy in front of two servers, as an administrator would set it up: it looks at `/readyz`, and sends nothing twice.

use crate::house::serving::free_port;
use crate::house::visitor::Visitor;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A balancer that runs. Dropped, it is killed.
pub(super) struct Balancer {
    process: Child,
    port: u16,
    statistics: u16,
    _folder: TempDir,
}

impl Balancer {
    pub(super) fn between(servers: [u16; 2]) -> Self {
        let (port, statistics) = (free_port(), free_port());
        let [one, other] = servers;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("haproxy.cfg");
        let text = format!(
            "defaults\n mode http\n retries 0\n timeout connect 2s\n timeout client 30s\n timeout server 30s\n timeout check 2s\n\
             frontend people\n bind 127.0.0.1:{port}\n default_backend centrum\n\
             backend centrum\n balance roundrobin\n option httpchk GET /readyz\n http-check expect status 200\n \
             default-server check inter 200ms fall 2 rise 2\n \
             server one 127.0.0.1:{one}\n server other 127.0.0.1:{other}\n\
             frontend statistics\n bind 127.0.0.1:{statistics}\n stats enable\n stats uri /\n"
        );
        fs::write(&file, text).unwrap();
        let process = Command::new("haproxy")
            .arg("-db")
            .arg("-f")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("haproxy: scripts/install-for-tests");
        Self { process, port, statistics, _folder: folder }
    }

    /// Where people come.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Until it sends requests to all of them.
    pub(super) async fn until_all_are_up(&self) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        loop {
            let table = Visitor::coming_anew(self.statistics, "").text("/;csv").await;
            let up = |table: &String| {
                let of_server = table.lines().filter(|line| {
                    line.starts_with("centrum,one,") || line.starts_with("centrum,other,")
                });
                of_server.filter(|line| line.split(',').nth(17) == Some("UP")).count()
            };
            if table.as_ref().is_ok_and(|table| up(table) == 2) {
                return;
            }
            assert!(Instant::now() < deadline, "they don't come up: {table:?}");
            tick.tick().await;
        }
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

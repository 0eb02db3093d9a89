//! Clients that others made follow what happens, while their server goes away and comes back: none misses anything, and none
//! is told anything twice.

use crate::house::House;
use crate::house::committed::workspace;
use crate::house::serving::Serving;
use serde_json::json;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::process::Command;

/// What happens between two goings away.
const OPENED_EACH_TIME: usize = 4;
/// Whoever needs so long waits for ever.
const FOLLOWED_WITHIN: Duration = Duration::from_secs(120);

fn clients() -> [(&'static str, Command); 3] {
    let folder = workspace().join("tests/clients");
    let program = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&folder);
        command
    };
    let node = |name| (name, program(Path::new("node"), &["follow.mjs", name]));
    let python = program(&folder.join("python/bin/python"), &["follow_with_gql.py"]);
    [node("graphql-ws"), node("graphql-sse"), ("gql", python)]
}

#[tokio::test(flavor = "multi_thread")]
async fn unmodified_clients_lose_nothing_while_their_server_restarts() {
    let house = House::fresh().await;
    let tenant = house.tenant("followed").await;
    let url = house.database().url();
    let now = house.remembering(&url, 4, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    let clerk = tenant.clerk().await.client.again(&now).await;
    let _worker = Serving::worker(&url, &[]);
    let mut server = Serving::start(&url);
    let address = format!("http://127.0.0.1:{}/graphql", server.port);
    let ends = ["TERM", "KILL"];
    let expected = (ends.len() + 1) * 2 * OPENED_EACH_TIME;

    let mut following = Vec::new();
    for (name, mut client) in clients() {
        client.args([&address, clerk.token(), &expected.to_string()]).kill_on_drop(true);
        client.stdout(Stdio::piped()).stderr(Stdio::piped());
        following.push((name, client.spawn().expect("the client starts")));
    }
    let mut titles = Vec::new();
    for end in ends.into_iter().map(Some).chain([None]) {
        for _ in 0..OPENED_EACH_TIME {
            titles.push(open(&tenant, &clerk, titles.len()).await);
        }
        let Some(end) = end else { break };
        let port = server.port.to_string();
        server.signal(end);
        server.end().await;
        for _ in 0..OPENED_EACH_TIME {
            titles.push(open(&tenant, &clerk, titles.len()).await);
        }
        server = Serving::start_with(&url, &[("CENTRUM_HTTP_PORT", &port)]);
    }
    for _ in 0..OPENED_EACH_TIME {
        titles.push(open(&tenant, &clerk, titles.len()).await);
    }
    for (name, client) in following {
        let followed = tokio::time::timeout(FOLLOWED_WITHIN, client.wait_with_output()).await;
        let Output { status, stdout, stderr } = followed.expect(name).unwrap();
        let told = String::from_utf8(stdout).unwrap();
        let told: Vec<&str> = told.lines().collect();
        assert!(status.success(), "{name}: {told:?} {}", String::from_utf8_lossy(&stderr));
        assert_eq!(told, titles, "{name}");
    }
}

async fn open(tenant: &crate::house::Tenant, by: &crate::house::Client, number: usize) -> String {
    let title = format!("request {number}");
    let input =
        json!({ "serviceCode": "CIT-CONTACT", "title": title, "memberId": tenant.members[0] });
    let query = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { userErrors { code } } }";
    by.done(query, json!({ "input": input })).await;
    title
}

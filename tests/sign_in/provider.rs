//! A real OpenID provider in a process of its own.

use super::browser::{Browser, parameter};
use crate::house::House;
use crate::house::committed::workspace;
use serde_json::Value;
use server::oidc::{HostPort, Nation, Settings};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// Where the house's program is reached, as far as a provider knows.
pub(super) const CALLBACK: &str = "http://127.0.0.1:8080/auth/callback";
/// The same, as such a program is told of it: also several, which a proxy makes one.
pub(super) const PUBLIC_URL: &str = "http://127.0.0.1:8080";
/// What access tokens for the house's program name.
pub(super) const AUDIENCE: &str = "https://centrum.example.cz";
/// What the provider's confidential client shows.
pub(super) const SECRET: &str = "a-secret-that-only-tests-know-0123456789";

/// One says where it is within seconds. Once one was seen that said nothing for ten minutes, while nothing was asked of it and
/// the machine had nothing else to do; what it waited for isn't known. So such a one is ended, and another is started.
const SILENT_MAX: Duration = Duration::from_mins(1);
const STARTS_MAX: usize = 3;

/// A house with the machine's time, by which issuers make their tokens.
pub(super) async fn house_now() -> House {
    // Not while the run's database is made, or its time would be over before it begins.
    House::shared().await;
    House::shared_on(&chrono::Utc::now().to_rfc3339()).await
}

/// npm `oidc-provider`. It ends with this process, or when it is dropped.
pub(super) struct Provider {
    child: Child,
    pub(super) issuer: String,
}

impl Provider {
    /// One of a test's own: to rotate its keys, to stop it.
    pub(super) fn start() -> Self {
        Self::of_script("oidc-provider.mjs", &[])
    }

    /// One of a test's own which is another site than the program, as far as browsers tell sites apart: by the host, and
    /// not by its port.
    pub(super) fn of_another_site() -> Self {
        Self::of_script("oidc-provider.mjs", &["--host=127.0.0.2"])
    }

    /// One of a test's own whose keys are of the curve P-256.
    pub(super) fn signing_by_es256() -> Self {
        Self::of_script("oidc-provider.mjs", &["--alg=ES256"])
    }

    /// An issuer that lies, as it is told to.
    pub(super) fn hostile() -> Self {
        Self::hostile_with(&[])
    }

    /// The same, with other keys.
    pub(super) fn hostile_with(manners: &[&str]) -> Self {
        Self::of_script("hostile-issuer.mjs", manners)
    }

    fn of_script(script: &str, manners: &[&str]) -> Self {
        let clients = workspace().join("tests/clients");
        for _ in 0..STARTS_MAX {
            let mut child = Command::new("node")
                .current_dir(&clients)
                .args([script, CALLBACK])
                .args(manners)
                .env("NODE_NO_WARNINGS", "1")
                // It ends when this is closed.
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("node, by scripts/install-for-tests");
            if let Some(issuer) = first_line(&mut child) {
                let issuer = issuer.trim().to_owned();
                assert!(
                    issuer.starts_with("http://127.0.0."),
                    "{script} says where it is: {issuer}"
                );
                return Self { child, issuer };
            }
            // Past the test's own output, which is only seen when it fails.
            let _ = writeln!(std::io::stderr(), "{script} is silent: {}", threads_of(child.id()));
            child.kill().expect("it is killed");
            child.wait().expect("it ends");
        }
        panic!("{script} was started {STARTS_MAX} times and said nothing");
    }

    /// The run's one, which no test changes.
    pub(super) async fn shared() -> &'static Self {
        static SHARED: OnceCell<Provider> = OnceCell::const_new();
        let start =
            async || tokio::task::spawn_blocking(Self::start).await.expect("the provider starts");
        SHARED.get_or_init(start).await
    }

    /// Tells it to do something that only tests want.
    pub(super) async fn told_to(&self, what: &str) {
        let answer = http().post(format!("{}/test/{what}", self.issuer)).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    /// Which lie an issuer that lies tells from now on.
    pub(super) async fn tells(&self, manner: &str) {
        let address = format!("{}/test/manner?{manner}=", self.issuer);
        assert_eq!(http().post(address).send().await.unwrap().status().as_u16(), 200);
    }

    /// An access token of an issuer that lies, made in that manner.
    pub(super) async fn lying_token(&self, manner: &str, account: &str) -> String {
        let address = format!("{}/test/access?{manner}=&account={account}", self.issuer);
        let answer = http().get(address).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{manner}");
        answer.text().await.unwrap()
    }

    /// As the nation's issuer of a program in a process of its own, which is reached where the house's is.
    pub(super) fn of_a_program(&self) -> Vec<(&str, &str)> {
        let mut variables = self.variables().to_vec();
        variables.push(("CENTRUM_PUBLIC_URL", PUBLIC_URL));
        variables
    }

    /// As the nation's issuer, as a program in a process of its own is told of it.
    pub(super) fn variables(&self) -> [(&str, &str); 3] {
        [
            ("CENTRUM_OIDC_ISSUER", &self.issuer),
            ("CENTRUM_OIDC_CLIENT_ID", "centrum"),
            ("CENTRUM_OIDC_AUDIENCE", AUDIENCE),
        ]
    }

    /// As the nation's issuer.
    pub(super) fn of_the_nation(&self) -> Settings {
        let nation = Nation {
            issuer: self.issuer.clone(),
            client_id: "centrum".to_owned(),
            client_secret: None,
            audience: Some(AUDIENCE.to_owned()),
        };
        Settings { nation: Some(nation), ..self.allowed() }
    }

    /// As one that a tenant may set.
    pub(super) fn allowed(&self) -> Settings {
        Settings { allowed: vec![host_port(&self.issuer)], ..Settings::default() }
    }

    /// An access token for the house's program, by code as any client gets one.
    pub(super) async fn access_token(&self, account: &str, audience: &str) -> String {
        let verifier = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz";
        let challenge = "jgmDWAMux6I8PPdOaCP0nqE0rZ3FA-A5NFYwMPt4pQQ";
        let redirect = CALLBACK.replace(':', "%3A").replace('/', "%2F");
        let audience = audience.replace(':', "%3A").replace('/', "%2F");
        let address = format!(
            "{}/auth?client_id=centrum&response_type=code&scope=openid&redirect_uri={redirect}&state=s&nonce=n\
             &code_challenge={challenge}&code_challenge_method=S256&resource={audience}",
            self.issuer
        );
        let back = Browser::visit(&address, account).await;
        let code = parameter(&back, "code").unwrap_or_else(|| panic!("no code in {back}"));
        let form = format!(
            "grant_type=authorization_code&client_id=centrum&code={code}&redirect_uri={redirect}&code_verifier={verifier}\
             &resource={audience}"
        );
        let answer = http()
            .post(format!("{}/token", self.issuer))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        answer["access_token"].as_str().unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
    }
}

/// What it says first; `None`: nothing for too long.
fn first_line(child: &mut Child) -> Option<String> {
    let output = child.stdout.take().expect("its output");
    let (said, hears) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("its first line");
        // Whoever started it may have given up.
        let _ = said.send(line);
    });
    hears.recv_timeout(SILENT_MAX).ok()
}

/// What each thread of a process waits for in the kernel.
fn threads_of(process: u32) -> String {
    let task = |entry: std::io::Result<fs::DirEntry>| {
        let folder = entry.ok()?.path();
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let stat = read("stat");
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        Some(format!("{} {} {}", read("comm").trim(), state.unwrap_or('?'), read("wchan")))
    };
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    tasks.into_iter().flatten().filter_map(task).collect::<Vec<_>>().join(", ")
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The host and the port of an issuer.
pub(super) fn host_port(issuer: &str) -> HostPort {
    HostPort::parse(issuer.trim_start_matches("http://")).expect("a host and a port")
}

/// Asks without following anybody anywhere.
pub(super) fn http() -> reqwest::Client {
    server::tls::choose();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

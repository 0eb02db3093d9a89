//! `centrum onboard`: what it prints, the files it writes, its exit code; twice, killed, at once.

use crate::house::program::centrum;
use crate::house::register::{Association, ico};
use crate::house::{Client, House, Patience};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A list, and where what becomes of it is written.
struct Desk {
    house: House,
    folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        Self { house: House::fresh().await, folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn list(&self, rows: &[String]) {
        let text = format!("ico;slug;spravce_email;spravce_jmeno\n{}\n", rows.join("\n"));
        fs::write(self.path("list.csv"), text).unwrap();
    }

    /// All arguments at once: they travel in one variable.
    fn command(&self, more: &[&str]) -> Command {
        let [list, report] = ["list.csv", "report.jsonl"].map(|name| self.path(name));
        let own = ["onboard", list.to_str().unwrap(), "--report", report.to_str().unwrap()];
        let mut command = centrum(&[&own[..], more].concat());
        command.env("CENTRUM_DATABASE_URL", self.house.database().url());
        command
    }

    fn writing(&self, more: &[&str]) -> Command {
        let links = self.path("links.jsonl");
        self.command(&[&["--links", links.to_str().unwrap()], more].concat())
    }

    fn report(&self) -> Vec<Value> {
        lines(&self.path("report.jsonl"))
    }

    fn deeds(&self) -> Vec<String> {
        let word = |line: &Value| {
            let code = line.get("code").unwrap_or(&line["deed"]);
            format!("{} {}", line["line"], code.as_str().unwrap())
        };
        self.report().iter().map(word).collect()
    }

    async fn count(&self, sql: &str) -> i64 {
        let client = self.house.database().superuser().await;
        client.query_one(sql, &[]).await.unwrap().get(0)
    }
}

/// The exit code, and what was printed.
fn told(mut command: Command) -> (bool, String) {
    let answer = command.output().unwrap();
    let text = [&*answer.stdout, &*answer.stderr].map(String::from_utf8_lossy).concat();
    (answer.status.success(), text)
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn row(association: &Association) -> String {
    format!(
        "{};{};spravce@{}.invalid;Alena Správná",
        association.ico, association.slug, association.slug
    )
}

const TENANTS: &str = "SELECT count(*) FROM tenants WHERE kind = 'ASSOCIATION'";

#[tokio::test(flavor = "multi_thread")]
async fn each_line_becomes_a_tenant_with_a_link_and_a_second_run_knows_them() {
    let desk = Desk::new().await;
    let (one, two) =
        (desk.house.association("list-one").await, desk.house.association("list-two").await);
    desk.list(&[row(&one), row(&two)]);
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(succeeded, "{printed}");
    assert!(
        printed.contains(
            "tenants: 2 onboarded with 6 members, 0 known before, 0 new links for them, 0 refused"
        ),
        "{printed}"
    );
    assert!(!printed.contains("csl_"), "no link on a terminal");
    assert_eq!(desk.deeds(), ["2 onboarded", "3 onboarded"]);
    assert!(!fs::read_to_string(desk.path("report.jsonl")).unwrap().contains("csl_"));
    let mode = fs::metadata(desk.path("links.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "links are keys");

    let links = lines(&desk.path("links.jsonl"));
    assert_eq!(links.len(), 2);
    let today = desk.house.today();
    let admin = today.browser(links[0]["url"].as_str().unwrap()).await;
    let query =
        "{ tenant { slug onboarding { steps { code } } } viewer { roles } members { totalCount } }";
    let seen = admin.done(query, json!({})).await;
    assert_eq!(seen.text("/tenant/slug"), one.slug);
    assert_eq!(*seen.data("/viewer/roles"), json!(["TENANT_ADMIN"]));
    assert_eq!(seen.number("/members/totalCount"), 4);
    assert_eq!(seen.list("/tenant/onboarding/steps").len(), 10);

    let events = desk.count("SELECT count(*) FROM events").await;
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(
        succeeded && printed.contains("0 onboarded with 0 members, 2 known before"),
        "{printed}"
    );
    assert_eq!(desk.deeds(), ["2 known", "3 known"]);
    assert_eq!(lines(&desk.path("links.jsonl")).len(), 2, "and no link more");
    assert_eq!(desk.count("SELECT count(*) FROM events").await, events, "nothing was done");

    // A new link for who never came, and none for who did.
    let (succeeded, printed) = told(desk.writing(&["--renew-links"]));
    assert!(succeeded && printed.contains("1 new links for them"), "{printed}");
    let renewed = lines(&desk.path("links.jsonl"));
    assert_eq!((renewed.len(), &renewed[2]["slug"]), (3, &json!(two.slug)));
    let old = Client::pressing(&today, renewed[1]["url"].as_str().unwrap()).await;
    assert!(old.is_err(), "the one before counts no more");
    today.browser(renewed[2]["url"].as_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_can_t_be_is_refused_and_the_others_are_not() {
    let desk = Desk::new().await;
    let fine = desk.house.association("list-fine").await;
    let more = desk.house.associations(&["list-a", "list-b", "list-c", "list-d", "list-e"]).await;
    let with = |ico: &str, slug: &str, email: &str| format!("{ico};{slug};{email};Jana");
    desk.list(&[
        with(&ico(9_999_999), "neznamy", "a@b.cz"),
        with(&more[4].ico, "zaniklý", "a@b.cz"),
        with(&ico(4_000_002), "zanikly", "a@b.cz"),
        with(&more[0].ico, "v-cizi-roli", "coordinator@nation.invalid"),
        with(&more[1].ico, "bez-adresy", "nikdo"),
        row(&fine),
        with(&more[2].ico, &fine.slug, "a@b.cz"),
        with(&fine.ico, "podruhe", "a@b.cz"),
        more[3].ico.clone(),
    ]);
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(!succeeded, "{printed}");
    assert!(printed.contains("8 of 9 lines were refused"), "{printed}");
    let deeds = [
        "2 NOT_IN_REGISTER",
        "3 MALFORMED",
        "4 ASSOCIATION_DISSOLVED",
        "5 NATIONAL_GRANT_HOLDER",
        "6 MALFORMED",
        "7 onboarded",
        "8 REPEATED",
        "9 REPEATED",
        "10 FIELDS",
    ];
    assert_eq!(desk.deeds(), deeds);
    assert_eq!(desk.count(TENANTS).await, 1);
    // A slug that somebody else has, in another file.
    desk.list(&[with(&more[2].ico, &fine.slug, "a@b.cz")]);
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(!succeeded && printed.contains("SLUG_TAKEN"), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_would_become_of_it_and_leaves_nothing() {
    let desk = Desk::new().await;
    let association = desk.house.association("list-dry").await;
    desk.list(&[row(&association)]);
    let before = desk.count("SELECT count(*) FROM events").await;
    let (succeeded, printed) = told(desk.command(&["--dry-run"]));
    assert!(succeeded, "{printed}");
    assert!(printed.contains("nothing was written"), "{printed}");
    assert_eq!(desk.deeds(), ["2 onboarded"]);
    assert_eq!(desk.count(TENANTS).await, 0);
    assert_eq!(desk.count("SELECT count(*) FROM events").await, before);
    let people = "SELECT count(*) FROM people WHERE email LIKE '%list-dry%'";
    assert_eq!(desk.count(people).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_links_could_be_read_or_not_be_written_nothing_is_begun() {
    let desk = Desk::new().await;
    let association = desk.house.association("list-links").await;
    desk.list(&[row(&association)]);
    let (succeeded, printed) = told(desk.command(&[]));
    assert!(!succeeded && printed.contains("--links"), "{printed}");
    fs::write(desk.path("links.jsonl"), "").unwrap();
    fs::set_permissions(desk.path("links.jsonl"), fs::Permissions::from_mode(0o644)).unwrap();
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(!succeeded && printed.contains("chmod 600"), "{printed}");
    let nowhere = desk.path("no-folder/links.jsonl");
    let (succeeded, printed) = told(desk.command(&["--links", nowhere.to_str().unwrap()]));
    assert!(!succeeded && printed.contains("nothing was onboarded"), "{printed}");
    assert_eq!(desk.count(TENANTS).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_each_tenant_is_whole_and_the_same_file_ends_it() {
    let desk = Desk::new().await;
    let names: Vec<String> = (0..30).map(|number| format!("list-killed-{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let associations = desk.house.associations(&names).await;
    desk.list(&associations.iter().map(row).collect::<Vec<_>>());
    let mut kills = 0;
    // Each round lets a few more lines be written before the process is killed in the middle of whatever it does.
    for so_far in (2..30).step_by(4) {
        let mut child = desk.writing(&[]).spawn().unwrap();
        let patience = Patience::until("some more lines are done");
        loop {
            patience.lasts();
            if lines_in(&desk.path("links.jsonl")) >= so_far {
                child.kill().unwrap();
                kills += 1;
                break;
            }
            if child.try_wait().unwrap().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        child.wait().unwrap();
        let half = "SELECT count(*) FROM tenants t WHERE kind = 'ASSOCIATION' AND (
            (SELECT count(*) FROM members m WHERE m.tenant_id = t.id) <> 4
            OR (SELECT count(*) FROM onboarding_steps s WHERE s.tenant_id = t.id) <> 10
            OR (SELECT count(*) FROM grants g WHERE g.tenant_id = t.id AND role = 'TENANT_ADMIN') <> 1
            OR (SELECT count(*) FROM sign_in_links l WHERE l.tenant_id = t.id) <> 1)";
        assert_eq!(desk.count(half).await, 0, "no tenant is half");
    }
    assert!(kills > 0, "nobody was killed");
    let (succeeded, printed) = told(desk.writing(&["--renew-links"]));
    assert!(succeeded, "{printed}");
    assert_eq!(desk.count(TENANTS).await, 30);
    let once = "SELECT count(*) FROM events WHERE kind = 'tenant.onboarded'";
    assert_eq!(desk.count(once).await, 30, "each was onboarded once");
    // Who was killed between a tenant and its link lost that link: the last run made another.
    let links = lines(&desk.path("links.jsonl"));
    let last = links.iter().rev().take(30).map(|link| link["slug"].to_string());
    assert_eq!(last.collect::<std::collections::BTreeSet<_>>().len(), 30);
}

fn lines_in(path: &Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_run_the_same_file_at_once_make_each_tenant_once() {
    let desk = Desk::new().await;
    let names = ["list-race-a", "list-race-b", "list-race-c", "list-race-d", "list-race-e"];
    let associations = desk.house.associations(&names).await;
    desk.list(&associations.iter().map(row).collect::<Vec<_>>());
    let other = desk.path("other.jsonl");
    let list = desk.path("list.csv");
    let arguments = ["onboard", list.to_str().unwrap(), "--links", other.to_str().unwrap()];
    let mut second = centrum(&arguments);
    second.env("CENTRUM_DATABASE_URL", desk.house.database().url());
    let second = second.spawn().unwrap();
    let (succeeded, printed) = told(desk.writing(&[]));
    assert!(succeeded, "{printed}");
    assert!(second.wait_with_output().unwrap().status.success());
    assert_eq!(desk.count(TENANTS).await, 5);
    let links = lines_in(&desk.path("links.jsonl")) + lines_in(&other);
    assert_eq!(links, 5, "one link for each, at one of the two");
}

//! docs/guide-rollout.md, word for word: what it asks is asked, and each answer must be the one that it shows.
//! `CENTRUM_UPDATE=1` writes the answers anew.

use super::desk::run_dry;
use super::story::{Part, parts, shown, variables};
use crate::house::committed::{is_committed, workspace};
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const PAGE: &str = "docs/guide-rollout.md";

/// Who and what the story knows.
struct Scene {
    house: House,
    tenants: BTreeMap<String, Tenant>,
    kept: Map<String, Value>,
}

impl Scene {
    async fn happens(&mut self, event: &str) {
        match event {
            "alfa, beta, gama and delta are onboarded" => {
                for name in ["alfa", "beta", "gama", "delta"] {
                    let tenant = self.house.tenant(name).await;
                    self.kept.insert(name.to_owned(), Value::from(tenant.id.to_string()));
                    self.tenants.insert(name.to_owned(), tenant);
                }
            }
            "the worker works" => run_dry(&self.house).await,
            "an hour passes, and the worker works" => {
                self.house.tick(Duration::hours(1));
                run_dry(&self.house).await;
            }
            unknown => panic!("nobody knows how it comes about that {unknown}"),
        }
    }

    /// Slugs that are another in each run of the tests, by their names.
    fn named(&self, text: &str) -> String {
        let name =
            |text: String, (name, tenant): (&String, &Tenant)| text.replace(tenant.slug(), name);
        self.tenants.iter().fold(text.to_owned(), name)
    }

    async fn person(&self, name: &str) -> Client {
        match name.strip_prefix("admin of ") {
            Some(tenant) => self.tenants[tenant].admin().await,
            None => self.house.of_the_nation(name).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_goes_as_it_says() {
    let house = House::fresh().await;
    let mut scene = Scene { house, tenants: BTreeMap::new(), kept: Map::new() };
    let page = std::fs::read_to_string(workspace().join(PAGE)).unwrap();
    let mut told = String::new();
    for part in parts(&page) {
        match part {
            Part::Line(line) => told += &format!("{line}\n"),
            Part::Event(event) => {
                scene.happens(event).await;
                told += &format!("<!-- {event} -->\n");
            }
            Part::Question(question) => {
                let by = scene.person(question.by).await;
                let answer =
                    by.ask_with(&question.text, variables(&question.text, &scene.kept)).await;
                let data = answer.body["data"].clone();
                for (name, path) in &question.kept {
                    let found = data.pointer(path).cloned();
                    let found = found.unwrap_or_else(|| panic!("{}\n{answer}", question.text));
                    scene.kept.insert((*name).to_owned(), found);
                }
                let mut whole = answer.body.clone();
                let body = if whole.get("errors").is_some() { errors_of(&mut whole) } else { data };
                told += &format!(
                    "```graphql\n{}\n```\n\n```json\n{}\n```\n",
                    question.text,
                    scene.named(&shown(body))
                );
            }
        }
    }
    is_committed(PAGE, &told);
}

/// Of errors their codes: texts are for people, traces for the log.
fn errors_of(answer: &mut Value) -> Value {
    let codes = answer["errors"].as_array().unwrap().iter();
    let codes: Vec<Value> = codes
        .map(|error| {
            let extensions = &error["extensions"];
            serde_json::json!({ "code": extensions["code"], "permission": extensions["permission"] })
        })
        .collect();
    serde_json::json!({ "data": answer["data"], "errors": codes })
}

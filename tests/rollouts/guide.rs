//! docs/guide-rollout.md, word for word: what it asks is asked, and each answer must be the one that it shows.

use super::desk::run_dry;
use crate::house::story::{Stage, goes_as_it_says};
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Who and what the story knows.
struct Scene {
    house: House,
    tenants: BTreeMap<String, Tenant>,
    kept: Map<String, Value>,
}

impl Stage for Scene {
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

    async fn person(&self, name: &str) -> Client {
        match name.strip_prefix("admin of ") {
            Some(tenant) => self.tenants[tenant].admin().await,
            None => self.house.of_the_nation(name).await,
        }
    }

    /// Slugs are others in each run, by their names.
    fn named(&self, text: &str) -> String {
        let name =
            |text: String, (name, tenant): (&String, &Tenant)| text.replace(tenant.slug(), name);
        self.tenants.iter().fold(text.to_owned(), name)
    }

    fn kept(&mut self) -> &mut Map<String, Value> {
        &mut self.kept
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_goes_as_it_says() {
    let house = House::fresh().await;
    let mut scene = Scene { house, tenants: BTreeMap::new(), kept: Map::new() };
    goes_as_it_says("docs/guide-rollout.md", &mut scene).await;
}

//! docs/guide-centre.md, word for word: a centre's working day, from a question to the quarter's report. Each persona also tries
//! what it may not.

use crate::house::story::{Stage, goes_as_it_says};
use crate::house::tenant::Person;
use crate::house::{Client, House, Tenant};
use crate::intake::desk::{self, Desk};
use chrono::Duration;
use serde_json::{Map, Value};

/// Who and what the story knows.
struct Scene {
    tenant: Tenant,
    kept: Map<String, Value>,
    /// The public form, and a mail server.
    desk: Desk,
    /// What Jana got by mail.
    link: String,
}

impl Scene {
    async fn of(&self, name: &str) -> Person {
        match name {
            "clerk" => self.tenant.clerk().await,
            "manager" => self.tenant.manager().await,
            "chair" => self.tenant.chair().await,
            "mayor of Lhota" => self.tenant.mayor_of(0).await,
            "mayor of Ves" => self.tenant.mayor_of(1).await,
            unknown => panic!("nobody knows {unknown}"),
        }
    }

    async fn link_shows(&self, state: &str) {
        let shown = self.desk.get(&self.link).await;
        assert!(shown.status == 200 && shown.has(state) && !shown.has("Lavičku"), "{shown:?}");
    }
}

impl Stage for Scene {
    async fn happens(&mut self, event: &str) {
        match event {
            "the office opens" => {
                let clerk = self.of("clerk").await;
                self.kept.insert("clerk".to_owned(), Value::from(clerk.id.as_str()));
                for (name, id) in ["lhota", "ves", "dvur"].into_iter().zip(&self.tenant.members) {
                    self.kept.insert(name.to_owned(), Value::from(id.as_str()));
                }
                desk::open_form(&self.tenant).await;
                let admin = self.tenant.admin().await;
                crate::worktime::employ(&admin, &clerk, "CLERK", 1000).await;
            }
            "Jana fills in the form" => {
                self.link = self.desk.asked(&self.tenant, "jana@example.cz").await;
            }
            "Jana presses the button behind the link in the mail" => {
                assert_eq!(self.desk.confirm(&self.link).await.status, 303);
            }
            "Jana's link says that somebody works on it" => self.link_shows("Řeší se").await,
            "Jana's link says that it was answered" => self.link_shows("Vyřízeno").await,
            "it is the second of April" => self.tenant.house.tick(Duration::days(31)),
            unknown => panic!("nobody knows how it comes about that {unknown}"),
        }
    }

    async fn person(&self, name: &str) -> Client {
        self.of(name).await.client
    }

    fn named(&self, text: &str) -> String {
        text.replace(self.tenant.slug(), "hlucinsko")
    }

    fn kept(&mut self) -> &mut Map<String, Value> {
        &mut self.kept
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_working_day_goes_as_the_guide_says() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("working-day").await, Desk::of(&house));
    let mut scene = Scene { tenant, kept: Map::new(), desk, link: String::new() };
    goes_as_it_says("docs/guide-centre.md", &mut scene).await;
}

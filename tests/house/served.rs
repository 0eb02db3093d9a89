//! The program on a port of its own, in this process: for what a request in process can't do, such as a websocket.

use super::{House, on_the_house};
use domain::access::stream_head;
use domain::kernel::ids::TenantId;
use domain::notifications::stamp;
use server::http::{PublicUrl, Resources, Settings, listen};
use server::news::News;
use server::stop::{Step, Stop, Stopper};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// A port on the loopback address that a house is served on, until it is dropped.
pub struct Served {
    house: House,
    news: News,
    stopper: Stopper,
    /// Where it listens.
    pub port: u16,
}

impl House {
    /// Serves it on a free port, with a time limit that a busy machine keeps.
    pub async fn served(&self) -> Served {
        self.served_with(Settings::default()).await
    }

    /// The same, with other limits; its time limit is a patient one unless another is given.
    pub async fn served_with(&self, settings: Settings) -> Served {
        let (house, db) = (self.clone(), self.db().clone());
        let (stopper, stop) = Stop::new();
        let resources = Resources { stop, ..Resources::of(db) };
        let news = resources.news.clone();
        let port = on_the_house(async move {
            let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
            let port = listener.address().unwrap().port();
            let is_given = settings.time_max != Settings::default().time_max;
            let settings = Settings {
                time_max: if is_given { settings.time_max } else { Duration::from_secs(60) },
                public_url: PublicUrl::loopback(port),
                ..settings
            };
            server::telemetry::spawn(server::http::serve(listener, resources, settings));
            port
        })
        .await;
        Served { house, news, stopper, port }
    }
}

impl Served {
    /// Until order and figures know all that happened, and who listens is told.
    pub async fn catch_up(&self) {
        self.house.catch_up().await;
        let (db, news) = (self.house.db().clone(), self.news.clone());
        let tenants = self.house.tenants_known();
        on_the_house(async move {
            for tenant in tenants {
                news.tell(tenant, stream_head(&db, tenant).await.unwrap());
            }
        })
        .await;
    }

    /// Until the nation's own order knows all that happened, and who listens there is told.
    pub async fn catch_up_of_the_nation(&self) {
        let (db, news) = (self.house.db().clone(), self.news.clone());
        on_the_house(async move {
            while stamp(&db, TenantId::NATION).await.unwrap().events > 0 {}
            news.tell(TenantId::NATION, stream_head(&db, TenantId::NATION).await.unwrap());
        })
        .await;
    }

    /// As at SIGTERM.
    pub fn stop(&self) {
        self.stopper.go_to(Step::Closing);
    }
}

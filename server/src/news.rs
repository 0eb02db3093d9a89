//! That something happened in a tenant: the position of its last event in order, told to whoever listens.
//!
//! Owns: who listens for which tenant in this process. Doesn't own: the events, which listeners read through the door by
//! position; so news may be late, lost, or told twice. The worker of this process tells; what other processes tell comes in
//! by [`News::hear`], and what is told here goes out by [`News::outward`]. Where nobody tells, the hub looks by itself.

use crate::telemetry;
use domain::access::{Db, stream_head};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio::time::sleep;

/// How often the hub looks by itself for a tenant that somebody listens for, when nobody tells.
const LOOK: Duration = Duration::from_secs(1);
/// The same, when somebody tells: in case a word was lost.
const GLANCE: Duration = Duration::from_secs(5);
/// News on their way to other processes; what is more is dropped, for listeners look by themselves too.
const OUTWARD: usize = 1_024;

/// The hub of one process. Clones share it.
#[derive(Clone)]
pub struct News(Arc<Hub>);

struct Hub {
    db: Db,
    heads: Mutex<HashMap<TenantId, watch::Sender<i64>>>,
    outward: broadcast::Sender<(TenantId, i64)>,
    /// Whether somebody tells: a worker in this process, or other processes.
    is_told: AtomicBool,
}

/// Somebody who listens for a tenant.
pub struct Listener {
    head: watch::Receiver<i64>,
}

impl News {
    /// Nobody listens yet, and nobody tells.
    pub fn of(db: Db) -> Self {
        let (outward, _) = broadcast::channel(OUTWARD);
        let (heads, is_told) = (Mutex::default(), AtomicBool::new(false));
        Self(Arc::new(Hub { db, heads, outward, is_told }))
    }

    /// A worker of this process has brought a tenant's events into order up to `head`.
    pub fn tell(&self, tenant: TenantId, head: i64) {
        self.hear(tenant, head);
        // Nobody carries it further: then this process is the only one.
        let _ = self.0.outward.send((tenant, head));
    }

    /// Another process said so.
    pub fn hear(&self, tenant: TenantId, head: i64) {
        if let Some(known) = self.heads().get(&tenant) {
            raise(known, head);
        }
    }

    /// What is told in this process, for whoever carries it to others.
    pub fn outward(&self) -> broadcast::Receiver<(TenantId, i64)> {
        self.0.outward.subscribe()
    }

    /// Whether a worker of this process, or another process, tells at present. While nobody does, the hub looks more often.
    pub fn is_told(&self, is_told: bool) {
        self.0.is_told.store(is_told, Ordering::Relaxed);
    }

    /// Listens for a tenant from now on: all that has its place already is behind the listener's first position.
    ///
    /// # Errors
    /// Those of the database, which says where the tenant stands.
    pub async fn listen(&self, tenant: TenantId) -> Result<Listener> {
        // Also when somebody else listens: what the hub knows may be a moment old.
        let head = stream_head(&self.0.db, tenant).await?;
        let mut heads = self.heads();
        let known = heads.entry(tenant).or_insert_with(|| {
            let hub = self.clone();
            telemetry::spawn(async move { hub.look(tenant).await });
            watch::Sender::new(head)
        });
        raise(known, head);
        Ok(Listener { head: known.subscribe() })
    }

    /// Looks where a tenant stands, again and again, until nobody listens for it.
    async fn look(self, tenant: TenantId) {
        loop {
            sleep(if self.0.is_told.load(Ordering::Relaxed) { GLANCE } else { LOOK }).await;
            {
                let mut heads = self.heads();
                if heads.get(&tenant).is_none_or(|known| known.receiver_count() == 0) {
                    heads.remove(&tenant);
                    return;
                }
            }
            match stream_head(&self.0.db, tenant).await {
                Ok(head) => self.hear(tenant, head),
                // Listeners wait: they can read nothing now either.
                Err(error) => tracing::debug!(%error, "a tenant's news can't be looked for"),
            }
        }
    }

    fn heads(&self) -> std::sync::MutexGuard<'_, HashMap<TenantId, watch::Sender<i64>>> {
        // Nobody panics while holding it, and a map of numbers is whole all the same.
        self.0.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Where the tenant stands.
    pub fn head(&self) -> i64 {
        *self.head.borrow()
    }

    /// Waits until the tenant stands beyond `position`, and answers where.
    pub async fn beyond(&mut self, position: i64) -> i64 {
        let found = self.head.wait_for(|head| *head > position).await.map(|head| *head);
        match found {
            Ok(head) => head,
            // The hub is gone with its process.
            Err(_) => std::future::pending().await,
        }
    }
}

/// Positions only grow; news may overtake each other.
fn raise(known: &watch::Sender<i64>, head: i64) {
    known.send_if_modified(|present| {
        let is_new = head > *present;
        if is_new {
            *present = head;
        }
        is_new
    });
}

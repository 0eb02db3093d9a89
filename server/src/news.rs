//! That something happened in a tenant: the position of its last event in order, told to whoever listens.
//!
//! Owns: who listens for which tenant in this process. Doesn't own: the events, which listeners read through the door by
//! position; so news may be late, lost, or told twice. The worker of this process tells; what other processes tell comes in
//! by [`News::hear_of`], and what is told here goes out by [`News::outward`]. Where nobody tells, the hub looks by itself.

use crate::telemetry;
use domain::access::{Db, stream_head};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// How many tell: a worker in this process, and who carries the news of other processes.
    tellers: AtomicUsize,
}

/// Somebody who tells.
pub struct Teller(Arc<Hub>);

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.tellers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Somebody who listens for a tenant.
pub struct Listener {
    head: watch::Receiver<i64>,
}

impl News {
    /// Nobody listens yet, and nobody tells.
    pub fn of(db: Db) -> Self {
        let (outward, _) = broadcast::channel(OUTWARD);
        let (heads, tellers) = (Mutex::default(), AtomicUsize::new(0));
        Self(Arc::new(Hub { db, heads, outward, tellers }))
    }

    /// A worker of this process has brought a tenant's events into order up to `head`.
    pub fn tell(&self, tenant: TenantId, head: i64) {
        self.hear(tenant, head);
        // Nobody carries it further: then this process is the only one.
        let _ = self.0.outward.send((tenant, head));
    }

    /// Another process is said to have told it. That isn't taken on trust: listeners would wait beyond a position that
    /// there isn't. If it says something new to somebody here, the database is asked.
    pub async fn hear_of(&self, tenant: TenantId, head: i64) {
        let is_new = self.heads().get(&tenant).is_some_and(|known| head > *known.borrow());
        if is_new {
            self.ask(tenant).await;
        }
    }

    async fn ask(&self, tenant: TenantId) {
        match stream_head(&self.0.db, tenant).await {
            Ok(head) => self.hear(tenant, head),
            // Listeners wait: they can read nothing now either.
            Err(error) => tracing::debug!(%error, "a tenant's news can't be looked for"),
        }
    }

    fn hear(&self, tenant: TenantId, head: i64) {
        if let Some(known) = self.heads().get(&tenant) {
            raise(known, head);
        }
    }

    /// What is told in this process, for whoever carries it to others.
    pub fn outward(&self) -> broadcast::Receiver<(TenantId, i64)> {
        self.0.outward.subscribe()
    }

    /// Somebody tells, a worker of this process or other processes, until what this answers is dropped. While nobody does,
    /// the hub looks more often.
    #[must_use]
    pub fn teller(&self) -> Teller {
        self.0.tellers.fetch_add(1, Ordering::Relaxed);
        Teller(Arc::clone(&self.0))
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
            let is_told = self.0.tellers.load(Ordering::Relaxed) > 0;
            sleep(if is_told { GLANCE } else { LOOK }).await;
            {
                let mut heads = self.heads();
                if heads.get(&tenant).is_none_or(|known| known.receiver_count() == 0) {
                    heads.remove(&tenant);
                    return;
                }
            }
            self.ask(tenant).await;
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

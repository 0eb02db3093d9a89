//! Carries the news of one process to all others, by Redis.
//!
//! A word may be lost on its way, or come late, or from somebody who shouldn't be there. So it is only a hint: who hears of
//! a position that it didn't know asks the database where the tenant stands, and looks there by itself at times.

use super::link::Link;
use crate::news::News;
use crate::stop::{Step, Stop};
use crate::telemetry;
use domain::kernel::ids::{TenantId, TypedId as _};
use futures_util::{StreamExt as _, future};
use redis::Client;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, interval_at, sleep, timeout};

/// How long connecting may take, and how long a silent connection may be asked whether it is alive.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is asked that: a server that vanished says nothing.
const PULSE: Duration = Duration::from_secs(2);
/// Between two tries to listen.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells other processes what this one's worker tells, and this one what others tell, until it stops.
pub(super) fn carry(link: Arc<Link>, news: &News, stop: Stop) {
    let (outward, inward) = (news.outward(), news.clone());
    telemetry::spawn(async move {
        let both = future::join(tell(&link, outward), listen(&link, &inward));
        let stopped = stop.wait_for(Step::Closing);
        future::select(pin!(both), pin!(stopped)).await;
    });
}

/// What is told while Redis doesn't answer is lost, and found by who looks.
async fn tell(link: &Link, mut told: Receiver<(TenantId, i64)>) {
    loop {
        let first = match told.recv().await {
            Ok(first) => first,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        // Of each tenant the last word is enough.
        let mut last = HashMap::from([first]);
        while let Ok((tenant, head)) = told.try_recv() {
            last.insert(tenant, head);
        }
        for (tenant, head) in last {
            link.publish(&link.channel(), &format!("{tenant} {head}")).await;
        }
    }
}

async fn listen(link: &Link, news: &News) {
    loop {
        match hear(link.client(), &link.channel(), news).await {
            Ok(()) => tracing::debug!("redis tells no news"),
            Err(error) => tracing::debug!(%error, "redis tells no news"),
        }
        sleep(PAUSE).await;
    }
}

/// Listens until the connection is lost.
async fn hear(client: &Client, channel: &str, news: &News) -> anyhow::Result<()> {
    let mut connection = timeout(PATIENCE, client.get_async_pubsub()).await??;
    timeout(PATIENCE, connection.subscribe(channel)).await??;
    let _telling = news.teller();
    let (mut sink, mut words) = connection.split();
    let mut pulse = interval_at(Instant::now() + PULSE, PULSE);
    loop {
        tokio::select! {
            word = words.next() => {
                let Some(word) = word else { return Ok(()) };
                if let Some((tenant, head)) = word.get_payload().ok().and_then(|word: String| understood(&word)) {
                    news.hear_of(tenant, head).await;
                }
            }
            _ = pulse.tick() => timeout(PATIENCE, sink.ping::<redis::Value>()).await?.map(drop)?,
        }
    }
}

fn understood(word: &str) -> Option<(TenantId, i64)> {
    let (tenant, head) = word.split_once(' ')?;
    Some((TenantId::read(tenant)?, head.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_understood_or_left_alone() {
        let word = format!("{} 7", TenantId::NATION);
        assert_eq!(understood(&word), Some((TenantId::NATION, 7)));
        for odd in ["", "7", "tenant_1 7", "x y z", "\0"] {
            assert_eq!(understood(odd), None, "{odd}");
        }
    }
}

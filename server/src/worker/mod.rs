//! The worker: brings each tenant's events into their order and tells whom they concern, brings its figures up to them, deletes
//! what was kept for a time only and objects of nobody, sends mails, brings tenants to versions of the centre model as a
//! roll-out says, gives texts their terms that have none yet, and reminds of terms that end. Any number of workers may run.
//!
//! Owns: when it is done, and again after a failure. Doesn't own: what is done, and that it is done once (`domain`).

mod backoff;
mod files;
mod mails;
mod relay;
mod reminders;
mod rollouts;
mod rounds;
mod sweep;
mod terms;

pub use mails::{Post, Sent};

use crate::files::Files;
use crate::news::News;
use crate::stop::{FAREWELL, Step, Stop};
use domain::access::Db;
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::TenantId;
use tracing::info;

/// Works until the process begins to end. What is being done then is finished: one transaction each. It is given up when it
/// takes too long, e.g. since the database hangs, and then nothing of it is done.
pub async fn work(db: &Db, news: &News, files: &Files, post: Option<&Post>, stop: Stop) {
    info!("worker started");
    let turn = Turn::default();
    futures_util::join!(
        Box::pin(relay::work(db, news, &turn, &stop)),
        Box::pin(rollouts::work(db, &turn, &stop)),
        Box::pin(files::work(db, files, &turn, &stop)),
        Box::pin(terms::work(db, &turn, &stop)),
        Box::pin(reminders::work(db, &turn, &stop)),
        Box::pin(mails::work(db, post, &turn, &stop))
    );
    info!("worker stopped");
}

/// Sends the next mail of one tenant, for who doesn't wait for the loop.
///
/// # Errors
/// Those of the database.
pub async fn send_next_mail(db: &Db, post: &Post, tenant: TenantId) -> Result<Sent> {
    mails::sent(db, post, &Turn::default(), tenant).await
}

/// Whose turn it is: a worker does one thing after the other, so that it never takes more than one connection's work from
/// those who ask; a few connections' where somebody waits to be told of what happened ([`relay`]).
type Turn = tokio::sync::Mutex<()>;

async fn patience_is_over(stop: &Stop) {
    let long_enough = async {
        stop.wait_for(Step::Leaving).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        () = long_enough => {}
        () = stop.wait_for(Step::AtOnce) => {}
    }
}

/// An error with what lies behind it, for the log.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(behind) = source {
        text = format!("{text}: {behind}");
        source = behind.source();
    }
    text
}

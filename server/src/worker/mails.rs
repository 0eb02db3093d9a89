//! Sending mails to citizens. Apart from the figures, for a mail server may be slow; where none is configured nothing is sent.

use super::{Turn, chain, patience_is_over};
use crate::mail::{Mailer, Unsent};
use crate::stop::{Step, Stop};
use domain::access::{Db, tenants_with_mail};
use domain::intake::mails;
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use std::time::Duration;
use tracing::warn;

/// How often it is looked whether there is something to send: somebody sits before their mailbox and waits.
const TICK: Duration = Duration::from_secs(2);

/// Works until the process begins to end. A mail that is on its way then is waited for, within bounds; one that is given up is
/// sent by the next worker, maybe once more.
pub(super) async fn work(db: &Db, mailer: Option<&Mailer>, turn: &Turn, stop: &Stop) {
    let Some(mailer) = mailer else { return };
    loop {
        tokio::select! {
            biased;
            () = round(db, mailer, turn, stop) => {}
            () = patience_is_over(stop) => {
                warn!("worker gives up sending mails");
                return;
            }
        }
        tokio::select! {
            biased;
            () = stop.wait_for(Step::Leaving) => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

async fn round(db: &Db, mailer: &Mailer, turn: &Turn, stop: &Stop) {
    let tenants = match tenants_with_mail(db).await {
        Ok(tenants) => tenants,
        Err(error) => return warn!(error = chain(&error), "mails can't be sent"),
    };
    for tenant in tenants {
        loop {
            if stop.has_come(Step::Leaving) {
                return;
            }
            match sent(db, mailer, turn, tenant).await {
                Ok(Sent::One) => {}
                Ok(Sent::None) => break,
                // The server may be gone: the others are tried with the next round.
                Ok(Sent::Later) => return,
                Err(error) => {
                    return warn!(tenant.id = %tenant, error = chain(&error), "mails can't be sent");
                }
            }
        }
    }
}

/// What came of looking for a mail to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// One is out, or was refused for good.
    One,
    /// One is tried again later.
    Later,
    /// There is none.
    None,
}

/// Sends the next mail of a tenant. The database is asked in turn with the worker's other work, the server beside it.
pub(super) async fn sent(db: &Db, mailer: &Mailer, turn: &Turn, tenant: TenantId) -> Result<Sent> {
    let taken = {
        let _turn = turn.lock().await;
        mails::take(db, tenant).await?
    };
    let Some(mail) = taken else { return Ok(Sent::None) };
    match mailer.send(&mail).await {
        Ok(()) => {}
        Err(error @ Unsent::ForGood(_)) => {
            warn!(tenant.id = %tenant, mail = %mail.id, %error, "a mail is given up");
        }
        Err(error @ Unsent::ForNow(_)) => {
            warn!(tenant.id = %tenant, mail = %mail.id, %error, "a mail is tried again later");
            return Ok(Sent::Later);
        }
    }
    let _turn = turn.lock().await;
    mails::done(db, tenant, mail.id).await?;
    Ok(Sent::One)
}

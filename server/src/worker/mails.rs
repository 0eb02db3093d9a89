//! Sending mails, to citizens and to who takes part. Apart from the figures, for a mail server may be slow; where none is
//! configured nothing is sent.

use super::{Turn, chain, patience_is_over};
use crate::mail::{Letter, Mailer, Unsent};
use crate::stop::{Step, Stop};
use domain::access::{Db, tenants_with_mail};
use domain::intake::{self, mails};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use domain::notifications::{self, sending};
use std::time::Duration;
use tracing::warn;

/// How often it is looked whether there is something to send: somebody sits before their mailbox and waits.
const TICK: Duration = Duration::from_secs(2);

/// Works until the process begins to end. A mail that is on its way then is waited for, within bounds; one that is given up is
/// sent by the next worker, maybe once more.
pub(super) async fn work(db: &Db, post: Option<&Post>, turn: &Turn, stop: &Stop) {
    let Some(post) = post else { return };
    loop {
        tokio::select! {
            biased;
            () = round(db, post, turn, stop) => {}
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

async fn round(db: &Db, post: &Post, turn: &Turn, stop: &Stop) {
    let tenants = match tenants_with_mail(db).await {
        Ok(tenants) => tenants,
        Err(error) => return warn!(error = chain(&error), "mails can't be sent"),
    };
    for tenant in tenants {
        loop {
            if stop.has_come(Step::Leaving) {
                return;
            }
            match sent(db, post, turn, tenant).await {
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

/// What sends mails, and where people reach the program that they tell of.
#[derive(Debug, Clone)]
pub struct Post {
    /// What sends.
    pub mailer: Mailer,
    /// The address that links in them begin with.
    pub site: String,
}

/// A mail that was taken from where it waited.
enum Taken {
    ToCitizen(intake::Mail),
    ToParticipant(notifications::Mail),
}

impl Taken {
    /// The next one of a tenant: who asked something sits before their mailbox, so citizens' go first.
    async fn next(db: &Db, tenant: TenantId) -> Result<Option<Self>> {
        if let Some(mail) = mails::take(db, tenant).await? {
            return Ok(Some(Self::ToCitizen(mail)));
        }
        Ok(sending::take(db, tenant).await?.map(Self::ToParticipant))
    }

    fn letter(&self, site: &str) -> Letter {
        match self {
            Self::ToCitizen(mail) => Letter::to_citizen(mail),
            Self::ToParticipant(mail) => Letter::to_participant(mail, site),
        }
    }

    async fn done(&self, db: &Db, tenant: TenantId) -> Result<()> {
        match self {
            Self::ToCitizen(mail) => mails::done(db, tenant, mail.id).await,
            Self::ToParticipant(mail) => sending::done(db, tenant, mail).await,
        }
    }
}

/// Sends the next mail of a tenant. The database is asked in turn with the worker's other work, the server beside it.
pub(super) async fn sent(db: &Db, post: &Post, turn: &Turn, tenant: TenantId) -> Result<Sent> {
    let taken = {
        let _turn = turn.lock().await;
        Taken::next(db, tenant).await?
    };
    let Some(taken) = taken else { return Ok(Sent::None) };
    let letter = taken.letter(&post.site);
    match post.mailer.send(&letter).await {
        Ok(()) => {}
        Err(error @ Unsent::ForGood(_)) => {
            warn!(tenant.id = %tenant, mail = letter.id, %error, "a mail is given up");
        }
        Err(error @ Unsent::ForNow(_)) => {
            warn!(tenant.id = %tenant, mail = letter.id, %error, "a mail is tried again later");
            return Ok(Sent::Later);
        }
    }
    let _turn = turn.lock().await;
    taken.done(db, tenant).await?;
    Ok(Sent::One)
}

//! The mails about what people were told, for who sends them. They leave elsewhere, between these steps.
//!
//! What a mail says and whether there is one is asked anew at each try, in the name of whom it is for: who may not read a
//! request any more isn't written to about it, nor who has seen all of it meanwhile. As with the intake's, who takes a mail
//! says first when it is tried next: whoever is killed then holds it up for a while, and loses none.

use super::mails::{Mail, named};
use super::store::mails::{self as store, Due};
use crate::access::{Db, Job, Permission, ReadTx, WriteTx, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::kernel::mailing::{TRIES_MAX, pause_after};
use crate::tenancy;

/// Takes the next mail of a tenant whose time has come, for sending; of several workers each gets another one.
///
/// # Errors
/// Those of the database.
pub async fn take(db: &Db, tenant: TenantId) -> Result<Option<Mail>> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::SendMail, async |tx| {
            // Each is put off or laid to rest, so that it isn't found again.
            while let Some(due) = store::next_due(tx, tenant).await? {
                let whose = (tenant, due.participant);
                let written = if due.tries < TRIES_MAX { written(tx, &due).await? } else { None };
                if let Some(mail) = written {
                    let tries = due.tries.saturating_add(1);
                    let next = tx.now() + pause_after(tries);
                    store::put_off(tx, whose, (mail.covers, tries, next)).await?;
                    return Ok(Some(mail));
                }
                let told_to = due.covers.unwrap_or(due.told_to);
                store::settle(tx, (whose.0, whose.1, due.covers), (told_to, None)).await?;
            }
            Ok(None)
        })
        .await
}

/// A mail is out, or was refused for good. It is looked again whether more has come: at once, or in the morning.
///
/// # Errors
/// Those of the database; then it is sent again.
pub async fn done(db: &Db, tenant: TenantId, mail: &Mail) -> Result<()> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::SendMail, async |tx| {
            let due_at = Some(mail.frequency.due_at(tx.now()));
            let one = (tenant, mail.participant, Some(mail.covers));
            store::settle(tx, one, (mail.covers, due_at)).await?;
            Ok(())
        })
        .await
}

/// What somebody is written to now; `None`: nothing, for they hold no role that is told anything, or there is nothing new.
async fn written(tx: &mut WriteTx, due: &Due) -> Result<Option<Mail>> {
    let Some(whom) = tx.addressee(due.participant).await? else { return Ok(None) };
    if !whom.may(Permission::WatchRequests) {
        return Ok(None);
    }
    let (news, centre) = tx
        .reading_as(&whom, async |tx: &ReadTx| {
            let news = store::news(tx, due.participant, (due.told_to, due.covers)).await?;
            Ok((news, tenancy::name_of_own(tx).await?))
        })
        .await?;
    let Some(last) = news.last().copied() else { return Ok(None) };
    let (numbers, more) = named(&news);
    Ok(Some(Mail {
        participant: due.participant,
        covers: due.covers.unwrap_or(last.position),
        frequency: due.wish.frequency,
        address: whom.email,
        language: due.wish.language,
        centre,
        slug: whom.slug,
        secret: due.secret.clone(),
        count: news.len(),
        numbers,
        more,
        at: last.at,
    }))
}

//! What people do with what they were told, and how they want to be written to about it.

use super::mails::Wish;
use super::rules::Which;
use super::store;
use crate::access::{
    Caller, Db, Event, Fact, LinkId, Permission, Subject, act_by_link, new_mail_link,
};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ParticipantId, TenantId};
use std::collections::BTreeSet;

/// Notes which of what the caller was told they have seen; what was seen before stays as it was. Answers whose it is.
///
/// # Errors
/// [`Error::NotFound`] when one of them is another's, or of a case that the caller may not read any more.
pub async fn mark_seen(caller: &Caller, which: &Which) -> Result<ParticipantId> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .write(Permission::WatchRequests, async |tx| {
            let found = match which {
                Which::These(ids) => store::positions(tx, own, ids).await?,
                Which::UpTo(id) => store::positions(tx, own, &BTreeSet::from([*id])).await?,
            };
            let seen = match (which, found.as_slice()) {
                (Which::These(ids), found) if found.len() == ids.len() => {
                    store::mark_these(tx, own, found).await?
                }
                (Which::UpTo(_), [position]) => store::mark_up_to(tx, own, *position).await?,
                (Which::These(_) | Which::UpTo(_), _) => {
                    return Err(Error::NotFound(Kind::Notification));
                }
            };
            if seen == 0 {
                tx.change_nothing();
            } else {
                let facts = vec![("notifications", Fact::count(seen))];
                tx.record(Event::of_tenant("notification.seen", Subject::id(own), facts));
            }
            Ok(own)
        })
        .await
}

/// Notes how the caller wants to be written to about what they are told from now on; `None`: not at all. Answers whose it is.
///
/// # Errors
/// [`Error::Forbidden`] without `WatchRequests`.
pub async fn set_mails(caller: &Caller, wish: Option<Wish>) -> Result<ParticipantId> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .write(Permission::WatchRequests, async |tx| {
            let before = store::mails::lock_wish(tx, own).await?;
            match (before, wish) {
                (before, wish) if before.map(|(before, _)| before) == wish => tx.change_nothing(),
                (_, None) => {
                    store::mails::delete_wish(tx, own).await?;
                    tx.record(ended(own));
                }
                (before, Some(wish)) => {
                    let told_to = store::mails::last_told(tx, own).await?;
                    let is_due = before.is_some_and(|(_, is_due)| is_due);
                    let due_at = is_due.then(|| wish.frequency.due_at(tx.now()));
                    let (secret, link) = new_mail_link();
                    let link = (secret.as_str(), link);
                    store::mails::put_wish(tx, (own, wish), link, (told_to, due_at)).await?;
                    let facts = vec![
                        ("frequency", Fact::Word(wish.frequency.as_str())),
                        ("language", Fact::Word(wish.language.as_str())),
                    ];
                    let subject = Subject::id(own);
                    tx.record(Event::of_tenant("notification_mails.set", subject, facts));
                }
            }
            Ok(own)
        })
        .await
}

/// Somebody who has the link of a mail wants no more of them; `false`: there is no such link any more.
///
/// # Errors
/// Those of the database; then mails go on.
pub async fn end_mails(db: &Db, tenant: TenantId, secret: &str) -> Result<bool> {
    act_by_link(db, tenant, LinkId::of(secret))
        .write_as_job(Permission::EndMails, async |tx| {
            let Some(own) = store::mails::delete_by_link(tx).await? else {
                tx.change_nothing();
                return Ok(false);
            };
            tx.record(ended(own));
            Ok(true)
        })
        .await
}

fn ended(own: ParticipantId) -> Event {
    Event::of_tenant("notification_mails.ended", Subject::id(own), vec![])
}

//! The mails that wait to be sent. They leave elsewhere, between these steps, and after the commit of what they tell.
//!
//! Who takes a mail says first when it is tried next: whoever is killed then holds it up for a while, and loses none. Killed
//! between sending and saying so, it is sent once more, under the same Message-ID; the other order would lose mails.

use super::rules::Mail;
use super::store;
use crate::access::{Db, Job, Permission, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::{IntakeId, TenantId};
use crate::kernel::mailing::pause_after;

/// Takes the next mail of a tenant whose time has come, for sending; of several workers each gets another one.
///
/// # Errors
/// Those of the database.
pub async fn take(db: &Db, tenant: TenantId) -> Result<Option<Mail>> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::SendMail, async |tx| {
            let Some((mail, tries)) = store::next_mail(tx, tenant).await? else { return Ok(None) };
            let tries = tries.saturating_add(1);
            store::put_off(tx, (tenant, mail.id), (tries, tx.now() + pause_after(tries))).await?;
            Ok(Some(mail))
        })
        .await
}

/// A mail is out, or was refused for good: it is kept no longer.
///
/// # Errors
/// Those of the database; then it is sent again.
pub async fn done(db: &Db, tenant: TenantId, mail: IntakeId) -> Result<()> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::SendMail, async |tx| {
            store::delete_mail(tx, tenant, mail).await?;
            Ok(())
        })
        .await
}

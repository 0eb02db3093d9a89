//! What strangers do at the public form, and what is forgotten.

use super::rules::{Form, Mail, MailKind, Submission, WAITS};
use super::store::{self, Taken};
use crate::access::{
    Caller, Db, Job, Label, Permission, TicketHash, WriteTx, act_as_desk, act_as_system, new_ticket,
};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, TenantId};
use crate::kernel::mailing::TRIED_FOR;
use crate::kernel::working_days::day_in_prague;
use crate::requests::{FromCitizen, open_for_citizen};
use crate::tenancy;

/// What came of pressing the button behind a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// It is a case from now on.
    Now,
    /// It was one already.
    Before,
    /// There is no such link, or it is too old.
    Never,
}

/// Takes in what somebody handed in, and the mail with its link. The database's role can do that, and see nothing at all; it
/// leaves no event, for it is nobody's case yet. `page` is the address that the link's secret is put behind.
///
/// # Errors
/// Those of the database.
pub async fn submit(db: &Db, form: &Form, submission: &Submission, page: &str) -> Result<()> {
    let (secret, hash) = new_ticket();
    act_as_system(db, form.tenant, Job::Intake)
        .derive(Permission::OpenRequest, async |tx| {
            let mail = Mail {
                id: tx.new_id(),
                kind: MailKind::Confirm,
                address: submission.email.clone(),
                language: submission.language,
                centre: form.centre.clone(),
                link: link(page, &secret),
                number: None,
                made_at: tx.now(),
            };
            let until = tx.now() + WAITS;
            futures_util::try_join!(
                store::insert_submission(tx, submission, hash, until),
                store::insert_mail(tx, &mail)
            )?;
            Ok(())
        })
        .await
}

/// Somebody who has the link says that it was them: what they handed in is a case from now on. Of two who press at the same
/// moment one opens it.
///
/// # Errors
/// Those of the database; then it waits as before.
pub async fn confirm(db: &Db, tenant: TenantId, secret: &str, page: &str) -> Result<Confirmed> {
    let hash = TicketHash::of(secret);
    let caller = act_as_desk(db, tenant, hash);
    caller
        .write_as_job(Permission::OpenRequest, async |tx| {
            let Some(taken) = store::take_submission(tx).await? else {
                tx.change_nothing();
                let was_opened = store::status(tx).await?.is_some();
                return Ok(if was_opened { Confirmed::Before } else { Confirmed::Never });
            };
            let (label, number) = opened(&caller, tx, &taken).await?;
            let centre = tenancy::name_of_own(tx).await?;
            let mail = Mail {
                id: tx.new_id(),
                kind: MailKind::Opened,
                address: taken.email.clone(),
                language: taken.language,
                centre,
                link: link(page, secret),
                number: Some(number),
                made_at: tx.now(),
            };
            futures_util::try_join!(
                store::insert_ticket(tx, label, hash, &taken),
                store::insert_mail(tx, &mail)
            )?;
            Ok(Confirmed::Now)
        })
        .await
}

/// The case. It belongs to the association itself, so that no municipality sees it, unless the citizen wanted theirs to, and
/// that one is still a member.
async fn opened(caller: &Caller, tx: &mut WriteTx, taken: &Taken) -> Result<(Label, String)> {
    let shown_to = if taken.shown_to_member { member_of(tx, taken).await? } else { None };
    let from = FromCitizen {
        name: &taken.name,
        email: &taken.email,
        service_code: &taken.service_code,
        title: &taken.title,
        description: &taken.description,
        municipality_code: taken.municipality_code,
        shown_to,
    };
    open_for_citizen(caller, tx, from).await
}

async fn member_of(tx: &WriteTx, taken: &Taken) -> Result<Option<MemberId>> {
    let Some(code) = taken.municipality_code.map(|code| code.to_string()) else { return Ok(None) };
    let today = day_in_prague(tx.now());
    let of_town = tenancy::members_of_municipality(tx, &code).await?;
    Ok(of_town.into_iter().find(|member| member.belongs_on(today)).map(|member| member.id))
}

/// Forgets what nobody of a tenant's strangers has confirmed in time, and mails that couldn't be sent; answers how many of each
/// there were.
///
/// # Errors
/// Those of the database.
pub async fn forget(db: &Db, tenant: TenantId) -> Result<(usize, usize)> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| {
            let made_before = tx.now() - TRIED_FOR;
            let both = async {
                futures_util::try_join!(
                    store::delete_old_submissions(tx),
                    store::delete_old_mails(tx, tenant, made_before)
                )
            };
            Ok(both.await?)
        })
        .await
}

fn link(page: &str, secret: &str) -> String {
    format!("{page}?secret={secret}")
}

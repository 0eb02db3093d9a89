//! What both sides do with a support access.

use super::rejection::Rejection;
use super::rules::{self, SupportAccess, SupportState};
use super::store;
use crate::access::{
    Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, SupportTerms, WriteTx,
};
use crate::configuration::{SettingKey, settings_in};
use crate::identity;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{SupportAccessId, TenantId};
use crate::kernel::text;

/// Asks to look into a tenant. Its administrator approves, or the tenant's setting does at once.
///
/// # Errors
/// [`Error::NotFound`] for what is no tenant, [`Error::Invalid`], [`Rejection::AlreadyAsked`].
pub async fn open(
    caller: &Caller,
    tenant: TenantId,
    reason: &str,
    minutes: i32,
) -> Result<SupportAccess> {
    let reason = text::required(reason, 1_000, &["input", "reason"])?;
    if !(1..=rules::LONGEST_MINUTES).contains(&minutes) {
        return Err(Error::invalid(&["input", "minutes"], code::OUT_OF_RANGE));
    }
    caller
        .write(Permission::OpenSupportAccess, async |tx| {
            let (Some(person), Some(participant)) = (caller.person(), caller.participant()) else {
                return Err(Error::broken("only people ask for support access"));
            };
            let display_name = identity::name_of(tx, participant).await?;
            let display_name =
                display_name.ok_or_else(|| Error::broken("a caller takes part in the nation"))?;
            let terms = SupportTerms { person, display_name, reason, minutes };
            let id: SupportAccessId = tx.new_id();
            let asked = async |tx: &mut WriteTx| ask(tx, id, &terms).await;
            let asked = tx.asks_for_support(tenant, id, asked).await?;
            let access = asked.ok_or(Error::NotFound(Kind::Tenant))?;
            let facts =
                vec![("tenant", Fact::id(tenant)), ("minutes", Fact::Number(minutes.into()))];
            tx.record(Event::of_tenant("support_access.opened", Subject::id(id), facts));
            tx.changes_standing_of(person);
            Ok(access)
        })
        .await
}

/// Inside the tenant.
async fn ask(tx: &mut WriteTx, id: SupportAccessId, terms: &SupportTerms) -> Result<SupportAccess> {
    let now = tx.now();
    for other in store::of_person(tx, terms.person).await? {
        if other.state(now) != SupportState::Ended {
            return Err(Rejection::AlreadyAsked.into());
        }
        store::end(tx, other.id, other.is_over_at()).await?;
    }
    let settings = settings_in(tx).await?;
    if i64::from(terms.minutes) > settings.number(SettingKey::SupportLongest) {
        return Err(Error::invalid(&["input", "minutes"], code::OUT_OF_RANGE));
    }
    let is_at_once = settings.flag(SettingKey::SupportAtOnce, None);
    if !store::insert(tx, id, terms, is_at_once).await? {
        return Err(Rejection::AlreadyAsked.into());
    }
    let facts = vec![
        ("minutes", Fact::Number(terms.minutes.into())),
        ("is_at_once", Fact::Flag(is_at_once)),
    ];
    tx.record(Event::of_tenant("support_access.opened", Subject::id(id), facts));
    store::by_id(tx, id).await?.ok_or_else(|| Error::broken("what was written isn't there"))
}

/// Lets the asker in, from now on for the minutes that were asked for.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection`].
pub async fn approve(caller: &Caller, id: SupportAccessId) -> Result<SupportAccess> {
    caller
        .write(Permission::ApproveSupportAccess, async |tx| {
            let by = caller.participant_for(Permission::ApproveSupportAccess)?;
            let (access, person) = lock(tx, id).await?;
            access.must_wait(tx.now())?;
            store::approve(tx, &access, by).await?;
            tx.changes_standing_of(person);
            let facts = vec![("minutes", Fact::Number(access.minutes.into()))];
            tx.record(Event::of_tenant("support_access.approved", Subject::id(id), facts));
            reread(tx, id).await
        })
        .await
}

/// Refuses or ends it, at once: the tenant's administrator, or who asked.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection::Ended`].
pub async fn end(caller: &Caller, id: SupportAccessId) -> Result<SupportAccess> {
    if caller.tenant() != TenantId::NATION {
        return caller
            .write(Permission::ApproveSupportAccess, async |tx| end_here(tx, id).await)
            .await;
    }
    caller
        .write(Permission::OpenSupportAccess, async |tx| {
            let person = caller.person().ok_or_else(|| Error::broken("only people support"))?;
            let tenant = tx.tenant_of_support(person, id).await?;
            let end = async |tx: &mut WriteTx| end_here(tx, id).await;
            let ended = tx.asks_for_support(tenant, id, end).await?;
            let access = ended.ok_or(Error::NotFound(Kind::SupportAccess))?;
            let facts = vec![("tenant", Fact::id(tenant))];
            tx.record(Event::of_tenant("support_access.ended", Subject::id(id), facts));
            Ok(access)
        })
        .await
}

async fn end_here(tx: &mut WriteTx, id: SupportAccessId) -> Result<SupportAccess> {
    let (access, person) = lock(tx, id).await?;
    access.must_not_have_ended(tx.now())?;
    store::end(tx, id, tx.now()).await?;
    tx.changes_standing_of(person);
    tx.record(Event::of_tenant("support_access.ended", Subject::id(id), vec![]));
    reread(tx, id).await
}

impl Repeatable for SupportAccess {
    fn deed(&self) -> Deed {
        Deed::done().with("support_access", self.id)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let id: SupportAccessId = deed.id("support_access")?;
        let found = tx.where_support_is_seen(async |tx| store::by_id(tx, id).await).await?;
        found.ok_or(Error::NotFound(Kind::SupportAccess))
    }
}

async fn lock(
    tx: &WriteTx,
    id: SupportAccessId,
) -> Result<(SupportAccess, crate::kernel::ids::PersonId)> {
    if let Some(found) = store::lock(tx, id).await? {
        return Ok(found);
    }
    match store::by_id(tx, id).await? {
        Some(_) => Err(Rejection::Ended.into()),
        None => Err(Error::NotFound(Kind::SupportAccess)),
    }
}

async fn reread(tx: &WriteTx, id: SupportAccessId) -> Result<SupportAccess> {
    store::by_id(tx, id).await?.ok_or(Error::NotFound(Kind::SupportAccess))
}

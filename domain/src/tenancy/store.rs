//! SQL of tenants and members.

use super::rules::{Member, Tenant};
use crate::access::{Lifecycle, ReadTx, WriteTx};
use crate::directory;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{AssociationId, MemberId, MembershipId, PersonId, TenantId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::kernel::until::Until;
use crate::tables::{association_memberships, grants, members, tenants};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _,
};
use diesel::{OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

const TENANT: (
    tenants::id,
    tenants::slug,
    tenants::kind,
    tenants::lifecycle,
    tenants::onboarded_at,
    tenants::association_id,
) = (
    tenants::id,
    tenants::slug,
    tenants::kind,
    tenants::lifecycle,
    tenants::onboarded_at,
    tenants::association_id,
);

/// A member with what the register says of its membership.
macro_rules! member_rows {
    () => {
        members::table
            .left_join(
                association_memberships::table.on(association_memberships::association_id
                    .eq(members::tenant_id)
                    .and(members::membership_id.eq(association_memberships::id.nullable()))),
            )
            .select((
                members::id,
                members::membership_id,
                association_memberships::municipality_code.nullable(),
                association_memberships::joined_on.nullable(),
                association_memberships::left_on.nullable(),
            ))
    };
}

pub(super) async fn tenant(tx: &ReadTx, id: TenantId) -> Result<Option<Tenant>> {
    let mut conn = tx.conn();
    let row = tenants::table.filter(tenants::id.eq(id)).select(TENANT).first(&mut conn);
    tx.closing(async { row.await.optional() }).await
}

/// By which name a tenant is known; `None`: it is none.
pub(crate) async fn slug_of(tx: &ReadTx, id: TenantId) -> Result<Option<String>> {
    let slug = tenants::table.filter(tenants::id.eq(id)).select(tenants::slug);
    Ok(slug.first(&mut tx.conn()).await.optional()?)
}

/// The own association's name, as the register has it.
pub(crate) async fn name_of_own(tx: &ReadTx) -> Result<String> {
    let id = AssociationId::from(Uuid::from(tx.tenant()?));
    let found = directory::associations_in(tx, &[id]).await?.remove(&id);
    Ok(found.ok_or(Error::NotFound(Kind::Association))?.name)
}

/// How far the own tenant has come.
pub(super) async fn lifecycle(tx: &ReadTx) -> Result<Lifecycle> {
    let own = tenants::table.filter(tenants::id.eq(tx.tenant()?)).select(tenants::lifecycle);
    Ok(own.first(&mut tx.conn()).await?)
}

/// Since when a tenant is one, as it may see itself.
pub(crate) async fn onboarded_at(tx: &ReadTx, id: TenantId) -> QueryResult<DateTime<Utc>> {
    let own = tenants::table.filter(tenants::id.eq(id)).select(tenants::onboarded_at);
    own.first(&mut tx.conn()).await
}

/// How far an association's tenant has come; nobody else changes it until this ends.
pub(super) async fn lock_lifecycle(tx: &WriteTx, id: TenantId) -> Result<Option<Lifecycle>> {
    let row = tenants::table
        .filter(tenants::id.eq(id))
        .filter(tenants::association_id.is_not_null())
        .select(tenants::lifecycle);
    Ok(row.for_update().first(&mut tx.conn()).await.optional()?)
}

pub(super) async fn set_lifecycle(tx: &WriteTx, id: TenantId, to: Lifecycle) -> Result<()> {
    diesel::update(tenants::table.filter(tenants::id.eq(id)))
        .set(tenants::lifecycle.eq(to))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Tenants by id, those the caller may see.
pub(super) async fn tenants_by_ids(tx: &ReadTx, ids: &[TenantId]) -> Result<Vec<Tenant>> {
    Ok(tenants::table.filter(tenants::id.eq_any(ids)).select(TENANT).load(&mut tx.conn()).await?)
}

/// The associations among the tenants, by slug.
pub(super) async fn tenants(tx: &ReadTx, page: &PageArgs, count: bool) -> Result<Page<Tenant>> {
    let associations = || tenants::table.filter(tenants::association_id.is_not_null());
    let mut query = associations().select(TENANT).limit(page.rows()).into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(tenants::slug.gt(after.id.clone()));
    }
    if let Some(before) = &page.before {
        query = query.filter(tenants::slug.lt(before.id.clone()));
    }
    query = match page.direction {
        Direction::Forward => query.order(tenants::slug.asc()),
        Direction::Backward => query.order(tenants::slug.desc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load(&mut one);
    let total = counted(count, associations().count().get_result(&mut two));
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

pub(super) async fn members(tx: &ReadTx, page: &PageArgs, count: bool) -> Result<Page<Member>> {
    let mut query = member_rows!().limit(page.rows()).into_boxed();
    if let Some(after) = page.after.as_ref().map(|c| parse_uuid(&c.id)) {
        query = query.filter(members::id.gt(after));
    }
    if let Some(before) = page.before.as_ref().map(|c| parse_uuid(&c.id)) {
        query = query.filter(members::id.lt(before));
    }
    query = match page.direction {
        Direction::Forward => query.order(members::id.asc()),
        Direction::Backward => query.order(members::id.desc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load(&mut one);
    let total = counted(count, members::table.count().get_result(&mut two));
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

/// Members by id, those the caller may see.
pub(crate) async fn members_by_ids(tx: &ReadTx, ids: &[MemberId]) -> QueryResult<Vec<Member>> {
    member_rows!().filter(members::id.eq_any(ids)).load(&mut tx.conn()).await
}

/// All members, also those that have left.
pub(crate) async fn all_members(tx: &ReadTx) -> QueryResult<Vec<Member>> {
    member_rows!().load(&mut tx.conn()).await
}

/// A municipality's memberships, also those that have ended.
pub(crate) async fn members_of_municipality(tx: &ReadTx, code: &str) -> QueryResult<Vec<Member>> {
    let of_municipality = association_memberships::municipality_code.eq(code);
    member_rows!().filter(of_municipality).load(&mut tx.conn()).await
}

/// Who has, or had, a role for a member.
pub(super) async fn people_of_member(tx: &ReadTx, member: MemberId) -> Result<Vec<PersonId>> {
    let people = grants::table.filter(grants::member_id.eq(member)).select(grants::person_id);
    Ok(people.load(&mut tx.conn()).await?)
}

/// The association's own row.
pub(crate) async fn association_itself(tx: &ReadTx) -> Result<Option<MemberId>> {
    let query = members::table.filter(members::membership_id.is_null()).select(members::id);
    Ok(query.first(&mut tx.conn()).await.optional()?)
}

/// Gives each membership of the tenant's association that has none its member row, and the association its own; answers
/// the new ones.
pub(crate) async fn admit_missing(tx: &mut WriteTx) -> Result<Vec<MemberId>> {
    let association = Uuid::from(tx.tenant()?);
    let known = members::table
        .select(members::membership_id)
        .load::<Option<MembershipId>>(&mut tx.conn())
        .await?;
    let in_register = association_memberships::table
        .filter(association_memberships::association_id.eq(association))
        .order((association_memberships::municipality_code, association_memberships::id))
        .select((association_memberships::id, association_memberships::until))
        .load::<(MembershipId, Until)>(&mut tx.conn())
        .await?;
    let wanted = std::iter::once((None, Until(None)))
        .chain(in_register.into_iter().map(|(membership, until)| (Some(membership), until)));
    let missing: Vec<_> = wanted
        .filter(|(membership, _)| !known.contains(membership))
        .map(|(membership, until)| (tx.new_id::<MemberId>(), membership, until))
        .collect();
    let rows: Vec<_> = missing
        .iter()
        .map(|(id, membership, until)| {
            (members::id.eq(*id), members::membership_id.eq(*membership), members::until.eq(*until))
        })
        .collect();
    diesel::insert_into(members::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    Ok(missing.into_iter().map(|(id, ..)| id).collect())
}

/// A count, if anybody asked for it.
async fn counted(
    wanted: bool,
    count: impl Future<Output = QueryResult<i64>>,
) -> QueryResult<Option<i64>> {
    if wanted { count.await.map(Some) } else { Ok(None) }
}

/// A cursor that isn't a uuid is before everything.
fn parse_uuid(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap_or(Uuid::nil())
}

//! Which grants count. Said once, for sign-in, for who is asked about somebody else, and for who gives somebody work.

use super::role::Role;
use super::tx::{ReadTx, WriteTx};
use crate::access::context::Context;
use crate::kernel::error::Result;
use crate::kernel::ids::{GrantId, MemberId, ParticipantId, PersonId, TenantId};
use crate::kernel::until::Until;
use crate::tables::{grants, people};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult, Queryable,
};
use diesel_async::RunQueryDsl as _;

/// Whether a grant counts without the chair's word: not one with clearance for the data protection officer's files, nor a
/// tenant's to who holds a national one.
pub(super) fn counts_without_word(role: Role, is_national: bool, tenant: TenantId) -> bool {
    tenant == TenantId::NATION || !(role.needs_confirmation() || is_national)
}

/// A grant of the own tenant, with what decides whether it counts.
#[derive(Debug, Clone, Queryable)]
pub struct HeldGrant {
    /// Which.
    pub id: GrantId,
    /// Whose tenant's.
    pub tenant: TenantId,
    /// Whose, as the tenant knows them.
    pub participant: ParticipantId,
    /// Whose.
    pub person: PersonId,
    /// What it makes them.
    pub role: Role,
    /// For which member; `None`: for the whole tenant.
    pub member: Option<MemberId>,
    /// The first day on which that member no longer belongs: then it counts no more.
    pub member_until: Until,
    /// Of the nation's: for which region only.
    pub region_code: Option<String>,
    /// From when on.
    pub valid_from: DateTime<Utc>,
    /// Until when it was given; `None`: open.
    pub valid_until: Option<DateTime<Utc>>,
    /// Who gave it; `None`: the system.
    pub granted_by: Option<ParticipantId>,
    /// When it was taken away.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who took it; `None`: nobody, or the system.
    pub ended_by: Option<ParticipantId>,
    /// Whether its holder holds a national grant too.
    pub is_national: bool,
    /// When the chair confirmed it.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Who confirmed it; `None`: nobody, or the system.
    pub confirmed_by: Option<ParticipantId>,
}

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantStatus {
    /// It counts.
    InForce,
    /// It waits for the chair's word.
    AwaitingConfirmation,
    /// Its day hasn't come.
    NotYet,
    /// It was taken away, its time is over, or its member has left.
    Ended,
}

impl HeldGrant {
    /// Whether it counts only with the chair's word.
    pub fn needs_confirmation(&self) -> bool {
        !counts_without_word(self.role, self.is_national, self.tenant)
    }

    /// Where it stands at `now`.
    pub fn status(&self, now: DateTime<Utc>) -> GrantStatus {
        let ends = [self.valid_until, self.ended_at, self.member_until.instant()];
        if ends.into_iter().flatten().min().is_some_and(|end| end <= now) {
            GrantStatus::Ended
        } else if self.needs_confirmation() && self.confirmed_at.is_none() {
            GrantStatus::AwaitingConfirmation
        } else if now < self.valid_from {
            GrantStatus::NotYet
        } else {
            GrantStatus::InForce
        }
    }
}

/// Grants of the own tenant with their confirmations, to be filtered and ordered.
macro_rules! held_grants {
    () => {
        $crate::tables::grants::table
            .left_join(
                $crate::tables::grant_confirmations::table.on(
                    $crate::tables::grant_confirmations::tenant_id
                        .eq($crate::tables::grants::tenant_id)
                        .and(
                            $crate::tables::grant_confirmations::grant_id
                                .eq($crate::tables::grants::id),
                        ),
                ),
            )
            .select((
                $crate::tables::grants::id,
                $crate::tables::grants::tenant_id,
                $crate::tables::grants::participant_id,
                $crate::tables::grants::person_id,
                $crate::tables::grants::role,
                $crate::tables::grants::member_id,
                $crate::tables::grants::member_until,
                $crate::tables::grants::region_code,
                $crate::tables::grants::valid_from,
                $crate::tables::grants::valid_until,
                $crate::tables::grants::granted_by,
                $crate::tables::grants::ended_at,
                $crate::tables::grants::ended_by,
                $crate::tables::grants::person_is_national,
                $crate::tables::grant_confirmations::confirmed_at.nullable(),
                $crate::tables::grant_confirmations::confirmed_by.nullable(),
            ))
    };
}
pub(crate) use held_grants;

impl ReadTx {
    /// All grants that a participant of the own tenant ever had.
    pub(crate) async fn grants_of(
        &self,
        participant: ParticipantId,
    ) -> QueryResult<Vec<HeldGrant>> {
        held_grants!()
            .filter(grants::participant_id.eq(participant))
            .order(grants::id)
            .load(&mut self.conn())
            .await
    }

    /// The roles that a participant of the own tenant holds now.
    pub(crate) async fn roles_of(&self, participant: ParticipantId) -> Result<Vec<Role>> {
        let now = self.now();
        let held = self.grants_of(participant).await?;
        let in_force = held.iter().filter(|grant| grant.status(now) == GrantStatus::InForce);
        Ok(in_force.map(|grant| grant.role).collect())
    }

    /// Who acts for some members of the own tenant now.
    pub(crate) async fn people_of(
        &self,
        members: &[MemberId],
    ) -> QueryResult<Vec<(MemberId, ParticipantId)>> {
        let now = self.now();
        let held: Vec<HeldGrant> = held_grants!()
            .filter(grants::member_id.eq_any(members))
            .order(grants::id)
            .load(&mut self.conn())
            .await?;
        let in_force = held.iter().filter(|grant| grant.status(now) == GrantStatus::InForce);
        Ok(in_force.filter_map(|grant| Some((grant.member?, grant.participant))).collect())
    }

    /// Who holds some roles in the own tenant now.
    pub(crate) async fn holders_of(
        &self,
        roles: &[Role],
    ) -> QueryResult<Vec<(Role, ParticipantId)>> {
        let now = self.now();
        let held: Vec<HeldGrant> = held_grants!()
            .filter(grants::role.eq_any(roles))
            .order(grants::id)
            .load(&mut self.conn())
            .await?;
        let in_force = held.iter().filter(|grant| grant.status(now) == GrantStatus::InForce);
        Ok(in_force.map(|grant| (grant.role, grant.participant)).collect())
    }
}

impl WriteTx {
    /// Whether a person holds, or will hold, a grant of the nation. A mark that is out of date is taken back.
    pub(crate) async fn is_national(&mut self, person: PersonId) -> Result<bool> {
        let back = self.switch(Context::platform_of(person)).await?;
        let marked: Option<bool> = people::table
            .filter(people::id.eq(person))
            .select(people::is_national)
            .first(&mut self.conn())
            .await
            .optional()?;
        let is_national = marked.unwrap_or(false) && self.mark_national(person).await?;
        self.switch(back).await?;
        Ok(is_national)
    }

    /// Marks a person as one of the nation's, before a grant of the nation is written.
    pub(crate) async fn becomes_national(&mut self, person: PersonId) -> Result<()> {
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        diesel::update(people::table.filter(people::id.eq(person)))
            .set(people::is_national.eq(true))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(())
    }

    /// Takes the mark back if a person's last grant of the nation has ended.
    pub(crate) async fn may_be_national_no_more(&mut self, person: PersonId) -> Result<()> {
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        self.mark_national(person).await?;
        self.switch(back).await?;
        Ok(())
    }

    /// As role `platform`, in that person's name.
    async fn mark_national(&self, person: PersonId) -> Result<bool> {
        let now = self.now();
        let open: i64 = grants::table
            .filter(grants::tenant_id.eq(TenantId::NATION))
            .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
            .filter(grants::ended_at.is_null().or(grants::ended_at.gt(now)))
            .count()
            .get_result(&mut self.conn())
            .await?;
        if open == 0 {
            diesel::update(people::table.filter(people::id.eq(person)))
                .set(people::is_national.eq(false))
                .execute(&mut self.conn())
                .await?;
        }
        Ok(open > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn grant(role: Role, is_national: bool) -> HeldGrant {
        HeldGrant {
            id: Uuid::from_u128(1).into(),
            tenant: Uuid::from_u128(10).into(),
            participant: Uuid::from_u128(2).into(),
            person: Uuid::from_u128(3).into(),
            role,
            member: None,
            member_until: Until(None),
            region_code: None,
            valid_from: at("2026-03-02T08:00:00Z"),
            valid_until: None,
            granted_by: None,
            ended_at: None,
            ended_by: None,
            is_national,
            confirmed_at: None,
            confirmed_by: None,
        }
    }

    #[test]
    fn a_grant_counts_from_its_first_instant_to_before_its_last() {
        let until = Some(at("2026-04-01T00:00:00Z"));
        let given = HeldGrant { valid_until: until, ..grant(Role::Clerk, false) };
        for (now, status) in [
            ("2026-03-02T07:59:59Z", GrantStatus::NotYet),
            ("2026-03-02T08:00:00Z", GrantStatus::InForce),
            ("2026-03-31T23:59:59Z", GrantStatus::InForce),
            ("2026-04-01T00:00:00Z", GrantStatus::Ended),
        ] {
            assert_eq!(given.status(at(now)), status, "{now}");
        }
        let taken = HeldGrant { ended_at: Some(at("2026-03-10T00:00:00Z")), ..given };
        assert_eq!(taken.status(at("2026-03-10T00:00:00Z")), GrantStatus::Ended);
        // From the midnight in Prague on which its member belongs no more.
        let left = HeldGrant { member_until: Until("2026-03-09".parse().ok()), ..taken };
        assert_eq!(left.status(at("2026-03-08T22:59:59Z")), GrantStatus::InForce);
        assert_eq!(left.status(at("2026-03-08T23:00:00Z")), GrantStatus::Ended);
    }

    #[test]
    fn what_needs_the_chair_s_word_counts_with_it_only() {
        let now = at("2026-03-03T08:00:00Z");
        for (role, is_national, waits) in [
            (Role::Clerk, false, false),
            (Role::Clerk, true, true),
            (Role::DataProtectionOfficer, false, true),
        ] {
            let given = grant(role, is_national);
            assert_eq!(given.status(now) == GrantStatus::AwaitingConfirmation, waits, "{role:?}");
            let confirmed = HeldGrant { confirmed_at: Some(now), ..given.clone() };
            assert_eq!(confirmed.status(now), GrantStatus::InForce);
        }
        let nation =
            HeldGrant { tenant: TenantId::NATION, ..grant(Role::NationalCoordinator, true) };
        assert_eq!(nation.status(now), GrantStatus::InForce);
    }
}

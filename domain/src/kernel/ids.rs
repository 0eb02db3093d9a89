//! One type for each id, so that a member's can't be given where a request's is wanted. Inside each is a UUIDv7 made by
//! the server ([`crate::access::WriteTx::new_id`]).

use uuid::Uuid;

/// An id whose kind is known; made by [`ids`] only.
pub trait TypedId: Copy + From<Uuid> + Into<Uuid> {
    /// The prefix of its printed form, e.g. `request`.
    const PREFIX: &'static str;

    /// As a client sees it: a `TypeID`, `request_01h455vb4pex5vsknk084sn02q`.
    fn print(self) -> String {
        super::typeid::encode(Self::PREFIX, self.into())
    }

    /// Reads the printed form; another kind's is refused.
    fn read(text: &str) -> Option<Self> {
        super::typeid::decode(Self::PREFIX, text).map(Self::from)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        pub struct $name(Uuid);

        impl TypedId for $name { const PREFIX: &'static str = $prefix; }

        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }

        impl From<$name> for Uuid { fn from(id: $name) -> Self { id.0 } }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.print()) }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                <Uuid as diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <Uuid as diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::from_sql(bytes).map(Self)
            }
        }
    )+ };
}

ids! {
    /// A version of the centre model, from its first draft on.
    CentreModelVersionId = "model",
    /// A roll-out of a version.
    RolloutId = "rollout",
    /// A piece of work that was done.
    ActivityId = "activity",
    /// An API token, not its secret.
    ApiTokenId = "token",
    /// An association of the register; once onboarded also its tenant's.
    AssociationId = "association",
    /// A file of a case, from when it is announced on.
    AttachmentId = "attachment",
    /// A membership of the register.
    MembershipId = "membership",
    /// A comment on a request.
    CommentId = "comment",
    /// What a centre has done of what it owes.
    DutyRecordId = "duty",
    /// That somebody is employed, in a role.
    EmploymentId = "employment",
    /// An entry of the audit trail.
    EventId = "event",
    /// A role that somebody holds somewhere.
    GrantId = "grant",
    /// Under which issuer and subject somebody was accepted in a tenant.
    IdentityId = "identity",
    /// Something that was handed in by the public form, or a mail about it.
    IntakeId = "intake",
    /// What somebody must be told.
    NotificationId = "notification",
    /// A sub-tenant: a member of a tenant, or the association itself.
    MemberId = "member",
    /// A person as a tenant knows them.
    ParticipantId = "participant",
    /// A human over all tenants.
    PersonId = "person",
    /// A case.
    RequestId = "request",
    /// That two cases belong together.
    RequestLinkId = "connection",
    /// A browser that signed in.
    SessionId = "session",
    /// A link with which somebody signs in.
    SignInLinkId = "link",
    /// A look of the nation's people into a tenant.
    SupportAccessId = "support",
    /// The unit of isolation.
    TenantId = "tenant",
    /// That somebody watches a case.
    WatcherId = "watcher",
    /// A month of somebody's work.
    TimesheetId = "timesheet",
    /// What somebody worked on a day.
    WorklogEntryId = "worklog",
}

impl TenantId {
    /// The nation is a tenant too; the same constant as `nation_id()` in the database.
    pub const NATION: Self = Self(Uuid::from_u128(1));
}

impl From<AssociationId> for TenantId {
    /// An onboarded association is a tenant under its own id.
    fn from(association: AssociationId) -> Self {
        Self(association.0)
    }
}

impl From<TenantId> for AssociationId {
    fn from(tenant: TenantId) -> Self {
        Self(tenant.0)
    }
}

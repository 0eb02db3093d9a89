//! The door to the database. To reach a row one needs a transaction; to get one, a [`Caller`] and a named [`Permission`];
//! and a `Caller` means that somebody signed in for one tenant, or that a job acts for one.
//!
//! Owns: roles and permissions, sign-in, transactions with their tenant context, the audit trail and its order, migrations.
//! Doesn't own: what an event means (its slice does), and what a person sees of another (identity does).

mod address;
mod addressee;
mod alone;
mod attempt;
mod bootstrap;
mod bulk;
mod caller;
mod clock;
mod configured;
mod context;
mod credential;
mod db;
mod doctor;
mod errors;
mod event;
mod explain;
mod fate;
mod flush;
mod grant;
mod identity;
mod job;
mod lifecycle;
mod line;
mod link;
mod loosened;
mod migrate;
mod observer;
mod on_behalf;
mod onboard;
mod own;
mod permission;
mod permission_set;
mod platform;
mod pulse;
mod refile;
mod region;
mod role;
mod secrecy;
mod session;
mod shared;
mod sheet;
mod sign_in;
mod sql_spans;
mod statement;
mod stream;
mod support;
mod sweep;
mod table_kinds;
mod ticket;
mod tx;
mod whole;
mod within;

pub use address::libpq_variables;
pub use attempt::{Attempt, Deed, IdempotencyKey, KEY_REUSED, Repeatable};
pub use bootstrap::{BootstrapError, Passwords, bootstrap, prepare_database};
pub use bulk::BulkError;
pub(crate) use bulk::{Bulk, PlacedEvent, sheet_of_events, sheet_of_news, sheet_of_positions};
pub use caller::{Actor, Caller};
pub use clock::Clock;
pub use credential::{Bounds, Credential, CredentialId};
pub use db::{ConnectError, Db, Settings};
pub use doctor::{Check, Finding, Outcome, examine};
pub(crate) use errors::refused_by;
pub use event::{Event, Fact, Label, PrintedId, Subject, Whose};
pub use explain::{Explanation, Gap, Thing};
pub use fate::{Fate, TransactionId, fate_of};
pub(crate) use grant::held_grants;
pub use grant::{GrantStatus, HeldGrant};
pub(crate) use identity::Linked;
pub use identity::{
    OwnIdentity, TenantProvider, Verified, Vouched, VouchedBy, Voucher, provider_of,
    providers_by_issuer,
};
pub use job::{Job, act_as_desk, act_as_system, act_by_link};
pub use lifecycle::{Lifecycle, NO_NEW_WORK};
pub use link::{NewLink, link_counts, use_link};
pub use migrate::{
    MIGRATIONS, MigrateError, Migrated, migrate, migrations_are_current, undo_migrations,
};
pub use observer::{Observer, PoolUse, Way};
pub use own::{OwnSession, OwnToken};
pub use permission::Permission;
pub use platform::{DemoPersona, NewToken, PersonFound, TokenTerms, demo_persona, is_demo};
pub use refile::MOVED_MEANWHILE;
pub use region::{OUTSIDE_OWN_REGION, RegionCode, Regions};
pub use role::{Reach, Role};
pub use secrecy::Secrecy;
pub use session::{NewSession, SessionLimits, begin_session, end_replaced};
pub(crate) use sheet::{Cell, Id, Sheet};
pub use sign_in::{SignInError, SignedIn, Standing, sign_in, sign_in_all_anew};
pub(crate) use statement::{Kept, Together};
pub(crate) use stream::stamp;
pub use stream::{
    Stamped, Streamed, Traced, all_tenants, stream_head, tenants_by_slug, tenants_with_mail,
    tenants_with_news,
};
pub use support::SupportTerms;
pub use sweep::{SWEPT_AT_ONCE, forget_outcomes, forget_tallies};
pub use table_kinds::{TABLE_KINDS, TableKind};
pub use ticket::{Doorstep, LinkId, TicketHash, doorstep};
pub(crate) use ticket::{new_mail_link, new_ticket};
pub use tx::{ReadTx, WriteTx};
pub(crate) use whole::Whole;

//! The link with which a citizen confirms what they handed in and sees where it stands: 256 random bits, kept as a hash. It is
//! no way to sign in: it reaches one row, and that is said to the database in each transaction.

use super::context::{Context, Mode};
use super::credential::{Purpose, hash_of, new_secret};
use super::db::Db;
use super::lifecycle::Lifecycle;
use super::permission::Permission;
use super::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::tables::tenants;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use std::fmt::Write as _;
use uuid::Uuid;

/// How a link's secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketHash([u8; 32]);

impl TicketHash {
    /// No secret has this one.
    pub(super) const OF_NOTHING: Self = Self([0; 32]);

    /// Of the secret that somebody shows.
    pub fn of(secret: &str) -> Self {
        let mut hash = [0; 32];
        for (to, from) in hash.iter_mut().zip(hash_of(secret)) {
            *to = from;
        }
        Self(hash)
    }

    /// As a column has it.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As a setting of a transaction has it.
    pub(super) fn setting(self) -> String {
        self.0.iter().fold("\\x".to_owned(), |mut text, byte| {
            // Writing to a String can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// A new link's secret: the only time it is known.
pub(crate) fn new_ticket() -> (String, TicketHash) {
    let secret = new_secret(Purpose::Ticket);
    let hash = TicketHash::of(&secret);
    (secret, hash)
}

/// Which link of a mail somebody shows: an id, made of the hash of its secret. Who shows it acts as that id, and so reaches the
/// rows that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkId(Uuid);

impl LinkId {
    /// Of the secret that somebody shows.
    pub fn of(secret: &str) -> Self {
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash_of(secret)) {
            *to = from;
        }
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// As a column has it.
    pub(crate) const fn uuid(self) -> Uuid {
        self.0
    }
}

/// The secret of a new link in mails, and by what it is known.
pub(crate) fn new_mail_link() -> (String, LinkId) {
    let secret = new_secret(Purpose::Ticket);
    let id = LinkId::of(&secret);
    (secret, id)
}

/// A tenant, to a stranger who stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doorstep {
    /// Which.
    pub tenant: TenantId,
    /// Whether its life lets anybody open a request.
    pub takes_new_work: bool,
}

/// The association's tenant of that name; `None`: there is none.
///
/// # Errors
/// Those of the database.
pub async fn doorstep(db: &Db, slug: &str) -> Result<Option<Doorstep>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = tenants::table
        .filter(tenants::slug.eq(slug))
        .filter(tenants::association_id.is_not_null())
        .select((tenants::id, tenants::lifecycle));
    let mut conn = tx.conn();
    let row = query.first::<(TenantId, Lifecycle)>(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    let row = tx.finish(row).await?;
    Ok(row.map(|(tenant, life)| {
        let takes_new_work = !life.withholds().contains(&Permission::OpenRequest);
        Doorstep { tenant, takes_new_work }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_holds_nothing_but_the_digits_of_a_hash() {
        let setting = TicketHash::of("'; DROP TABLE requests; --").setting();
        let digits = setting.strip_prefix("\\x").unwrap();
        assert!(digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert_ne!(TicketHash::of(""), TicketHash::OF_NOTHING);
    }

    #[test]
    fn each_secret_has_an_id_of_its_own_and_always_the_same() {
        let (secret, id) = new_mail_link();
        assert_eq!(LinkId::of(&secret), id);
        assert_ne!(LinkId::of(""), id);
        // Neither a participant's, which tells its time, nor nobody's.
        assert_eq!(id.uuid().get_version_num(), 8);
    }
}

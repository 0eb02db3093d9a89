//! What became of a transaction whose COMMIT was sent and never answered: PostgreSQL remembers it by the transaction's number.
//!
//! Only for who would do the same once more, and for whom once too few is better than twice: after a crash PostgreSQL may give
//! the number of a transaction of which nothing reached the disk to another one, and then its fate is told. What people ask
//! for has its `Idempotency-Key` ([`super::attempt`]).

use super::context::{Context, Mode};
use super::db::Db;
use super::statement::Kept;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl as _;

/// PostgreSQL's number of a transaction that has written something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionId(String);

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was committed.
    Done,
    /// Nothing of it is there.
    Undone,
    /// It still runs: its connection's end wasn't noticed yet.
    Open,
    /// So long ago that PostgreSQL has forgotten.
    Forgotten,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Nullable<Text>)]
    told: Option<String>,
}

impl WriteTx {
    /// This transaction's number. It gets one if it has none yet.
    pub(crate) async fn id(&self) -> Result<Option<TransactionId>> {
        #[expect(clippy::disallowed_methods, reason = "diesel has no word for it")]
        let number = diesel::sql_query("SELECT pg_current_xact_id()::text AS told");
        let number: Told = Kept(number).get_result(&mut self.conn()).await?;
        Ok(number.told.map(TransactionId))
    }
}

/// What became of a transaction. A number that wasn't given yet was lost in a crash, or the database is a restored one: in either
/// nothing of the transaction is there. To know which number comes next, this takes it.
///
/// # Errors
/// Those of the database.
pub async fn fate_of(db: &Db, transaction: &TransactionId) -> Result<Fate> {
    let tx = ReadTx::begin(db, &Context::Tally, Mode::Read).await?;
    #[expect(clippy::disallowed_methods, reason = "diesel has no word for it")]
    let asked = diesel::sql_query(
        "SELECT CASE WHEN $1::xid8 >= pg_current_xact_id() THEN 'aborted' ELSE pg_xact_status($1::xid8) END AS told",
    )
    .bind::<Text, _>(transaction.0.clone());
    let mut conn = tx.conn();
    let told = tx.closing(Kept(asked).get_result::<Told>(&mut conn)).await;
    let told = tx.finish(told).await?;
    Ok(match told.told.as_deref() {
        Some("committed") => Fate::Done,
        Some("aborted") => Fate::Undone,
        Some(_) => Fate::Open,
        None => Fate::Forgotten,
    })
}

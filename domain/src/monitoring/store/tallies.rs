//! What a server adds to the tallies of all tenants.

use crate::access::WriteTx;
use crate::kernel::error::Result;
use crate::monitoring::tallies::Tally;
use crate::tables::operation_tallies;
use diesel::ExpressionMethods as _;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl as _;

/// Adds to how operations were answered, of whichever tenants.
pub(in crate::monitoring) async fn add_tallies(tx: &mut WriteTx, tallies: &[Tally]) -> Result<()> {
    let rows: Vec<_> = tallies
        .iter()
        .map(|tally| {
            (
                operation_tallies::tenant_id.eq(tally.tenant),
                operation_tallies::minute.eq(tally.minute.begins_at()),
                operation_tallies::operation.eq(&*tally.operation),
                operation_tallies::answered.eq(tally.answers.all),
                operation_tallies::internal.eq(tally.answers.internal),
                operation_tallies::timed_out.eq(tally.answers.timed_out),
            )
        })
        .collect();
    diesel::insert_into(operation_tallies::table)
        .values(rows)
        .on_conflict((
            operation_tallies::tenant_id,
            operation_tallies::minute,
            operation_tallies::operation,
        ))
        .do_update()
        .set((
            operation_tallies::answered
                .eq(operation_tallies::answered + excluded(operation_tallies::answered)),
            operation_tallies::internal
                .eq(operation_tallies::internal + excluded(operation_tallies::internal)),
            operation_tallies::timed_out
                .eq(operation_tallies::timed_out + excluded(operation_tallies::timed_out)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

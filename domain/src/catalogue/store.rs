//! The table of services.

use super::rules::Service;
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::tables::services;
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;

/// All, by code.
pub(crate) async fn services(tx: &ReadTx) -> QueryResult<Vec<Service>> {
    services::table.order(services::code).select(Service::as_select()).load(&mut tx.conn()).await
}

/// By their codes; what there isn't is left out.
pub(crate) async fn services_by_codes(tx: &ReadTx, codes: &[String]) -> QueryResult<Vec<Service>> {
    services::table
        .filter(services::code.eq_any(codes))
        .select(Service::as_select())
        .load(&mut tx.conn())
        .await
}

/// Inserts what is new and updates what isn't.
pub(super) async fn write(tx: &WriteTx, changed: &[Service]) -> Result<()> {
    diesel::insert_into(services::table)
        .values(changed)
        .on_conflict(services::code)
        .do_update()
        .set((
            services::area.eq(excluded(services::area)),
            services::name_cs.eq(excluded(services::name_cs)),
            services::name_en.eq(excluded(services::name_en)),
            services::competence.eq(excluded(services::competence)),
            services::first_answer_days.eq(excluded(services::first_answer_days)),
            services::close_days.eq(excluded(services::close_days)),
            services::secrecy.eq(excluded(services::secrecy)),
            services::disposal.eq(excluded(services::disposal)),
            services::retention_years.eq(excluded(services::retention_years)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Takes services off the catalogue.
pub(super) async fn remove(tx: &WriteTx, codes: &[String]) -> Result<()> {
    diesel::delete(services::table.filter(services::code.eq_any(codes)))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

//! Which services have open requests.

use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::requests::moves::RequestState;
use crate::tables::requests;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// Of these services those under which the tenant one is in has open requests, as far as one is cleared to see them.
pub(crate) async fn services_in_use(tx: &ReadTx, codes: &[String]) -> Result<Vec<String>> {
    Ok(requests::table
        .filter(requests::service_code.eq_any(codes))
        .filter(requests::state.ne_all([RequestState::Closed, RequestState::Cancelled]))
        .select(requests::service_code)
        .distinct()
        .load(&mut tx.conn())
        .await?)
}

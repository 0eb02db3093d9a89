//! The table of rates.

use super::rules::{Rate, RateKind, Rates};
use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::money::Money;
use crate::tables::benefit_rates;
use chrono::NaiveDate;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// The rates that count on a day; `None`: it lies before the first ones.
pub(super) async fn rates_on(tx: &ReadTx, day: NaiveDate) -> Result<Option<Rates>> {
    let rows: Vec<(RateKind, i32, NaiveDate)> = benefit_rates::table
        .filter(benefit_rates::valid_from.le(day))
        .order((benefit_rates::kind, benefit_rates::valid_from.desc()))
        .distinct_on(benefit_rates::kind)
        .select((benefit_rates::kind, benefit_rates::haler_per_hour, benefit_rates::valid_from))
        .load(&mut tx.conn())
        .await?;
    let rate = |wanted: RateKind| {
        let (_, haler, valid_from) = rows.iter().find(|(kind, ..)| *kind == wanted)?;
        Some(Rate { per_hour: Money::of_haler((*haler).into())?, valid_from: *valid_from })
    };
    let (municipal, centre) = (rate(RateKind::MunicipalHour), rate(RateKind::CentreHour));
    Ok(municipal
        .zip(centre)
        .map(|(municipal_hour, centre_hour)| Rates { municipal_hour, centre_hour }))
}

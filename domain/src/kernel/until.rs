//! The first day on which something is no more, as the database has it: where it takes part in a foreign key, "it is" is
//! written as infinity and not as null, for a key with a null isn't checked.

use crate::kernel::working_days::end_of_day_in_prague;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::data_types::PgDate;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Date;

/// The day before which PostgreSQL counts days backwards.
const EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(2000, 1, 1);
/// How PostgreSQL writes a day that never comes.
const INFINITY: i32 = i32::MAX;

/// The first day on which something is no more; `None`: it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Date)]
pub struct Until(pub Option<NaiveDate>);

impl Until {
    /// The instant at which that day begins in Prague.
    pub fn instant(self) -> Option<DateTime<Utc>> {
        self.0.map(|day| end_of_day_in_prague(day.pred_opt().unwrap_or(day)))
    }
}

impl ToSql<Date, Pg> for Until {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let days = self.0.zip(EPOCH).map(|(day, epoch)| (day - epoch).num_days());
        let days = days.and_then(|days| i32::try_from(days).ok()).unwrap_or(INFINITY);
        ToSql::<Date, Pg>::to_sql(&PgDate(days), &mut out.reborrow())
    }
}

impl FromSql<Date, Pg> for Until {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let PgDate(days) = <PgDate as FromSql<Date, Pg>>::from_sql(bytes)?;
        if days == INFINITY {
            return Ok(Self(None));
        }
        let day = EPOCH.and_then(|epoch| epoch.checked_add_signed(TimeDelta::days(days.into())));
        day.map(|day| Self(Some(day))).ok_or_else(|| "a day beyond the calendar".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_midnight_in_prague() {
        let until = |day: &str| Until(Some(day.parse().unwrap())).instant().unwrap().to_string();
        assert_eq!(until("2026-03-02"), "2026-03-01 23:00:00 UTC");
        assert_eq!(until("2026-07-01"), "2026-06-30 22:00:00 UTC");
        assert_eq!(Until(None).instant(), None);
    }
}

//! What the nation reads: sums by tenant, by area and by month, and the register beside them. Each is a statement that needs
//! no other's answer, so that all of them are one trip.

use crate::access::{ReadTx, Whole};
use crate::directory::{District, Position, Region};
use crate::kernel::ids::TenantId;
use crate::monitoring::figures::{Done, Open, Period, Size};
use crate::monitoring::histogram::Histogram;
use crate::monitoring::rules::month_of;
use crate::tables::{
    association_labels, association_memberships, associations, districts, municipalities,
    populations, regions, rollup_due, rollup_monthly, rollup_monthly_areas, tenants,
};
use crate::tenancy::Lifecycle;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::data_types::PgDate;
use diesel::dsl::sum;
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, QueryResult, Queryable,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

/// A centre, as the register and the list of tenants have it.
#[derive(Queryable)]
pub(in crate::monitoring) struct Centre {
    pub(in crate::monitoring) tenant: TenantId,
    pub(in crate::monitoring) slug: String,
    pub(in crate::monitoring) lifecycle: Lifecycle,
    pub(in crate::monitoring) onboarded_at: DateTime<Utc>,
    pub(in crate::monitoring) name: String,
    pub(in crate::monitoring) ico: String,
    community_from: PgDate,
    district: Option<(String, String)>,
    region: Option<(String, String)>,
    pub(in crate::monitoring) last_activity_on: Option<NaiveDate>,
}

impl Centre {
    /// Where its seat is.
    pub(in crate::monitoring) fn district(&self) -> Option<District> {
        let (code, name) = self.district.clone()?;
        let (region_code, region_name) = self.region.clone()?;
        let region = Region { code: region_code, name: region_name };
        Some(District { code, name, region })
    }

    /// Whether its association is a community on a day. One that will never be has a day that isn't in any calendar.
    pub(in crate::monitoring) fn is_community(&self, on: NaiveDate) -> bool {
        let since = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
        let days = on.signed_duration_since(since).num_days();
        i64::from(self.community_from.0) <= days
    }
}

/// Every centre, in the order of names.
pub(in crate::monitoring) async fn centres_by_name(tx: &ReadTx) -> QueryResult<Vec<Centre>> {
    let last = rollup_monthly::table
        .filter(rollup_monthly::tenant_id.eq(tenants::id))
        .filter(rollup_monthly::last_activity_on.is_not_null())
        .order(rollup_monthly::month.desc())
        .limit(1)
        .select(rollup_monthly::last_activity_on);
    tenants::table
        .inner_join(associations::table.on(tenants::association_id.eq(associations::id.nullable())))
        .left_join(districts::table.on(associations::district_code.eq(districts::code.nullable())))
        .left_join(regions::table.on(districts::region_code.eq(regions::code)))
        .order((associations::name, tenants::id))
        .select((
            tenants::id,
            tenants::slug,
            tenants::lifecycle,
            tenants::onboarded_at,
            associations::name,
            associations::ico,
            associations::community_from,
            (districts::code, districts::name).nullable(),
            (regions::code, regions::name).nullable(),
            last.single_value(),
        ))
        .load(&mut tx.conn())
        .await
}

/// By which their associations are known, in order.
pub(in crate::monitoring) async fn labels(
    tx: &ReadTx,
) -> QueryResult<HashMap<TenantId, Vec<String>>> {
    let of_centres = association_labels::association_id.nullable().eq(tenants::association_id);
    let rows: Vec<(TenantId, String)> = association_labels::table
        .inner_join(tenants::table.on(of_centres))
        .filter(association_labels::ended_on.is_null())
        .order(association_labels::label)
        .select((tenants::id, association_labels::label))
        .load(&mut tx.conn())
        .await?;
    let mut labels: HashMap<_, Vec<String>> = HashMap::new();
    for (tenant, label) in rows {
        labels.entry(tenant).or_default().push(label);
    }
    Ok(labels)
}

/// Sums are null where there is nothing to add up.
type DoneRow =
    (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

macro_rules! sums {
    ($table:ident) => {
        (
            sum($table::requests_opened),
            sum($table::requests_closed),
            sum($table::closed_in_term),
            sum($table::activities),
            Whole::new(sum($table::minutes)),
            Whole::new(sum($table::saved_haler)),
            Whole::new(sum($table::brought_in_haler)),
        )
    };
}

fn done_of((opened, closed, in_term, activities, minutes, saved, brought_in): DoneRow) -> Done {
    Done {
        requests_opened: opened.unwrap_or(0),
        requests_closed: closed.unwrap_or(0),
        closed_in_term: in_term.unwrap_or(0),
        closing_hours: Histogram::default(),
        activities: activities.unwrap_or(0),
        minutes: minutes.unwrap_or(0),
        saved_haler: saved.unwrap_or(0),
        brought_in_haler: brought_in.unwrap_or(0),
    }
}

/// What was done in the period, by tenant.
pub(in crate::monitoring) async fn done(
    tx: &ReadTx,
    period: Period,
) -> QueryResult<HashMap<TenantId, Done>> {
    let rows: Vec<(TenantId, DoneRow)> = rollup_monthly::table
        .filter(rollup_monthly::month.between(period.from(), period.to()))
        .group_by(rollup_monthly::tenant_id)
        .select((rollup_monthly::tenant_id, sums!(rollup_monthly)))
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(tenant, row)| (tenant, done_of(row))).collect())
}

/// What was done in each month of the period, by all or by one.
pub(in crate::monitoring) async fn months(
    tx: &ReadTx,
    period: Period,
    of: Option<TenantId>,
) -> QueryResult<HashMap<NaiveDate, Done>> {
    let mut wanted = rollup_monthly::table
        .filter(rollup_monthly::month.between(period.from(), period.to()))
        .group_by(rollup_monthly::month)
        .select((rollup_monthly::month, sums!(rollup_monthly)))
        .into_boxed();
    if let Some(tenant) = of {
        wanted = wanted.filter(rollup_monthly::tenant_id.eq(tenant));
    }
    let rows: Vec<(NaiveDate, DoneRow)> = wanted.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(|(month, row)| (month, done_of(row))).collect())
}

/// How long closing took, in one month of one tenant.
#[derive(Debug)]
pub(in crate::monitoring) struct OfMonth {
    pub(in crate::monitoring) tenant: TenantId,
    pub(in crate::monitoring) month: NaiveDate,
    pub(in crate::monitoring) closing_hours: Histogram,
}

/// The histograms of the period. They are added up here and not in the database, which would take each apart.
pub(in crate::monitoring) async fn closings(
    tx: &ReadTx,
    period: Period,
) -> QueryResult<Vec<OfMonth>> {
    let rows: Vec<(TenantId, NaiveDate, Vec<i32>)> = rollup_monthly::table
        .filter(rollup_monthly::month.between(period.from(), period.to()))
        .filter(rollup_monthly::closing_hours.ne(Vec::<i32>::new()))
        .select((rollup_monthly::tenant_id, rollup_monthly::month, rollup_monthly::closing_hours))
        .load(&mut tx.conn())
        .await?;
    let of_month =
        |(tenant, month, counts)| OfMonth { tenant, month, closing_hours: Histogram::kept(counts) };
    Ok(rows.into_iter().map(of_month).collect())
}

/// What was done in each area, by all or by one. The areas are in the words of the events.
pub(in crate::monitoring) async fn areas(
    tx: &ReadTx,
    period: Period,
    of: Option<TenantId>,
) -> QueryResult<HashMap<String, Done>> {
    let mut wanted = rollup_monthly_areas::table
        .filter(rollup_monthly_areas::month.between(period.from(), period.to()))
        .group_by(rollup_monthly_areas::area)
        .select((rollup_monthly_areas::area, sums!(rollup_monthly_areas)))
        .into_boxed();
    if let Some(tenant) = of {
        wanted = wanted.filter(rollup_monthly_areas::tenant_id.eq(tenant));
    }
    let rows: Vec<(String, DoneRow)> = wanted.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(|(area, row)| (area, done_of(row))).collect())
}

/// All, and those overdue.
type OpenRow = (Option<i64>, Option<i64>);

fn open_of((open, overdue): OpenRow) -> Open {
    Open { requests_open: open.unwrap_or(0), requests_overdue: overdue.unwrap_or(0) }
}

/// What is open, and what of it was due before today, by tenant: by whole months, and of the present one by days. Their rows
/// are as many as there are centres and months, however much is open.
pub(in crate::monitoring) async fn open(
    tx: &ReadTx,
    today: NaiveDate,
) -> QueryResult<HashMap<TenantId, Open>> {
    let month = month_of(today);
    let before =
        sum(rollup_monthly::requests_due).aggregate_filter(rollup_monthly::month.lt(month));
    let by_month = rollup_monthly::table
        .filter(rollup_monthly::requests_due.ne(0))
        .group_by(rollup_monthly::tenant_id)
        .select((rollup_monthly::tenant_id, (sum(rollup_monthly::requests_due), before)));
    let by_day = rollup_due::table
        .filter(rollup_due::due_on.ge(month))
        .filter(rollup_due::due_on.lt(today))
        .group_by(rollup_due::tenant_id)
        .select((rollup_due::tenant_id, sum(rollup_due::requests_open)));
    let (months, days) = futures_util::try_join!(
        by_month.load::<(TenantId, OpenRow)>(&mut tx.conn()),
        by_day.load::<(TenantId, Option<i64>)>(&mut tx.conn())
    )?;
    let mut open: HashMap<TenantId, Open> =
        months.into_iter().map(|(tenant, row)| (tenant, open_of(row))).collect();
    for (tenant, overdue) in days {
        open.entry(tenant).or_default().requests_overdue += overdue.unwrap_or(0);
    }
    Ok(open)
}

/// The same by area, of all or of one.
pub(in crate::monitoring) async fn open_by_area(
    tx: &ReadTx,
    today: NaiveDate,
    of: Option<TenantId>,
) -> QueryResult<HashMap<String, Open>> {
    let overdue = sum(rollup_due::requests_open).aggregate_filter(rollup_due::due_on.lt(today));
    let mut wanted = rollup_due::table
        .group_by(rollup_due::area)
        .select((rollup_due::area, (sum(rollup_due::requests_open), overdue)))
        .into_boxed();
    if let Some(tenant) = of {
        wanted = wanted.filter(rollup_due::tenant_id.eq(tenant));
    }
    let rows: Vec<(String, OpenRow)> = wanted.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(|(area, row)| (area, open_of(row))).collect())
}

/// What a tenant closed lately, and of it in time.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::monitoring) struct Recent {
    pub(in crate::monitoring) closed: i64,
    pub(in crate::monitoring) closed_in_term: i64,
}

/// What was closed in a month or later, by tenant.
pub(in crate::monitoring) async fn recent(
    tx: &ReadTx,
    since: NaiveDate,
) -> QueryResult<HashMap<TenantId, Recent>> {
    let rows: Vec<(TenantId, Option<i64>, Option<i64>)> = rollup_monthly::table
        .filter(rollup_monthly::month.ge(since))
        .group_by(rollup_monthly::tenant_id)
        .select((
            rollup_monthly::tenant_id,
            sum(rollup_monthly::requests_closed),
            sum(rollup_monthly::closed_in_term),
        ))
        .load(&mut tx.conn())
        .await?;
    let recent = |(tenant, closed, in_term): (_, Option<i64>, Option<i64>)| {
        let (closed, closed_in_term) = (closed.unwrap_or(0), in_term.unwrap_or(0));
        (tenant, Recent { closed, closed_in_term })
    };
    Ok(rows.into_iter().map(recent).collect())
}

/// How large each onboarded association is today. The two halves are put together here: joined by the database, the latest
/// count of each municipality would be looked for one by one.
pub(in crate::monitoring) async fn sizes(
    tx: &ReadTx,
    today: NaiveDate,
) -> QueryResult<HashMap<TenantId, Size>> {
    type Place = (Option<f64>, Option<f64>);
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let members = association_memberships::table
        .inner_join(
            tenants::table
                .on(tenants::association_id.eq(association_memberships::association_id.nullable())),
        )
        .inner_join(
            municipalities::table
                .on(municipalities::code.eq(association_memberships::municipality_code)),
        )
        .filter(
            association_memberships::joined_on
                .is_null()
                .or(association_memberships::joined_on.le(today)),
        )
        .filter(
            association_memberships::left_on
                .is_null()
                .or(association_memberships::left_on.gt(today)),
        )
        .select((
            tenants::id,
            municipalities::code,
            (municipalities::latitude, municipalities::longitude),
        ))
        .load::<(TenantId, String, Place)>(&mut one);
    let people = populations::table
        .distinct_on(populations::municipality_code)
        .filter(populations::as_of.le(today))
        .order((populations::municipality_code, populations::as_of.desc()))
        .select((populations::municipality_code, populations::inhabitants))
        .load::<(String, i32)>(&mut two);
    let (members, people) = futures_util::try_join!(members, people)?;
    let people: HashMap<String, i32> = people.into_iter().collect();
    let mut sizes: HashMap<TenantId, (Size, Middle)> = HashMap::new();
    for (tenant, code, (latitude, longitude)) in members {
        let (size, middle) = sizes.entry(tenant).or_default();
        size.municipalities += 1;
        if let Some(inhabitants) = people.get(&code) {
            *size.population.get_or_insert(0) += i64::from(*inhabitants);
        }
        if let Some((latitude, longitude)) = latitude.zip(longitude) {
            middle.note(latitude, longitude);
        }
    }
    let with_middle = |(tenant, (size, middle)): (TenantId, (Size, Middle))| {
        (tenant, Size { middle: middle.found(), ..size })
    };
    Ok(sizes.into_iter().map(with_middle).collect())
}

/// The mean of places.
#[derive(Default)]
struct Middle {
    places: u32,
    latitude: f64,
    longitude: f64,
}

impl Middle {
    fn note(&mut self, latitude: f64, longitude: f64) {
        self.places += 1;
        self.latitude += latitude;
        self.longitude += longitude;
    }

    fn found(&self) -> Option<Position> {
        let places = f64::from(self.places);
        (self.places > 0).then(|| Position {
            latitude: self.latitude / places,
            longitude: self.longitude / places,
        })
    }
}

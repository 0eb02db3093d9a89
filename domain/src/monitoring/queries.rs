//! What the nation sees: sums over the centres, and no case of any.

use super::comparison::{Comparison, compare};
use super::figures::{
    self, AreaFigures, CentreFigures, Done, Figures, MonthFigures, Period, RegionFigures, Size,
};
use super::health::{Limits, Thresholds, Vitals, worst};
use super::histogram::Histogram;
use super::ranking::{self, CentreFilter, CentreOrder};
use super::rules::{DPO, month_of};
use super::store::{self, Centre, OfMonth};
use crate::access::{Caller, Permission, ReadTx};
use crate::catalogue::ServiceArea;
use crate::configuration::settings::Settings;
use crate::configuration::{SettingKey, settings_of_nation};
use crate::directory::AssociationKind;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::TenantId;
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::working_days::day_in_prague;
use chrono::{Months, NaiveDate};
use diesel::QueryResult;
use std::collections::{HashMap, HashSet};

/// What is wanted beside what is done and open in each centre, and how it does.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one thing is wanted; none excludes another"
)]
pub struct Wanted {
    /// How long closing took.
    pub closing_times: bool,
    /// How large the centres are.
    pub sizes: bool,
    /// The sums by area.
    pub areas: bool,
    /// The sums by month.
    pub trend: bool,
}

/// How all centres do.
#[derive(Debug, Clone)]
pub struct Overview {
    /// For which months what was done is counted; what is open or overdue is as of now.
    pub period: Period,
    /// The sums over all centres.
    pub totals: Figures,
    /// The sums by area, if they were wanted.
    pub by_area: Vec<AreaFigures>,
    /// The sums by month, if they were wanted.
    pub trend: Vec<MonthFigures>,
    centres: Vec<CentreFigures>,
}

impl Overview {
    /// A page of the centres, also of those that have nothing to count yet. Filtered, ordered and cut here and not in the
    /// database: the totals need each centre anyway, and there are hundreds of them, not thousands.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor of another list or order.
    pub fn centres(
        &self,
        filter: &CentreFilter,
        order: CentreOrder,
        page: &PageArgs,
    ) -> Result<Page<CentreFigures>> {
        ranking::arrange(self.centres.clone(), filter, order, page)
    }

    /// All the centres that a filter shows, in order.
    pub fn all_centres(&self, filter: &CentreFilter, order: CentreOrder) -> Vec<CentreFigures> {
        ranking::in_order(self.centres.clone(), filter, order)
    }

    /// All the centres, in the order of names.
    pub fn every_centre(&self) -> &[CentreFigures] {
        &self.centres
    }

    /// The sums by region.
    pub fn by_region(&self) -> Vec<RegionFigures> {
        figures::by_region(&self.centres)
    }
}

/// One centre.
#[derive(Debug, Clone)]
pub struct CentreView {
    /// For which months what was done is counted.
    pub period: Period,
    /// What is counted of it.
    pub centre: CentreFigures,
    /// Its sums by area.
    pub by_area: Vec<AreaFigures>,
    /// Its sums by month.
    pub trend: Vec<MonthFigures>,
    /// The centre beside those of like size; `None`: nobody knows how many people it serves.
    pub comparison: Option<Comparison>,
}

/// Adds up all centres, in one trip.
///
/// # Errors
/// [`Error::Forbidden`] without [`Permission::ReadNationalFigures`].
pub async fn national_overview(
    caller: &Caller,
    period: Period,
    wanted: Wanted,
) -> Result<Overview> {
    let read = read(caller, period, wanted, None).await?;
    let totals = Figures::over(&read.centres);
    let Read { centres, by_area, trend } = read;
    Ok(Overview { period, totals, by_area, trend, centres })
}

/// One centre beside the others; `None`: there is no such centre.
///
/// # Errors
/// [`Error::Forbidden`] without [`Permission::ReadNationalFigures`].
pub async fn centre(
    caller: &Caller,
    tenant: TenantId,
    period: Period,
) -> Result<Option<CentreView>> {
    let wanted = Wanted { closing_times: true, sizes: true, areas: true, trend: true };
    let Read { centres, by_area, trend } = read(caller, period, wanted, Some(tenant)).await?;
    let view = |centre: &CentreFigures| CentreView {
        period,
        centre: centre.clone(),
        by_area,
        trend,
        comparison: compare(centre, &centres),
    };
    Ok(centres.iter().find(|centre| centre.tenant == tenant).map(view))
}

/// What was read and put together. Areas and months are of one tenant, where one is named.
struct Read {
    centres: Vec<CentreFigures>,
    by_area: Vec<AreaFigures>,
    trend: Vec<MonthFigures>,
}

async fn read(
    caller: &Caller,
    period: Period,
    wanted: Wanted,
    of: Option<TenantId>,
) -> Result<Read> {
    let today = day_in_prague(caller.clock().now());
    let rows = caller
        .read(Permission::ReadNationalFigures, async |tx| {
            let rows = tx.closing(Rows::read(tx, (period, today), wanted, of)).await?;
            Ok(rows)
        })
        .await?;
    rows.put_together(period, today, of)
}

/// The answers of the statements, which are one trip.
struct Rows {
    centres: Vec<Centre>,
    labels: HashMap<TenantId, Vec<String>>,
    done: HashMap<TenantId, Done>,
    open: HashMap<TenantId, figures::Open>,
    recent: HashMap<TenantId, store::Recent>,
    settings: Settings,
    closings: Vec<OfMonth>,
    sizes: HashMap<TenantId, Size>,
    areas: (HashMap<String, Done>, HashMap<String, figures::Open>),
    months: Option<HashMap<NaiveDate, Done>>,
}

impl Rows {
    async fn read(
        tx: &ReadTx,
        (period, today): (Period, NaiveDate),
        wanted: Wanted,
        of: Option<TenantId>,
    ) -> QueryResult<Self> {
        let since = month_of(today).checked_sub_months(Months::new(2)).unwrap_or(today);
        let always = async {
            futures_util::try_join!(
                store::centres_by_name(tx),
                store::labels(tx),
                store::done(tx, period),
                store::open(tx, today),
                store::recent(tx, since),
                settings_of_nation(tx),
            )
        };
        let closings = async {
            if wanted.closing_times { store::closings(tx, period).await } else { Ok(Vec::new()) }
        };
        let sizes =
            async { if wanted.sizes { store::sizes(tx, today).await } else { Ok(HashMap::new()) } };
        let areas = async {
            if !wanted.areas {
                return Ok(Default::default());
            }
            futures_util::try_join!(
                store::areas(tx, period, of),
                store::open_by_area(tx, today, of)
            )
        };
        let months = async {
            if wanted.trend { store::months(tx, period, of).await.map(Some) } else { Ok(None) }
        };
        let ((centres, labels, done, open, recent, settings), closings, sizes, areas, months) =
            futures_util::try_join!(always, closings, sizes, areas, months)?;
        Ok(Self { centres, labels, done, open, recent, settings, closings, sizes, areas, months })
    }

    fn put_together(
        mut self,
        period: Period,
        today: NaiveDate,
        of: Option<TenantId>,
    ) -> Result<Read> {
        let thresholds = thresholds(&self.settings);
        let trend = self.trend(period, of);
        for of_month in std::mem::take(&mut self.closings) {
            if let Some(done) = self.done.get_mut(&of_month.tenant) {
                done.closing_hours.add(&of_month.closing_hours);
            }
        }
        let by_area = self.by_area()?;
        let centres = std::mem::take(&mut self.centres);
        let centres = centres.into_iter().map(|one| self.centre(one, &thresholds, today)).collect();
        Ok(Read { centres, by_area, trend })
    }

    fn centre(&mut self, centre: Centre, by: &Thresholds, today: NaiveDate) -> CentreFigures {
        let tenant = centre.tenant;
        let done = self.done.remove(&tenant).unwrap_or_default();
        let open = self.open.get(&tenant).copied().unwrap_or_default();
        let recent = self.recent.get(&tenant).copied().unwrap_or_default();
        let vitals = Vitals {
            lifecycle: centre.lifecycle,
            open,
            closed: recent.closed,
            closed_in_term: recent.closed_in_term,
            last_activity_on: centre
                .last_activity_on
                .unwrap_or_else(|| day_in_prague(centre.onboarded_at)),
        };
        let reasons = vitals.judge(by, today);
        let is_community = centre.is_community(today);
        CentreFigures {
            tenant,
            district: centre.district(),
            slug: centre.slug,
            name: centre.name,
            ico: centre.ico,
            kind: if is_community { AssociationKind::Community } else { AssociationKind::Ordinary },
            labels: self.labels.remove(&tenant).unwrap_or_default(),
            lifecycle: centre.lifecycle,
            size: self.sizes.get(&tenant).copied().unwrap_or_default(),
            figures: Figures { done, open },
            last_activity_on: centre.last_activity_on,
            health: worst(&reasons),
            reasons,
        }
    }

    /// Each month of the period, also one in which nothing happened: a line has no gaps.
    fn trend(&mut self, period: Period, of: Option<TenantId>) -> Vec<MonthFigures> {
        let Some(mut months) = self.months.take() else { return Vec::new() };
        let mut closings: HashMap<NaiveDate, Histogram> = HashMap::new();
        let is_its = |of_month: &&OfMonth| of.is_none_or(|tenant| tenant == of_month.tenant);
        for of_month in self.closings.iter().filter(is_its) {
            closings.entry(of_month.month).or_default().add(&of_month.closing_hours);
        }
        let figures = |month| {
            let closing_hours = closings.remove(&month).unwrap_or_default();
            let done = Done { closing_hours, ..months.remove(&month).unwrap_or_default() };
            MonthFigures { month, done }
        };
        period.months().map(figures).collect()
    }

    /// In the order of the glossary, those in which anything was done or is open; the officer's files last.
    fn by_area(&mut self) -> Result<Vec<AreaFigures>> {
        let (done, open) = &mut self.areas;
        let words: HashSet<String> = done.keys().chain(open.keys()).cloned().collect();
        let mut areas = Vec::new();
        for word in words {
            let area = match word.as_str() {
                DPO => None,
                word => Some(
                    ServiceArea::parse(word)
                        .ok_or_else(|| Error::broken("a figure is of an area that there isn't"))?,
                ),
            };
            let done = done.remove(&word).unwrap_or_default();
            let open = open.remove(&word).unwrap_or_default();
            areas.push(AreaFigures { area, figures: Figures { done, open } });
        }
        areas.sort_by_key(|area| (area.area.is_none(), area.area));
        Ok(areas)
    }
}

/// The settings of the nation by which centres are judged.
fn thresholds(settings: &Settings) -> Thresholds {
    let value = |key: SettingKey| settings.number(key);
    let limits = |amber, red| Limits { amber: value(amber), red: value(red) };
    Thresholds {
        least_requests: value(SettingKey::HealthLeastRequests),
        overdue_permille: limits(SettingKey::HealthOverdueAmber, SettingKey::HealthOverdueRed),
        closed_late_permille: limits(
            SettingKey::HealthClosedLateAmber,
            SettingKey::HealthClosedLateRed,
        ),
        silent_days: limits(SettingKey::HealthSilentAmber, SettingKey::HealthSilentRed),
    }
}

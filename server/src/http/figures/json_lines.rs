//! JSON Lines: a centre a line, in the names and values of the contract.

use domain::kernel::ids::TypedId as _;
use domain::kernel::money::printed;
use domain::monitoring::{CentreFigures, Period, Reason};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'c> {
    tenant_id: String,
    slug: &'c str,
    name: &'c str,
    ico: &'c str,
    kind: &'static str,
    lifecycle: &'static str,
    region_code: Option<&'c str>,
    district_code: Option<&'c str>,
    health: &'static str,
    reasons: Vec<Why>,
    municipalities_served: i64,
    population_served: Option<i64>,
    period_from: String,
    period_to: String,
    requests_opened: i64,
    requests_closed: i64,
    requests_open: i64,
    requests_overdue: i64,
    sla_met_permille: Option<i64>,
    close_median: Option<i64>,
    #[serde(rename = "closePercentile90")]
    close_percentile_90: Option<i64>,
    activities: i64,
    minutes: i64,
    benefit_saved: String,
    benefit_brought_in: String,
    last_activity_on: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Why {
    code: &'static str,
    health: &'static str,
    count: i64,
    out_of: Option<i64>,
    measured: i64,
    threshold: i64,
}

impl From<&Reason> for Why {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.as_str(),
            health: reason.health.as_str(),
            count: reason.count,
            out_of: reason.out_of,
            measured: reason.measured,
            threshold: reason.threshold,
        }
    }
}

/// A centre's line.
pub(super) fn line(centre: &CentreFigures, period: Period) -> String {
    let (done, open) = (&centre.figures.done, &centre.figures.open);
    let district = centre.district.as_ref();
    let line = Line {
        tenant_id: centre.tenant.print(),
        slug: &centre.slug,
        name: &centre.name,
        ico: &centre.ico,
        kind: centre.kind.as_str(),
        lifecycle: centre.lifecycle.as_str(),
        region_code: district.map(|district| district.region.code.as_str()),
        district_code: district.map(|district| district.code.as_str()),
        health: centre.health.as_str(),
        reasons: centre.reasons.iter().map(Why::from).collect(),
        municipalities_served: centre.size.municipalities,
        population_served: centre.size.population,
        period_from: period.from().to_string(),
        period_to: period.to().to_string(),
        requests_opened: done.requests_opened,
        requests_closed: done.requests_closed,
        requests_open: open.requests_open,
        requests_overdue: open.requests_overdue,
        sla_met_permille: done.sla_met_permille(),
        close_median: done.close_median(),
        close_percentile_90: done.close_percentile_90(),
        activities: done.activities,
        minutes: done.minutes,
        benefit_saved: printed(done.saved_haler),
        benefit_brought_in: printed(done.brought_in_haler),
        last_activity_on: centre.last_activity_on.map(|day| day.to_string()),
    };
    // Texts and numbers alone: it can't fail.
    serde_json::to_string(&line).map(|line| format!("{line}\n")).unwrap_or_default()
}

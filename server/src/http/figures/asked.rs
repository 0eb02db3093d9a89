//! What an address asks of the centres: for which months, which of them, in which order. The names are those of the contract.

use crate::http::problem::Problem;
use chrono::{Datelike as _, NaiveDate};
use domain::directory::AssociationKind;
use domain::monitoring::{CentreField, CentreFilter, CentreOrder, Health, OrderDirection, Period};
use domain::tenancy::Lifecycle;
use poem::http::{StatusCode, Uri};
use serde::Deserialize;

/// An address says no more than this.
const LONGEST: usize = 2_000;

/// What an address asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) period: Period,
    pub(super) filter: CentreFilter,
    pub(super) order: CentreOrder,
}

/// As a form sends it: each at most once. What a form leaves empty isn't said.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Parameters {
    from: String,
    to: String,
    name: String,
    region_code: String,
    district_code: String,
    kind: String,
    label: String,
    /// Several with commas between, as `health`.
    lifecycle: String,
    health: String,
    overdue_at_least: String,
    order_by: String,
    direction: String,
}

impl Asked {
    /// Reads it. The present year up to today, all centres, by name, when nothing is said.
    pub(super) fn read(address: &Uri, today: NaiveDate) -> Result<Self, Problem> {
        let text = address.query().unwrap_or_default();
        if text.len() > LONGEST {
            let detail = "The address is too long.";
            return Err(Problem::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", detail));
        }
        let parameters = serde_urlencoded::from_str(text).map_err(|_| mistaken())?;
        Self::of(&parameters, today)
    }

    fn of(parameters: &Parameters, today: NaiveDate) -> Result<Self, Problem> {
        let year = today.with_ordinal(1).unwrap_or(today);
        let from = said(&parameters.from, |text| text.parse().ok())?.unwrap_or(year);
        let to = said(&parameters.to, |text| text.parse().ok())?.unwrap_or(today);
        let filter = CentreFilter {
            name_contains: said(&parameters.name, |text| Some(text.to_owned()))?,
            region_code: said(&parameters.region_code, |text| Some(text.to_owned()))?,
            district_code: said(&parameters.district_code, |text| Some(text.to_owned()))?,
            kind: said(&parameters.kind, AssociationKind::parse)?,
            label: said(&parameters.label, |text| Some(text.to_owned()))?,
            lifecycles: said(&parameters.lifecycle, |text| several(text, Lifecycle::parse))?,
            health: said(&parameters.health, |text| several(text, Health::parse))?,
            overdue_min: said(&parameters.overdue_at_least, |text| text.parse().ok())?,
        };
        let direction = said(&parameters.direction, |text| match text {
            "ASC" => Some(OrderDirection::Ascending),
            "DESC" => Some(OrderDirection::Descending),
            _ => None,
        })?;
        let order = CentreOrder {
            field: said(&parameters.order_by, CentreField::parse)?.unwrap_or(CentreField::Name),
            direction: direction.unwrap_or(OrderDirection::Ascending),
        };
        let period = Period::new(from, to).map_err(|_| mistaken())?;
        Ok(Self { period, filter, order })
    }
}

/// What a parameter says, if anything.
fn said<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or_else(mistaken) }
}

fn several<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

fn mistaken() -> Problem {
    let detail = "There are, each at most once: from and to (days, YYYY-MM-DD), name, regionCode, districtCode, kind, \
                  label, lifecycle and health (several with commas between), overdueAtLeast, orderBy, direction (ASC or DESC). \
                  Their values are those of nationalOverview.";
    Problem::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Asked, StatusCode> {
        let address: Uri = format!("/overview/centres.csv?{text}").parse().unwrap();
        let today = "2026-03-15".parse().unwrap();
        Asked::read(&address, today).map_err(|problem| problem.status)
    }

    #[test]
    fn an_address_says_what_the_contract_has_names_for() {
        let asked = read("").unwrap();
        assert_eq!(asked.filter, CentreFilter::default());
        assert_eq!(asked.order.field, CentreField::Name);
        assert_eq!(
            (asked.period.from().to_string(), asked.period.to().to_string()),
            ("2026-01-01".to_owned(), "2026-03-31".to_owned())
        );

        let asked = read(
            "from=2025-12-05&to=2025-12-05&name=Hlu%C4%8D&regionCode=CZ080&districtCode=&kind=COMMUNITY&label=Pilot&lifecycle=ACTIVE,ONBOARDING\
             &health=RED&overdueAtLeast=3&orderBy=CLOSE_PERCENTILE_90&direction=DESC",
        )
        .unwrap();
        let filter = CentreFilter {
            name_contains: Some("Hluč".to_owned()),
            region_code: Some("CZ080".to_owned()),
            district_code: None,
            kind: Some(AssociationKind::Community),
            label: Some("Pilot".to_owned()),
            lifecycles: Some(vec![Lifecycle::Active, Lifecycle::Onboarding]),
            health: Some(vec![Health::Red]),
            overdue_min: Some(3),
        };
        assert_eq!(asked.filter, filter);
        let order = CentreOrder {
            field: CentreField::ClosePercentile90,
            direction: OrderDirection::Descending,
        };
        assert_eq!(asked.order, order);
        assert_eq!(asked.period.months().count(), 1);
    }

    #[test]
    fn what_it_can_t_say_is_refused() {
        for text in [
            "from=yesterday",
            "from=2026-03-02&to=2026-03-01",
            "from=1990-01-01",
            "kind=community",
            "lifecycle=ACTIVE,",
            "health=GREEN%20",
            "overdueAtLeast=many",
            "orderBy=name",
            "direction=desc",
            "name=a&name=b",
            "requester=x",
        ] {
            assert_eq!(read(text), Err(StatusCode::BAD_REQUEST), "{text}");
        }
        assert_eq!(read(&format!("name={}", "a".repeat(LONGEST))), Err(StatusCode::URI_TOO_LONG));
    }
}

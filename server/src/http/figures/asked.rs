//! What an address asks of the centres: for which months, which of them, in which order. The names are those of the contract.

use crate::http::problem::Problem;
use chrono::{Datelike as _, NaiveDate};
use domain::directory::AssociationKind;
use domain::monitoring::{CentreField, CentreFilter, CentreOrder, Health, OrderDirection, Period};
use domain::tenancy::Lifecycle;
use poem::http::{StatusCode, Uri};

/// An address says no more than this.
const LONGEST: usize = 2_000;

/// What an address may say, in the order in which ours say it. Of `lifecycle` and `health` several, with commas between.
const NAMES: [&str; 13] = [
    "from",
    "to",
    "name",
    "regionCode",
    "districtCode",
    "kind",
    "lifecycle",
    "label",
    "health",
    "overdueAtLeast",
    "orderBy",
    "direction",
    "page",
];

/// What an address says, each at most once. What a form leaves empty isn't said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::http) struct Parameters(Vec<(&'static str, String)>);

/// What an address asks.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct Asked {
    pub(in crate::http) said: Parameters,
    pub(in crate::http) period: Period,
    pub(in crate::http) filter: CentreFilter,
    pub(in crate::http) order: CentreOrder,
    /// Which page of them, from 1 on; a file has none.
    pub(in crate::http) page: Option<usize>,
}

/// What an address can't say.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) enum Mistake {
    /// So much.
    TooLong,
    /// What is no text.
    Unreadable,
    /// A name that there isn't.
    Unknown(String),
    /// A name twice.
    Twice(&'static str),
    /// A value that this name can't have.
    Value(&'static str, String),
    /// Months that can't be counted: the last before the first, or too many.
    Period,
}

impl Parameters {
    fn read(address: &Uri) -> Result<Self, Mistake> {
        let text = address.query().unwrap_or_default();
        if text.len() > LONGEST {
            return Err(Mistake::TooLong);
        }
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(text).map_err(|_| Mistake::Unreadable)?;
        let mut said = Vec::new();
        for (told, value) in pairs {
            let Some(name) = NAMES.into_iter().find(|name| *name == told) else {
                return Err(Mistake::Unknown(told));
            };
            if said.iter().any(|(known, _)| *known == name) {
                return Err(Mistake::Twice(name));
            }
            said.push((name, value));
        }
        Ok(Self(said))
    }

    /// What is said; nothing: an empty text.
    pub(in crate::http) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The query of an address that says the same, but for these.
    pub(in crate::http) fn with(&self, changed: &[(&'static str, &str)]) -> String {
        let told = |name: &'static str| {
            let change = changed.iter().find(|(changed, _)| *changed == name);
            let value = change.map_or_else(|| self.get(name), |(_, value)| *value);
            (!value.is_empty()).then_some((name, value))
        };
        let pairs: Vec<_> = NAMES.into_iter().filter_map(told).collect();
        // Texts alone: it can't fail.
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    /// Reads what is said under a name, if anything.
    fn value<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Mistake> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        read(text).map(Some).ok_or_else(|| Mistake::Value(name, text.to_owned()))
    }
}

impl Asked {
    /// Reads it. The present year up to today, all centres, by name, when nothing is said.
    pub(in crate::http) fn read(address: &Uri, today: NaiveDate) -> Result<Self, Mistake> {
        let said = Parameters::read(address)?;
        let text = |text: &str| Some(text.to_owned());
        let year = today.with_ordinal(1).unwrap_or(today);
        let from = said.value("from", |text| text.parse().ok())?.unwrap_or(year);
        let to = said.value("to", |text| text.parse().ok())?.unwrap_or(today);
        let filter = CentreFilter {
            name_contains: said.value("name", text)?,
            region_code: said.value("regionCode", text)?,
            district_code: said.value("districtCode", text)?,
            kind: said.value("kind", AssociationKind::parse)?,
            lifecycles: said.value("lifecycle", |text| several(text, Lifecycle::parse))?,
            label: said.value("label", text)?,
            health: said.value("health", |text| several(text, Health::parse))?,
            overdue_min: said.value("overdueAtLeast", |text| text.parse().ok())?,
        };
        let direction = said.value("direction", |text| match text {
            "ASC" => Some(OrderDirection::Ascending),
            "DESC" => Some(OrderDirection::Descending),
            _ => None,
        })?;
        let order = CentreOrder {
            field: said.value("orderBy", CentreField::parse)?.unwrap_or(CentreField::Name),
            direction: direction.unwrap_or(OrderDirection::Ascending),
        };
        let page = said.value("page", |text| text.parse().ok().filter(|page| *page > 0))?;
        let period = Period::new(from, to).map_err(|_| Mistake::Period)?;
        Ok(Self { said, period, filter, order, page })
    }

    /// Reads it for a file, which has no pages.
    pub(super) fn of_file(address: &Uri, today: NaiveDate) -> Result<Self, Mistake> {
        let asked = Self::read(address, today)?;
        if asked.page.is_some() {
            return Err(Mistake::Unknown("page".to_owned()));
        }
        Ok(asked)
    }
}

fn several<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        match mistake {
            Mistake::TooLong => {
                let detail = "The address is too long.";
                Self::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", detail)
            }
            Mistake::Unreadable
            | Mistake::Unknown(_)
            | Mistake::Twice(_)
            | Mistake::Value(..)
            | Mistake::Period => {
                let detail = "There are, each at most once: from and to (days, YYYY-MM-DD), name, regionCode, districtCode, kind, \
                              lifecycle and health (several with commas between), label, overdueAtLeast, orderBy, direction \
                              (ASC or DESC). Their values are those of nationalOverview.";
                Self::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", detail)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Asked, Mistake> {
        let address: Uri = format!("/overview/centres.csv?{text}").parse().unwrap();
        Asked::read(&address, "2026-03-15".parse().unwrap())
    }

    #[test]
    fn an_address_says_what_the_contract_has_names_for() {
        let asked = read("").unwrap();
        assert_eq!(asked.filter, CentreFilter::default());
        assert_eq!((asked.order.field, asked.page), (CentreField::Name, None));
        assert_eq!(
            (asked.period.from().to_string(), asked.period.to().to_string()),
            ("2026-01-01".to_owned(), "2026-03-31".to_owned())
        );

        let asked = read(
            "from=2025-12-05&to=2025-12-05&name=Hlu%C4%8D&regionCode=CZ080&districtCode=&kind=COMMUNITY&lifecycle=ACTIVE,ONBOARDING\
             &health=RED&label=CSS&overdueAtLeast=3&orderBy=CLOSE_PERCENTILE_90&direction=DESC&page=2",
        )
        .unwrap();
        let filter = CentreFilter {
            name_contains: Some("Hluč".to_owned()),
            region_code: Some("CZ080".to_owned()),
            district_code: None,
            kind: Some(AssociationKind::Community),
            lifecycles: Some(vec![Lifecycle::Active, Lifecycle::Onboarding]),
            label: Some("CSS".to_owned()),
            health: Some(vec![Health::Red]),
            overdue_min: Some(3),
        };
        assert_eq!((asked.filter, asked.page), (filter, Some(2)));
        let order = CentreOrder {
            field: CentreField::ClosePercentile90,
            direction: OrderDirection::Descending,
        };
        assert_eq!(asked.order, order);
        assert_eq!(asked.period.months().count(), 1);
    }

    #[test]
    fn what_it_can_t_say_is_refused_and_named() {
        let value = |name, value: &str| Mistake::Value(name, value.to_owned());
        for (text, mistake) in [
            ("from=yesterday", value("from", "yesterday")),
            ("from=2026-03-02&to=2026-03-01", Mistake::Period),
            ("from=1990-01-01", Mistake::Period),
            ("kind=community", value("kind", "community")),
            ("lifecycle=ACTIVE,", value("lifecycle", "ACTIVE,")),
            ("health=GREEN%20", value("health", "GREEN ")),
            ("overdueAtLeast=many", value("overdueAtLeast", "many")),
            ("orderBy=name", value("orderBy", "name")),
            ("direction=desc", value("direction", "desc")),
            ("page=0", value("page", "0")),
            ("page=-1", value("page", "-1")),
            ("name=a&name=b", Mistake::Twice("name")),
            ("requester=x", Mistake::Unknown("requester".to_owned())),
        ] {
            assert_eq!(read(text), Err(mistake), "{text}");
        }
        assert_eq!(read(&format!("name={}", "a".repeat(LONGEST))), Err(Mistake::TooLong));
        let address: Uri = "/overview/centres.csv?page=1".parse().unwrap();
        let of_file = Asked::of_file(&address, "2026-03-15".parse().unwrap());
        assert_eq!(of_file, Err(Mistake::Unknown("page".to_owned())));
    }

    #[test]
    fn an_address_is_said_again_with_changes() {
        let said = read("page=3&health=RED&name=a%26b+c&districtCode=").unwrap().said;
        assert_eq!(said.with(&[("page", "4")]), "name=a%26b+c&health=RED&page=4");
        assert_eq!(
            said.with(&[("page", ""), ("orderBy", "NAME")]),
            "name=a%26b+c&health=RED&orderBy=NAME"
        );
        assert_eq!(Parameters::default().with(&[]), "");
    }
}

//! The columns of the table: what each is called, by what it is ordered, and what a centre has in it.

use crate::http::page::Tongue;
use domain::monitoring::{CentreField, CentreFigures, Figures, Size};

/// A figure of the table.
pub(super) struct Column {
    pub(super) field: CentreField,
    cs: &'static str,
    en: &'static str,
}

const fn column(field: CentreField, cs: &'static str, en: &'static str) -> Column {
    Column { field, cs, en }
}

/// In this order.
pub(super) const COLUMNS: [Column; 14] = [
    column(CentreField::RequestsOverdue, "Po termínu nyní", "Overdue now"),
    column(CentreField::RequestsOpen, "Otevřených nyní", "Open now"),
    column(CentreField::RequestsOpened, "Otevřeno požadavků", "Requests opened"),
    column(CentreField::RequestsClosed, "Uzavřeno požadavků", "Requests closed"),
    column(CentreField::SlaMet, "Uzavřeno v termínu", "Closed in time"),
    column(CentreField::CloseMedian, "Medián uzavření (h)", "Median of closing (h)"),
    column(
        CentreField::ClosePercentile90,
        "90. percentil uzavření (h)",
        "90th percentile of closing (h)",
    ),
    column(CentreField::Activities, "Aktivit", "Activities"),
    column(CentreField::Minutes, "Hodin práce", "Hours of work"),
    column(CentreField::BenefitSaved, "Uspořeno (Kč)", "Saved (CZK)"),
    column(CentreField::BenefitBroughtIn, "Získáno (Kč)", "Brought in (CZK)"),
    column(CentreField::MunicipalitiesServed, "Obcí", "Municipalities"),
    column(CentreField::PopulationServed, "Obyvatel", "Population"),
    column(CentreField::LastActivity, "Poslední práce", "Last work"),
];

/// Where there is no such figure.
pub(super) const NONE: &str = "–";

impl Column {
    pub(super) const fn name(&self, tongue: Tongue) -> &'static str {
        tongue.say(self.cs, self.en)
    }

    /// What a centre has in it.
    pub(super) fn of_centre(&self, centre: &CentreFigures, tongue: Tongue) -> String {
        let last = || centre.last_activity_on.map(|day| tongue.day(day));
        let own = match self.field {
            CentreField::MunicipalitiesServed | CentreField::PopulationServed => {
                of_size(self.field, centre.size, tongue)
            }
            CentreField::LastActivity => last(),
            field => of_figures(field, &centre.figures, tongue),
        };
        own.unwrap_or_else(|| NONE.to_owned())
    }

    /// What many have in it together; nothing where nothing can be added up.
    pub(super) fn of_all(&self, figures: &Figures, size: Size, tongue: Tongue) -> String {
        let all =
            of_size(self.field, size, tongue).or_else(|| of_figures(self.field, figures, tongue));
        all.unwrap_or_default()
    }
}

fn of_size(field: CentreField, size: Size, tongue: Tongue) -> Option<String> {
    match field {
        CentreField::MunicipalitiesServed => Some(tongue.whole(size.municipalities)),
        CentreField::PopulationServed => size.population.map(|people| tongue.whole(people)),
        CentreField::Name
        | CentreField::Health
        | CentreField::RequestsOpened
        | CentreField::RequestsClosed
        | CentreField::RequestsOpen
        | CentreField::RequestsOverdue
        | CentreField::SlaMet
        | CentreField::CloseMedian
        | CentreField::ClosePercentile90
        | CentreField::Activities
        | CentreField::Minutes
        | CentreField::BenefitSaved
        | CentreField::BenefitBroughtIn
        | CentreField::LastActivity => None,
    }
}

/// A figure in words; `None`: it is none of these.
pub(super) fn of_figures(field: CentreField, figures: &Figures, tongue: Tongue) -> Option<String> {
    let Figures { done, open } = figures;
    let whole = |number| Some(tongue.whole(number));
    match field {
        CentreField::RequestsOpened => whole(done.requests_opened),
        CentreField::RequestsClosed => whole(done.requests_closed),
        CentreField::RequestsOpen => whole(open.requests_open),
        CentreField::RequestsOverdue => whole(open.requests_overdue),
        CentreField::SlaMet => done.sla_met_permille().map(|permille| tongue.percent(permille)),
        CentreField::CloseMedian => done.close_median().and_then(whole),
        CentreField::ClosePercentile90 => done.close_percentile_90().and_then(whole),
        CentreField::Activities => whole(done.activities),
        CentreField::Minutes => Some(tongue.hours(done.minutes)),
        CentreField::BenefitSaved => Some(tongue.crowns(done.saved_haler)),
        CentreField::BenefitBroughtIn => Some(tongue.crowns(done.brought_in_haler)),
        CentreField::Name
        | CentreField::Health
        | CentreField::MunicipalitiesServed
        | CentreField::PopulationServed
        | CentreField::LastActivity => None,
    }
}

/// How large some centres are together. Who is in two of them counts in each, as in the sums of the country.
pub(super) fn size_of(centres: &[CentreFigures]) -> Size {
    let municipalities = centres.iter().map(|centre| centre.size.municipalities).sum();
    let people: Vec<i64> = centres.iter().filter_map(|centre| centre.size.population).collect();
    let population = (!people.is_empty()).then(|| people.iter().sum());
    Size { municipalities, population, middle: None }
}

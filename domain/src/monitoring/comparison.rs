//! One centre beside centres of like size. Pure.
//!
//! Of like size is by the people it serves: those that serve at least half as many and at most twice as many. Not by its
//! municipalities: one of three thousand people asks for other things than one of eighty.

use super::figures::CentreFigures;
use super::ranking::CentreField;

/// A centre beside those of like size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How many centres of like size there are, without the centre itself.
    pub centres: i64,
    /// They serve at least so many people.
    pub population_from: i64,
    /// They serve at most so many.
    pub population_to: i64,
    /// The median of each figure over them.
    pub medians: Medians,
}

/// The median of each figure: the middle one, the lower of two. `None`: no centre of like size has the figure.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Medians {
    /// Requests opened in the period.
    pub requests_opened: Option<i64>,
    /// Requests closed in the period.
    pub requests_closed: Option<i64>,
    /// Requests that are open now.
    pub requests_open: Option<i64>,
    /// Those that are overdue now.
    pub requests_overdue: Option<i64>,
    /// Of a thousand requests closed, how many in time.
    pub sla_met_permille: Option<i64>,
    /// Within how many hours half of the requests closed were closed.
    pub close_median: Option<i64>,
    /// Within how many hours nine of ten were closed.
    pub close_percentile_90: Option<i64>,
    /// Activities performed in the period.
    pub activities: Option<i64>,
    /// Their minutes.
    pub minutes: Option<i64>,
    /// What they saved, in haléře.
    pub saved_haler: Option<i64>,
    /// What they brought in, in haléře.
    pub brought_in_haler: Option<i64>,
}

/// `None`: nobody knows how many people the centre serves.
pub(super) fn compare(centre: &CentreFigures, all: &[CentreFigures]) -> Option<Comparison> {
    let population = centre.size.population?;
    let (population_from, population_to) = (population - population / 2, population * 2);
    let is_alike = |other: &&CentreFigures| {
        let of_size = |theirs| (population_from..=population_to).contains(&theirs);
        other.tenant != centre.tenant && other.size.population.is_some_and(of_size)
    };
    let alike: Vec<&CentreFigures> = all.iter().filter(is_alike).collect();
    let median = |field: CentreField| middle(alike.iter().filter_map(|c| field.of(c)).collect());
    Some(Comparison {
        centres: i64::try_from(alike.len()).unwrap_or(i64::MAX),
        population_from,
        population_to,
        medians: Medians {
            requests_opened: median(CentreField::RequestsOpened),
            requests_closed: median(CentreField::RequestsClosed),
            requests_open: median(CentreField::RequestsOpen),
            requests_overdue: median(CentreField::RequestsOverdue),
            sla_met_permille: median(CentreField::SlaMet),
            close_median: median(CentreField::CloseMedian),
            close_percentile_90: median(CentreField::ClosePercentile90),
            activities: median(CentreField::Activities),
            minutes: median(CentreField::Minutes),
            saved_haler: median(CentreField::BenefitSaved),
            brought_in_haler: median(CentreField::BenefitBroughtIn),
        },
    })
}

fn middle(mut figures: Vec<i64>) -> Option<i64> {
    figures.sort_unstable();
    let middle = figures.len().checked_sub(1)? / 2;
    figures.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::super::ranking::tests::centre;
    use super::*;

    fn serving(id: u128, population: Option<i64>, opened: i64) -> CentreFigures {
        let mut centre = centre("Kdesi", id);
        centre.size.population = population;
        centre.figures.done.requests_opened = opened;
        centre
    }

    #[test]
    fn centres_from_half_to_twice_the_people_are_alike_and_the_lower_middle_counts() {
        let own = serving(1, Some(1_001), 1_000);
        let others = [
            (2, Some(500), 9),
            (3, Some(501), 1),
            (4, Some(2_002), 4),
            (5, Some(2_003), 9),
            (6, Some(900), 3),
            (7, Some(900), 2),
            (8, None, 9),
        ];
        let mut all: Vec<_> = others.map(|(id, people, opened)| serving(id, people, opened)).into();
        all.push(own.clone());
        let compared = compare(&own, &all).unwrap();
        assert_eq!((compared.population_from, compared.population_to), (501, 2_002));
        assert_eq!((compared.centres, compared.medians.requests_opened), (4, Some(2)));
        assert_eq!(compared.medians.sla_met_permille, None, "nobody closed anything");
    }

    #[test]
    fn who_is_alone_has_no_median_and_whose_size_isn_t_known_isn_t_compared() {
        let own = serving(1, Some(100), 1);
        let alone = compare(&own, std::slice::from_ref(&own)).unwrap();
        assert_eq!((alone.centres, alone.medians), (0, Medians::default()));
        assert_eq!(compare(&serving(2, None, 1), &[own]), None);
    }
}

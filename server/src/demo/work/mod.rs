//! The demo's invented work: what was done, for whom, and what it was good for.

use domain::activities::ActivityCompetence;
use domain::activities::ActivityCompetence::Own;

/// What it was good for, in crowns.
#[derive(Clone, Copy)]
pub(super) enum Good {
    /// Nothing is claimed.
    Untold,
    /// So many minutes of the municipalities' own people.
    AvoidedMinutes(i32),
    /// What others would have asked.
    MarketPrice(i64),
    /// What each would have paid alone, and what all paid together.
    JointPrice(&'static [i64], i64),
    /// A grant that was won.
    Granted(i64),
    /// A sanction that wasn't imposed.
    NoSanction(i64),
}

/// One piece of work.
pub(super) struct Done {
    pub(super) days_ago: i64,
    pub(super) by: &'static str,
    pub(super) service: &'static str,
    pub(super) competence: ActivityCompetence,
    pub(super) minutes: i32,
    pub(super) output: &'static str,
    /// The request it came from, by its title.
    pub(super) request: Option<&'static str>,
    /// Municipalities with their weights; the association itself has no code. Nobody: the request's member.
    pub(super) whom: &'static [(&'static str, i32)],
    pub(super) good: Good,
    /// Who says for their municipality that it is so.
    pub(super) attested_by: &'static [&'static str],
}

const BOLATICE: (&str, i32) = ("506214", 1);
const TREBOM: (&str, i32) = ("569101", 1);
const KRAVARE: (&str, i32) = ("507580", 1);
const ITSELF: &[(&str, i32)] = &[("", 1)];
/// All fourteen of Hlučínsko – západ, by their inhabitants.
const ALL_BY_INHABITANTS: &[(&str, i32)] = &[
    ("506214", 4_495),
    ("512923", 1_181),
    ("507334", 1_270),
    ("507105", 1_011),
    ("507504", 3_271),
    ("507580", 6_662),
    ("509574", 1_442),
    ("568376", 606),
    ("510297", 818),
    ("512869", 885),
    ("510378", 641),
    ("510483", 3_241),
    ("569101", 231),
    ("510939", 1_863),
];

macro_rules! done {
    ($ago:literal, $by:literal, $service:literal, $competence:expr, $minutes:literal, $output:literal, $request:expr, $whom:expr, $good:expr) => {
        done!($ago, $by, $service, $competence, $minutes, $output, $request, $whom, $good, &[])
    };
    ($ago:literal, $by:literal, $service:literal, $competence:expr, $minutes:literal, $output:literal, $request:expr, $whom:expr, $good:expr, $attested:expr) => {
        Done {
            days_ago: $ago,
            by: $by,
            service: $service,
            competence: $competence,
            minutes: $minutes,
            output: $output,
            request: $request,
            whom: $whom,
            good: $good,
            attested_by: $attested,
        }
    };
}

mod hlucinsko_zapad;

pub(super) use hlucinsko_zapad::HLUCINSKO_ZAPAD;

pub(super) const HLUCINSKA: &[Done] = &[
    done!(
        28,
        "clerk-hlucinska",
        "DEV-TRANSPORT",
        Own,
        360,
        "Výpis vlastníků pozemků pod cyklostezkou",
        Some("Cyklostezka Hlučín – Darkovičky"),
        &[],
        Good::MarketPrice(15_000)
    ),
    done!(
        12,
        "clerk-hlucinska",
        "INF-NEWSLETTER",
        Own,
        60,
        "Příspěvek zařazen do zpravodaje",
        Some("Příspěvek do společného zpravodaje"),
        &[],
        Good::AvoidedMinutes(120),
        &["mayor-kravare"]
    ),
    done!(
        7,
        "clerk-hlucinska",
        "GRANT-WATCH",
        Own,
        45,
        "Výzvy pro cyklodopravu",
        None,
        ITSELF,
        Good::Untold
    ),
];

pub(super) const KOSIRSKO: &[Done] = &[
    done!(
        23,
        "clerk-kosirsko",
        "DEV-WASTE",
        Own,
        300,
        "Srovnání tří nabídek svozových firem",
        Some("Door-to-door sběr tříděného odpadu"),
        &[],
        Good::MarketPrice(20_000)
    ),
    done!(
        2,
        "clerk-kosirsko",
        "INF-BOARD",
        Own,
        40,
        "Závěrečný účet vyvěšen",
        Some("Vyvěšení závěrečného účtu svazku"),
        &[],
        Good::AvoidedMinutes(60)
    ),
];

pub(super) const ODERSKO: &[Done] = &[
    done!(
        13,
        "clerk-odersko",
        "TRN-MEETING",
        Own,
        420,
        "Podzimní setkání starostů: zápis rozeslán",
        Some("Podzimní setkání starostů"),
        &[],
        Good::Untold
    ),
    done!(
        5,
        "clerk-odersko",
        "LEGAL-COUNCIL",
        Own,
        150,
        "Podklady pro jednání valné hromady",
        None,
        ITSELF,
        Good::AvoidedMinutes(240)
    ),
];

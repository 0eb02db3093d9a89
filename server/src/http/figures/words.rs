//! The values of the figures in words, for files and for pages.

use crate::http::page::Tongue;
use domain::catalogue::ServiceArea;
use domain::directory::AssociationKind;
use domain::monitoring::Health;
use domain::tenancy::Lifecycle;
use schema::Language;

/// What an association is by law.
pub(in crate::http) fn kind(kind: AssociationKind, language: Language) -> &'static str {
    match (kind, language) {
        (AssociationKind::Ordinary, Language::Cs) => "dobrovolný svazek obcí",
        (AssociationKind::Ordinary, Language::En) => "association",
        (AssociationKind::Community, Language::Cs) => "společenství obcí",
        (AssociationKind::Community, Language::En) => "community",
    }
}

/// How far a centre has come.
pub(in crate::http) fn lifecycle(lifecycle: Lifecycle, language: Language) -> &'static str {
    let (cs, en) = match lifecycle {
        Lifecycle::Onboarding => ("zavádí se", "onboarding"),
        Lifecycle::Active => ("slouží obcím", "active"),
        Lifecycle::Sustainability => ("udržitelnost", "sustainability"),
        Lifecycle::Suspended => ("pozastaveno", "suspended"),
        Lifecycle::WoundUp => ("skončilo", "wound up"),
    };
    match language {
        Language::Cs => cs,
        Language::En => en,
    }
}

/// How a centre does.
pub(in crate::http) fn health(health: Health, language: Language) -> &'static str {
    let (cs, en) = match health {
        Health::Green => ("zelená", "green"),
        Health::Amber => ("oranžová", "amber"),
        Health::Red => ("červená", "red"),
    };
    match language {
        Language::Cs => cs,
        Language::En => en,
    }
}

/// In which area a centre works.
pub(in crate::http) fn area(area: ServiceArea, tongue: Tongue) -> &'static str {
    match area {
        ServiceArea::Legal => tongue.say("Právo", "Law"),
        ServiceArea::Procurement => tongue.say("Veřejné zakázky", "Public contracts"),
        ServiceArea::Grants => tongue.say("Dotace", "Grants"),
        ServiceArea::DataProtection => {
            tongue.say("Ochrana osobních údajů", "Protection of personal data")
        }
        ServiceArea::Development => {
            tongue.say("Rozvoj mikroregionu", "Development of the microregion")
        }
        ServiceArea::DelegatedAdministration => {
            tongue.say("Přenesená působnost", "Delegated administration")
        }
        ServiceArea::Finance => tongue.say("Účetnictví a rozpočty", "Accounts and budgets"),
        ServiceArea::Citizens => tongue.say("Pomoc občanům", "Help for citizens"),
        ServiceArea::Information => {
            tongue.say("Zpravodaje, weby, úřední desky", "Newsletters, websites, notice boards")
        }
        ServiceArea::Safety => {
            tongue.say("Krize, povodně, bezpečnost práce", "Crises, floods, safety at work")
        }
        ServiceArea::It => tongue.say("Počítače a spisová služba", "Computers and records"),
        ServiceArea::Training => tongue.say("Školení a porady", "Courses and meetings"),
    }
}

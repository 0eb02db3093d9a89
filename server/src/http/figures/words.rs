//! The values of the figures in words, for files and for pages.

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

//! What a service shows.

use crate::asked::{Language, language};
use crate::ids;
use crate::settings::LayerValue;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::configuration::EffectiveService;
use domain::{access, catalogue, configuration};

/// Area of a service (oblast služby).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "catalogue::ServiceArea")]
pub(crate) enum ServiceArea {
    /// Law (právo).
    Legal,
    /// Public procurement (veřejné zakázky).
    Procurement,
    /// Grants (dotace).
    Grants,
    /// Data protection (ochrana osobních údajů).
    DataProtection,
    /// Development (rozvoj).
    Development,
    /// Matters that the state delegated (přenesená působnost).
    DelegatedAdministration,
    /// Finance (finance).
    Finance,
    /// Service to citizens (občané).
    Citizens,
    /// Information (informace).
    Information,
    /// Safety (bezpečnost).
    Safety,
    /// Information technology (IT).
    It,
    /// Training and meetings (vzdělávání).
    Training,
}

/// Whose powers a service belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "catalogue::Competence")]
pub(crate) enum Competence {
    /// Self-government (samostatná působnost).
    Own,
    /// Delegated by the state (přenesená působnost).
    Delegated,
    /// Either.
    Both,
}

/// What becomes of a file in the end (skartační znak).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "catalogue::Disposal")]
pub(crate) enum Disposal {
    /// A: it goes to the archive.
    Archive,
    /// S: it is shredded.
    Shred,
    /// V: the archive chooses.
    Choose,
}

/// Who of the staff may read a request. What its municipality sees is another question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Secrecy")]
pub(crate) enum Secrecy {
    /// All staff.
    Open,
    /// Manager, specialists, legal adviser.
    Confidential,
    /// The data protection officer alone (pověřenec).
    Dpo,
}

/// Which layer a value in force comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "configuration::ValueOrigin")]
pub(crate) enum ValueOrigin {
    /// The national catalogue; of settings the platform's default, or what the nation set for itself.
    Nation,
    /// The version of the centre model that the tenant is on.
    Model,
    /// This tenant.
    Tenant,
    /// One membership of this tenant.
    Membership,
}

/// How long a file is kept, and what becomes of it then.
#[derive(SimpleObject)]
pub(crate) struct RetentionClass {
    /// What becomes of it.
    disposal: Disposal,
    /// After how many years.
    years: i32,
}

/// A service as it is in force in the active tenant: the nation's, and what this centre changed of it.
#[derive(Clone)]
pub(crate) struct Service(pub(crate) EffectiveService);

/// A service as it is in force in the active tenant: the nation's, and what this centre changed of it.
#[Object]
impl Service {
    /// Id of the service: `service_` and its code.
    pub(crate) async fn id(&self) -> ID {
        ids::register_id("service", self.0.code())
    }

    /// Its code, e.g. `LEGAL-ADVICE`. The same in every tenant.
    async fn code(&self) -> &str {
        self.0.code()
    }

    /// Its name in the language of `Accept-Language`: Czech, or English.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        match language(ctx) {
            Language::Cs => &self.0.national.name_cs,
            Language::En => &self.0.national.name_en,
        }
    }

    /// Its area.
    async fn area(&self) -> ServiceArea {
        self.0.national.area.into()
    }

    /// Whose powers it belongs to.
    async fn competence(&self) -> Competence {
        self.0.national.competence.into()
    }

    /// Whether this centre offers it.
    async fn offered(&self) -> bool {
        self.0.is_offered()
    }

    /// Czech working days until the first answer.
    async fn first_answer_within(&self) -> i32 {
        self.0.national.first_answer_days
    }

    /// Czech working days until a request should be closed; the day it came isn't counted.
    async fn close_within(&self) -> i32 {
        self.0.close_days()
    }

    /// The nation's closing time, whatever this tenant has.
    async fn national_close_within(&self) -> i32 {
        self.0.national.close_days
    }

    /// Who of the staff reads a request filed under it.
    async fn secrecy(&self) -> Secrecy {
        self.0.national.secrecy.into()
    }

    /// How long its files are kept.
    async fn retention(&self) -> RetentionClass {
        RetentionClass {
            disposal: self.0.national.disposal.into(),
            years: self.0.national.retention_years,
        }
    }

    /// The nearest layer from which the offer or the closing time come: the nation, the version of the centre model that the
    /// tenant is on, or this tenant.
    async fn origin(&self) -> ValueOrigin {
        self.0.origin().into()
    }

    /// Whether the version of the centre model locks it, so that it can't be changed here.
    async fn locked(&self) -> bool {
        self.0.locked_by().is_some()
    }

    /// The layer that locked it; null: none did.
    async fn locked_by(&self) -> Option<ValueOrigin> {
        self.0.locked_by().map(Into::into)
    }

    /// Each layer that says whether it is offered, from the top; the first is the nation's.
    async fn offered_layers(&self) -> Vec<LayerValue> {
        self.0.offer.layers.iter().cloned().map(Into::into).collect()
    }

    /// Each layer that has a closing time, from the top; the first is the national catalogue's.
    async fn close_within_layers(&self) -> Vec<LayerValue> {
        self.0.closing.layers.iter().cloned().map(Into::into).collect()
    }

    /// Version of this tenant's override, to be given as `expectedVersion`; 0: there never was one.
    async fn version(&self) -> i32 {
        self.0.version()
    }
}

//! What a version shows.

use super::content::{
    self, ModelChange, ModelDuty, ModelFlaw, ModelIndicator, ModelOnboardingStep, ModelService,
    ModelSetting,
};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::register::selected;
use crate::tenancy::{Participant, people};
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::configuration::model::versions::{self, ModelVersion, VersionState};
use domain::kernel::ids::{CentreModelVersionId, ParticipantId};
use domain::kernel::page::Cursor;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How far a version of the centre model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CentreModelState", remote = "VersionState")]
pub(super) enum State {
    /// It is worked on; the nation alone sees it.
    Draft,
    /// It waits for a second person, and doesn't change; the nation alone sees it.
    Submitted,
    /// It is published, and never changes.
    Published,
    /// It was published, and no tenant is brought to it any more.
    Withdrawn,
}

/// A version of the centre model (verze modelu CSS): what centres are held to.
#[derive(Clone)]
pub(crate) struct CentreModelVersion(Arc<Shown>);

struct Shown {
    version: ModelVersion,
    people: Arc<HashMap<ParticipantId, Participant>>,
    base: Option<CentreModelVersion>,
    flaws: Vec<ModelFlaw>,
}

impl CentreModelVersion {
    /// Which.
    pub(crate) fn key(&self) -> CentreModelVersionId {
        self.0.version.id
    }

    /// Its place in a list.
    pub(super) fn place(&self) -> Cursor {
        self.0.version.cursor()
    }

    /// What it says.
    pub(super) fn content(&self) -> &domain::configuration::model::Content {
        &self.0.version.content
    }

    fn person(&self, id: Option<ParticipantId>) -> Option<&Participant> {
        self.0.people.get(&id?)
    }
}

/// How two versions of the centre model differ.
#[derive(SimpleObject)]
struct CentreModelDiff {
    /// Id of the version that was compared with.
    from_id: ID,
    /// Each change: by part, by key, by field. Empty: both say the same.
    changes: Vec<ModelChange>,
}

/// That an approver didn't publish a version.
#[derive(SimpleObject)]
struct GivenBack<'a> {
    /// Who gave it back.
    by: Option<&'a Participant>,
    /// When.
    at: DateTime<Utc>,
    /// Why, in their words.
    reason: &'a str,
}

/// A version of the centre model (verze modelu CSS): what centres are held to.
#[Object]
impl CentreModelVersion {
    /// Its id, the same from its first draft on.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.0.version.id)
    }

    /// Its number, given when it is published; null: it isn't yet.
    async fn number(&self) -> Option<i32> {
        self.0.version.number
    }

    /// How far it is.
    async fn state(&self) -> State {
        self.0.version.state.into()
    }

    /// What its authors say of it.
    async fn notes(&self) -> &str {
        &self.0.version.notes
    }

    /// The version that it was drafted from; null: from nothing.
    async fn base(&self) -> Option<&CentreModelVersion> {
        self.0.base.as_ref()
    }

    /// What it says of settings, by their names; of one that isn't here the platform's default counts.
    async fn settings(&self) -> Vec<ModelSetting> {
        content::settings(&self.0.version.content)
    }

    /// What it changes of the national catalogue, by code; of a service that isn't here nothing.
    async fn services(&self) -> Vec<ModelService> {
        content::services(&self.0.version.content)
    }

    /// What a centre owes, by code.
    async fn duties(&self) -> Vec<ModelDuty> {
        content::duties(&self.0.version.content)
    }

    /// What is looked at, by code.
    async fn indicators(&self) -> Vec<ModelIndicator> {
        content::indicators(&self.0.version.content)
    }

    /// What is done until a new tenant works, in its order. Empty: the steps that all tenants have.
    async fn onboarding_steps(&self) -> Vec<ModelOnboardingStep> {
        content::onboarding_steps(&self.0.version.content)
    }

    /// What of it no tenant could be held to; it isn't submitted as long as there is any.
    async fn flaws(&self) -> &[ModelFlaw] {
        &self.0.flaws
    }

    /// How it differs from another version; null: there is none of that id.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the version to compare with.")] from: ID,
    ) -> Result<Option<CentreModelDiff>> {
        let id: CentreModelVersionId = ids::read_argument(ctx, &from, "from")?;
        let read = versions::queries::diff(caller(ctx)?, id, &self.0.version.content).await;
        let changes = read.map_err(|error| fail(ctx, &error))?;
        let shown = |changes: Vec<_>| CentreModelDiff {
            from_id: ids::id(id),
            changes: changes.into_iter().map(ModelChange::from).collect(),
        };
        Ok(changes.map(shown))
    }

    /// Who had a hand in it; the nation alone sees people of the nation.
    async fn authors(&self) -> Vec<&Participant> {
        let ids = self.0.version.authors.iter();
        ids.filter_map(|id| self.0.people.get(id)).collect()
    }

    /// Who submitted it; null: nobody has, or who asks doesn't see the nation's people.
    async fn submitted_by(&self) -> Option<&Participant> {
        self.person(self.0.version.submitted.map(|(by, _)| by))
    }

    /// When it was submitted; null: it isn't.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.version.submitted.map(|(_, at)| at)
    }

    /// That it was given back to its authors, the last time; null: it never was, or it is published.
    async fn given_back(&self) -> Option<GivenBack<'_>> {
        let given_back = self.0.version.given_back.as_ref()?;
        let by = self.person(Some(given_back.by));
        Some(GivenBack { by, at: given_back.at, reason: &given_back.reason })
    }

    /// Who published it: neither an author nor who submitted it. Null: it isn't published, or who asks doesn't see the
    /// nation's people.
    async fn approved_by(&self) -> Option<&Participant> {
        self.person(self.0.version.published.map(|(by, _)| by))
    }

    /// Since when it is published; null: it isn't.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.version.published.map(|(_, at)| at)
    }

    /// Since when it is withdrawn; null: it isn't.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.version.withdrawn.map(|(_, at)| at)
    }

    /// What `expectedVersion` must be to change it; null: it is published, and doesn't change.
    async fn version(&self) -> Option<i32> {
        self.0.version.version
    }
}

/// Versions by their ids, with what is asked of them.
pub(crate) async fn by_ids(
    ctx: &Context<'_>,
    ids: &[CentreModelVersionId],
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<CentreModelVersion>> {
    let found = versions::queries::by_ids(caller(ctx)?, ids).await;
    nodes(ctx, found.map_err(|error| fail(ctx, &error))?, asked).await
}

/// Versions with what is asked of them; people, and what they were drafted from, are read once for all.
pub(super) async fn nodes(
    ctx: &Context<'_>,
    found: Vec<ModelVersion>,
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<CentreModelVersion>> {
    let people = Arc::new(people_of(ctx, &found, &asked).await?);
    let of_base = selected(&asked, "base");
    let mut bases = HashMap::new();
    if !of_base.is_empty() {
        let ids: BTreeSet<_> = found.iter().filter_map(|version| version.base).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let nodes = Box::pin(by_ids(ctx, &ids, of_base)).await?;
        bases.extend(nodes.into_iter().map(|node| (node.key(), node)));
    }
    let mut flaws = Vec::new();
    if !selected(&asked, "flaws").is_empty() {
        let contents: Vec<_> = found.iter().map(|version| &version.content).collect();
        let read = versions::queries::flaws_of(caller(ctx)?, &contents).await;
        flaws = read.map_err(|error| fail(ctx, &error))?;
    }
    let mut flaws = flaws.into_iter();
    let node = |version: ModelVersion| {
        let base = version.base.and_then(|id| bases.get(&id).cloned());
        let own = flaws.next().unwrap_or_default().into_iter().map(ModelFlaw::from).collect();
        let people = Arc::clone(&people);
        CentreModelVersion(Arc::new(Shown { version, people, base, flaws: own }))
    };
    Ok(found.into_iter().map(node).collect())
}

async fn people_of(
    ctx: &Context<'_>,
    found: &[ModelVersion],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<ParticipantId, Participant>> {
    let of_people = ["authors", "submittedBy", "approvedBy", "givenBack"];
    if of_people.iter().all(|field| selected(asked, field).is_empty()) {
        return Ok(HashMap::new());
    }
    let mut ids = BTreeSet::new();
    for version in found {
        ids.extend(&version.authors);
        ids.extend(version.submitted.map(|(by, _)| by));
        ids.extend(version.published.map(|(by, _)| by));
        ids.extend(version.given_back.as_ref().map(|given_back| given_back.by));
    }
    people(ctx, ids).await
}

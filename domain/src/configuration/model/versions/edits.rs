//! What its authors change of a draft, entry by entry.

use super::super::{Content, Part};
use super::commands::{lock, person};
use super::entries::{Entry, must_have_room, take_out};
use super::queries::codes;
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject, WriteTx};
use crate::configuration::settings::SettingKey;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId};

/// Says something of a setting or a service, or has a duty, an indicator or a step of onboarding; in the place of what the
/// draft had under the key.
///
/// # Errors
/// [`Error::NotFound`] for the draft, or a setting or a service that there isn't; [`Error::Stale`]; [`Error::Invalid`] for
/// what no version can say; [`crate::configuration::Rejection`].
pub async fn set(
    caller: &Caller,
    (id, expected_version): (CentreModelVersionId, i32),
    key: &str,
    entry: Entry,
) -> Result<CentreModelVersionId> {
    let by = person(caller)?;
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            let draft = lock(tx, id, expected_version).await?;
            draft.must_be_a_draft()?;
            let part = entry.part();
            let entry = entry.check(key, &codes(tx).await?)?;
            let mut content = draft.content.clone();
            entry.put_into(&mut content, key);
            must_have_room(&content)?;
            if content == draft.content {
                tx.change_nothing();
                return Ok(id);
            }
            keep(tx, id, &content, draft.authors_with(by)).await?;
            tx.record(changed(id, part, key, false));
            Ok(id)
        })
        .await
}

/// Takes an entry out of a draft.
///
/// # Errors
/// [`Error::NotFound`] for the draft or the entry; [`Error::Stale`]; [`crate::configuration::Rejection::NotADraft`].
pub async fn remove(
    caller: &Caller,
    (id, expected_version): (CentreModelVersionId, i32),
    part: Part,
    key: &str,
) -> Result<CentreModelVersionId> {
    let by = person(caller)?;
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            let draft = lock(tx, id, expected_version).await?;
            draft.must_be_a_draft()?;
            let mut content = draft.content.clone();
            if !take_out(&mut content, part, key) {
                return Err(Error::NotFound(Kind::CentreModelEntry));
            }
            keep(tx, id, &content, draft.authors_with(by)).await?;
            tx.record(changed(id, part, key, true));
            Ok(id)
        })
        .await
}

async fn keep(
    tx: &WriteTx,
    id: CentreModelVersionId,
    content: &Content,
    authors: Vec<ParticipantId>,
) -> Result<()> {
    store::change(tx, id, content, authors).await
}

/// Of a setting its name; a code that somebody made up stays in the draft: the trail carries words of ours only.
fn changed(id: CentreModelVersionId, part: Part, key: &str, is_removed: bool) -> Event {
    let mut facts =
        vec![("part", Fact::Word(part.as_str())), ("is_removed", Fact::Flag(is_removed))];
    let setting = SettingKey::parse(key).filter(|_| part == Part::Settings);
    facts.extend(setting.map(|key| ("key", Fact::Word(key.key()))));
    Event::of_tenant("centre_model.changed", Subject::id(id), facts)
}

//! Opening: what is asked for, and what of it can be.

use super::rules::{Channel, Priority, Requester};
use super::shown::Files;
use crate::directory::MunicipalityCode;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::MemberId;
use crate::kernel::text;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Under which service.
    pub service_code: String,
    /// What it is about, in one line of at most 200 characters.
    pub title: String,
    /// The whole of it, at most 10,000 characters.
    pub description: String,
    /// Who asks.
    pub requester: Requester,
    /// For which member; a citizen's case is always the association's own.
    pub member: Option<MemberId>,
    /// The municipality a citizen's case is about, if any; another's is its member's.
    pub municipality_code: Option<MunicipalityCode>,
    /// Whether its municipality sees it; `None`: yes, unless a citizen asks or it is for the data protection officer.
    pub shown_to_member: Option<bool>,
    /// How urgent it is.
    pub priority: Priority,
    /// How it came; `None`: nobody says. What a municipality files itself came by the web.
    pub channel: Option<Channel>,
}

impl NewRequest {
    /// Trims and bounds what people wrote.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Invalid`].
    pub(super) fn check(self, files: Files) -> Result<Self> {
        self.check_filing(files)?;
        let name = |name: String| text::required(&name, 200, &["input", "requesterName"]);
        let own = (files == Files::ForOwnMunicipality).then_some(Channel::Web);
        Ok(Self {
            channel: own.or(self.channel),
            title: text::required(&self.title, 200, &["input", "title"])?,
            description: text::optional(&self.description, 10_000, &["input", "description"])?,
            requester: match self.requester {
                Requester::Municipality => Requester::Municipality,
                Requester::Organisation(named) => Requester::Organisation(name(named)?),
                Requester::Citizen(named) => Requester::Citizen(name(named)?),
            },
            ..self
        })
    }
}

impl NewRequest {
    /// What is said must fit who says it: a municipality can't hide its own case from itself, nor has it come to call, and
    /// only a citizen's case says which municipality it is about.
    fn check_filing(&self, files: Files) -> Result<()> {
        if files == Files::ForOwnMunicipality && self.shown_to_member == Some(false) {
            return Err(Error::invalid(&["input", "shownToMember"], code::MALFORMED));
        }
        let came_by_web = self.channel.is_none_or(|channel| channel == Channel::Web);
        if files == Files::ForOwnMunicipality && !came_by_web {
            return Err(Error::invalid(&["input", "channel"], code::MALFORMED));
        }
        let is_citizen = matches!(self.requester, Requester::Citizen(_));
        if !is_citizen && self.municipality_code.is_some() {
            return Err(Error::invalid(&["input", "municipalityCode"], code::MALFORMED));
        }
        Ok(())
    }
}

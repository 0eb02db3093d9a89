//! What a hit shows.

use crate::activities::Activity;
use crate::ids::read_filter;
use crate::requests::Request;
use async_graphql::{Context, Enum, ID, InputObject, Result, SimpleObject};
use domain::search;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "search::SubjectKind")]
pub(crate) enum SearchKind {
    /// Requests, by their titles, descriptions and comments.
    Request,
    /// Activities, by what they brought about.
    Activity,
}

/// In which text words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "search::FoundIn")]
pub(crate) enum SearchText {
    /// The title of a request.
    Title,
    /// The description of a request.
    Description,
    /// A comment on a request.
    Comment,
    /// What an activity brought about.
    Output,
}

/// Where to look; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct SearchFilter {
    /// For this alone.
    kind: Option<SearchKind>,
    /// For requests of this member, and for activities of which it has a share.
    member_id: Option<ID>,
}

impl SearchFilter {
    pub(super) fn read(self, ctx: &Context<'_>) -> Result<search::Filter> {
        let member = read_filter(ctx, self.member_id.as_ref(), "memberId")?;
        Ok(search::Filter { kind: self.kind.map(Into::into), member })
    }
}

/// Something that has all the words that were searched for: a request or an activity.
#[derive(SimpleObject)]
pub(crate) struct SearchHit {
    /// What was found.
    pub(super) kind: SearchKind,
    /// The request that has the words, or whose comments have them; null: it is an activity.
    pub(super) request: Option<Request>,
    /// The activity that has the words in what it brought about; null: it is a request.
    pub(super) activity: Option<Activity>,
    /// In which text most of the words stand: the snippet is of this one.
    pub(super) found_in: SearchText,
    /// A part of that text, about two lines, in pieces: one behind the other they are the snippet. Plain text, no markup.
    pub(super) snippet: Vec<SnippetSegment>,
}

/// A piece of a snippet.
#[derive(SimpleObject)]
pub(crate) struct SnippetSegment {
    /// What it says.
    text: String,
    /// Whether it is one of the words that were searched for.
    hit: bool,
}

impl From<search::Segment> for SnippetSegment {
    fn from(segment: search::Segment) -> Self {
        Self { text: segment.text, hit: segment.is_hit }
    }
}

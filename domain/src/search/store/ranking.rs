//! What has all the words, best first. Diesel has no words for so many parts of one UNION.
//!
//! Each word is one reading of an index for each kind of text, and all of it is put together once: what that costs grows with
//! how often the words stand somewhere, and no estimate of the planner's can make it grow faster, as it could a join's.

use super::super::rules::points::{COMMENT, TEXT, TITLE};
use super::{Kinds, Where, place};
use crate::kernel::page::{Direction, PageArgs};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// All that has the words.
pub(super) struct Ranking {
    terms: Vec<String>,
    /// Between which terms the last word may begin.
    beginning: Option<(String, String)>,
    kinds: Kinds,
    members: Option<Vec<Uuid>>,
}

/// A place in the list: the best first, of equals the newest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) score: i32,
    pub(super) id: Uuid,
}

impl Ranking {
    pub(super) fn of(place: &Where<'_>) -> Self {
        let Where { sought, kinds, member, reach } = place;
        let reach = || Some(reach.as_ref()?.iter().map(|id| Uuid::from(*id)).collect());
        Self {
            terms: sought.terms.clone(),
            beginning: sought.beginning.clone().zip(sought.behind_beginning()),
            kinds: *kinds,
            members: member.map(|id| vec![Uuid::from(id)]).or_else(reach),
        }
    }

    /// A part of it.
    pub(super) fn page(&self, args: &PageArgs) -> Part<'_> {
        Part {
            of: self,
            rows: args.rows(),
            direction: args.direction,
            after: args.after.as_ref().map(place),
            before: args.before.as_ref().map(place),
        }
    }

    /// How much it is.
    pub(super) fn count(&self) -> Count<'_> {
        Count { of: self }
    }

    /// The places of each word: which word, where, and what it is worth there. Half, where only its beginning was typed.
    fn places<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let last = self.terms.len().saturating_sub(1);
        let mut is_first = true;
        for (word, term) in self.terms.iter().enumerate() {
            let beginning = self.beginning.as_ref().filter(|_| word == last);
            for source in Source::ALL.iter().filter(|source| source.is_of(self.kinds)) {
                for way in [Some(Way::Whole(term)), beginning.map(Way::Begun)].into_iter().flatten()
                {
                    if !is_first {
                        out.push_sql(" UNION ALL ");
                    }
                    is_first = false;
                    source.rows(word, &way, out)?;
                    self.of_members(*source, out)?;
                }
            }
        }
        Ok(())
    }

    fn of_members<'b>(&'b self, source: Source, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some(members) = &self.members else { return Ok(()) };
        out.push_sql(match source {
            Source::Requests | Source::Comments => " AND member_id = ",
            Source::Activities => {
                " AND activity_id IN (SELECT activity_id FROM activity_shares WHERE member_id = "
            }
        });
        if let [only] = members.as_slice() {
            out.push_bind_param::<SqlUuid, _>(only)?;
        } else {
            out.push_sql("ANY (");
            out.push_bind_param::<Array<SqlUuid>, _>(members)?;
            out.push_sql(")");
        }
        if source == Source::Activities {
            out.push_sql(")");
        }
        Ok(())
    }

    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let words = 0..self.terms.len();
        let best = |word| format!("coalesce(max(points) FILTER (WHERE word = {word}), 0)");
        let score: Vec<String> = words.clone().map(best).collect();
        out.push_sql(&format!("SELECT is_activity, id, {} AS score FROM (", score.join(" + ")));
        self.places(out)?;
        let all: Vec<String> = words.map(|word| format!("bool_or(word = {word})")).collect();
        out.push_sql(&format!(") AS places GROUP BY is_activity, id HAVING {}", all.join(" AND ")));
        Ok(())
    }
}

/// How a word is looked for.
enum Way<'a> {
    /// Some form of it.
    Whole(&'a String),
    /// What begins as it does.
    Begun(&'a (String, String)),
}

/// Where terms are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Requests,
    Comments,
    Activities,
}

impl Source {
    const ALL: &'static [Self] = &[Self::Requests, Self::Comments, Self::Activities];

    fn is_of(self, kinds: Kinds) -> bool {
        match self {
            Self::Requests | Self::Comments => kinds.requests,
            Self::Activities => kinds.activities,
        }
    }

    fn rows<'b>(
        self,
        word: usize,
        way: &Way<'b>,
        out: &mut AstPass<'_, 'b, Pg>,
    ) -> QueryResult<()> {
        let worth = |points: i32| match way {
            Way::Whole(_) => points,
            Way::Begun(_) => points / 2,
        };
        let (is_activity, id, points, table) = match self {
            Self::Requests => {
                let (title, text) = (worth(TITLE), worth(TEXT));
                let points = format!("CASE WHEN in_title THEN {title} ELSE {text} END");
                (false, "request_id", points, "request_terms")
            }
            Self::Comments => (false, "request_id", worth(COMMENT).to_string(), "comment_terms"),
            Self::Activities => (true, "activity_id", worth(TEXT).to_string(), "activity_terms"),
        };
        out.push_sql(&format!(
            "SELECT {word} AS word, {is_activity} AS is_activity, {id} AS id, {points} AS points FROM {table} WHERE term "
        ));
        match way {
            Way::Whole(term) => {
                out.push_sql("= ");
                out.push_bind_param::<Text, _>(*term)
            }
            Way::Begun((from, to)) => {
                out.push_sql(">= ");
                out.push_bind_param::<Text, _>(from)?;
                out.push_sql(" AND term < ");
                out.push_bind_param::<Text, _>(to)
            }
        }
    }
}

/// A part of the list.
pub(super) struct Part<'a> {
    of: &'a Ranking,
    rows: i64,
    direction: Direction,
    after: Option<Place>,
    before: Option<Place>,
}

/// How long the list is.
pub(super) struct Count<'a> {
    of: &'a Ranking,
}

impl Query for Part<'_> {
    type SqlType = (Bool, SqlUuid, Integer);
}

impl Query for Count<'_> {
    type SqlType = BigInt;
}

impl QueryId for Part<'_> {
    type QueryId = ();
    // How many words there are, and where they are looked for, is in the text: it is the key under which it is kept prepared.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryId for Count<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Part<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT is_activity, id, score FROM (");
        self.of.walk(&mut out)?;
        out.push_sql(") AS found");
        let places = [(&self.after, "<"), (&self.before, ">")];
        let mut word = " WHERE ";
        for (place, operator) in places {
            let Some(place) = place else { continue };
            out.push_sql(&format!("{word}(score, id) {operator} ("));
            out.push_bind_param::<Integer, _>(&place.score)?;
            out.push_sql(", ");
            out.push_bind_param::<SqlUuid, _>(&place.id)?;
            out.push_sql(")");
            word = " AND ";
        }
        let order = match self.direction {
            Direction::Forward => "DESC",
            Direction::Backward => "ASC",
        };
        out.push_sql(&format!(" ORDER BY score {order}, id {order} LIMIT "));
        out.push_bind_param::<BigInt, _>(&self.rows)
    }
}

impl QueryFragment<Pg> for Count<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.of.walk(&mut out)?;
        out.push_sql(") AS found");
        Ok(())
    }
}

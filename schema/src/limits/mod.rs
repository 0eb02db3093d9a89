//! What a document may cost at most, and how we know before anything runs.
//!
//! [`Limits::of_text`] counts tokens before the parser sees the text; [`Limits::of_document`]
//! measures a parsed document for the operation and the variables of one request, so a document
//! from a cache is measured again. Both take time linear in the size of the text. Nothing here
//! knows the schema: whether a field exists is validated later, by the library.

mod measure;
mod tokens;

#[cfg(test)]
mod tests;

use std::fmt;

use async_graphql::Variables;
use async_graphql::parser::types::ExecutableDocument;

pub use measure::Measured;
pub(crate) use tokens::tokens_of;

/// The largest document that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Tokens of the whole text.
    pub tokens_max: usize,
    /// Brackets in brackets, and selection sets in selection sets with fragments expanded. The
    /// parser and the library's own walks recurse this deep; the library stops at 32 by itself.
    pub nesting_max: usize,
    /// Data fields in data fields.
    pub depth_max: usize,
    /// Aliases of the operation, fragments expanded.
    pub aliases_max: usize,
    /// Fields at the root, fragments expanded.
    pub root_fields_max: usize,
    /// Directives of the operation, fragments expanded.
    pub directives_max: usize,
    /// Entries on one page; resolvers refuse more, here it only says what is meant.
    pub page_max: usize,
    /// Entries on a page whose size isn't said.
    pub page_default: usize,
    /// The product of the page sizes along any path.
    pub nodes_max: usize,
    /// Selections of an operation with its fragments expanded: a fragment that spreads another
    /// twice, which spreads another twice, … is short and means millions.
    pub selections_max: usize,
    /// `fields`, `interfaces`, `possibleTypes` and `inputFields` in one another, as in
    /// graphql-js' `MaxIntrospectionDepthRule`.
    pub introspection_lists_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens_max: 2_000,
            nesting_max: 32,
            depth_max: 12,
            aliases_max: 30,
            root_fields_max: 20,
            directives_max: 50,
            page_max: 100,
            page_default: 20,
            nodes_max: 5_000,
            selections_max: 5_000,
            introspection_lists_max: 2,
        }
    }
}

impl Limits {
    /// The number of tokens of a text, or the limit it breaks. To be asked before parsing.
    pub fn of_text(&self, text: &str) -> Result<usize, Broken> {
        tokens::count(text, self)
    }

    /// The size of the operation that this request chooses, or the limit it breaks.
    ///
    /// A name that chooses no operation gives `None`: the library has the sentence for it.
    pub fn of_document(
        &self,
        document: &ExecutableDocument,
        operation: Option<&str>,
        variables: &Variables,
    ) -> Result<Option<Measured>, Broken> {
        measure::measure(document, operation, variables, self)
    }
}

/// A limit that a document breaks, with the number that would have been fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Too many tokens.
    Tokens(usize),
    /// Brackets or selection sets nested too deep.
    Nesting(usize),
    /// Data fields nested too deep.
    Depth(usize),
    /// The lists of introspection nested too deep.
    Introspection(usize),
    /// Too many aliases.
    Aliases(usize),
    /// Too many fields at the root.
    RootFields(usize),
    /// Too many directives.
    Directives(usize),
    /// Too many nodes along one path.
    Nodes(usize),
    /// Too many selections once fragments are expanded.
    Selections(usize),
    /// No limit but a mistake: this fragment spreads itself. Found here because measuring such a
    /// document would never end.
    FragmentCycle(String),
}

impl Broken {
    /// The code that clients see.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Tokens(_) => "TOO_MANY_TOKENS",
            Self::Nesting(_) | Self::Depth(_) | Self::Introspection(_) => "QUERY_TOO_DEEP",
            Self::Aliases(_) => "TOO_MANY_ALIASES",
            Self::RootFields(_) => "TOO_MANY_ROOT_FIELDS",
            Self::Directives(_) => "TOO_MANY_DIRECTIVES",
            Self::Nodes(_) => "TOO_MANY_NODES",
            Self::Selections(_) => "COST_EXCEEDED",
            Self::FragmentCycle(_) => "BAD_USER_INPUT",
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tokens(max) => write!(f, "The document has more than {max} tokens."),
            Self::Nesting(max) => {
                write!(f, "Brackets and fragments are nested more than {max} deep.")
            }
            Self::Depth(max) => write!(f, "Fields are nested more than {max} deep."),
            Self::Introspection(max) => write!(
                f,
                "The lists of introspection (fields, interfaces, possibleTypes, inputFields) are \
                 nested more than {max} deep."
            ),
            Self::Aliases(max) => write!(f, "The operation has more than {max} aliases."),
            Self::RootFields(max) => {
                write!(f, "The operation asks more than {max} fields at its root.")
            }
            Self::Directives(max) => write!(f, "The operation has more than {max} directives."),
            Self::Nodes(max) => write!(
                f,
                "The pages of lists in lists multiply to more than {max} nodes; ask for smaller \
                 pages."
            ),
            Self::Selections(max) => write!(
                f,
                "With its fragments expanded, the operation has more than {max} selections."
            ),
            Self::FragmentCycle(name) => write!(f, "The fragment \"{name}\" spreads itself."),
        }
    }
}

impl std::error::Error for Broken {}

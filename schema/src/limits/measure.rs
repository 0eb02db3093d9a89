//! Measures a parsed document: each selection set once, a fragment's size is remembered.
//!
//! The schema isn't asked what is a list. A field is a page when it is given `first` or `last`,
//! or when `edges`, `nodes` or `pageInfo` is selected under it: every list of ours that can grow
//! is a connection, and one of which only `totalCount` is wanted reads no entries. What has a
//! plain list whose things have pages, or lead back to it, is named in [`PLAIN_LISTS`].

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Number, Positioned, Value, Variables};

use super::{Broken, Limits};
use crate::operation::choose;

/// Plain lists under which much can be asked: a tenant has roll-outs, each of which has a tenant, and
/// each of a roll-out's waves has pages of tenants. Or which can be long: the days of a clock. They count as a page of which
/// no size is said. So do the results of what is done with several things at once, up to a hundred of them.
const PLAIN_LISTS: &[&str] = &["rollouts", "waves", "explanation", "results"];

/// The size of one operation, its fragments expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Data fields in data fields; what is asked of the schema itself doesn't count.
    pub depth: usize,
    /// Aliases, each time their fragment is spread.
    pub aliases: usize,
    /// Fields at the root.
    pub root_fields: usize,
    /// Directives, each time their fragment is spread.
    pub directives: usize,
    /// Fields, inline fragments and spreads.
    pub selections: usize,
    /// The largest product of page sizes along a path.
    pub nodes: usize,
}

/// See [`Limits::of_document`].
pub(super) fn measure(
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
    limits: &Limits,
) -> Result<Option<Measured>, Broken> {
    let chosen = choose(document, name);
    let mut walk = Walk {
        document,
        operation: chosen,
        variables,
        limits,
        known: HashMap::new(),
        open: HashSet::new(),
    };
    let size = chosen.map(|operation| walk.operation(operation)).transpose()?;
    // The library walks what is not asked for, too, and expands it.
    for (_, operation) in document.operations.iter() {
        let size = walk.operation(&operation.node)?;
        check(size.selections, limits.selections_max, Broken::Selections)?;
    }
    for fragment in document.fragments.keys() {
        let size = walk.fragment(fragment, 0)?;
        check(size.selections, limits.selections_max, Broken::Selections)?;
    }
    size.map(|size| size.within(limits)).transpose()
}

/// What one selection set means, relative to where it stands.
#[derive(Clone, Copy)]
struct Size {
    selections: usize,
    aliases: usize,
    directives: usize,
    fields: usize,
    depth: usize,
    nesting: usize,
    /// The most lists of introspection on one path, wherever the path begins.
    lists: usize,
    /// The same, for paths that begin at `__schema` or `__type`.
    introspection: usize,
    nodes: usize,
    is_connection: bool,
}

impl Size {
    const EMPTY: Self = Self {
        selections: 0,
        aliases: 0,
        directives: 0,
        fields: 0,
        depth: 0,
        nesting: 0,
        lists: 0,
        introspection: 0,
        nodes: 1,
        is_connection: false,
    };

    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            fields: self.fields.saturating_add(other.fields),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
            lists: self.lists.max(other.lists),
            introspection: self.introspection.max(other.introspection),
            nodes: self.nodes.max(other.nodes),
            is_connection: self.is_connection || other.is_connection,
        }
    }

    /// One selection more, one level further up.
    fn inside(self, directives: usize) -> Self {
        Self {
            selections: self.selections.saturating_add(1),
            directives: self.directives.saturating_add(directives),
            nesting: self.nesting.saturating_add(1),
            ..self
        }
    }

    fn within(self, limits: &Limits) -> Result<Measured, Broken> {
        let introspection_max = limits.introspection_lists_max;
        check(self.introspection, introspection_max, Broken::Introspection)?;
        check(self.depth, limits.depth_max, Broken::Depth)?;
        check(self.fields, limits.root_fields_max, Broken::RootFields)?;
        check(self.aliases, limits.aliases_max, Broken::Aliases)?;
        check(self.directives, limits.directives_max, Broken::Directives)?;
        check(self.nodes, limits.nodes_max, Broken::Nodes)?;
        Ok(Measured {
            depth: self.depth,
            aliases: self.aliases,
            root_fields: self.fields,
            directives: self.directives,
            selections: self.selections,
            nodes: self.nodes,
        })
    }
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    operation: Option<&'a OperationDefinition>,
    variables: &'a Variables,
    limits: &'a Limits,
    known: HashMap<&'a str, Size>,
    open: HashSet<&'a str>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Size, Broken> {
        let of_variables: usize =
            operation.variable_definitions.iter().map(|each| each.node.directives.len()).sum();
        let size = self.set(&operation.selection_set, 0)?;
        let directives = size.directives + operation.directives.len() + of_variables;
        Ok(Size { directives, ..size })
    }

    fn set(&mut self, set: &'a Positioned<SelectionSet>, level: usize) -> Result<Size, Broken> {
        if level > self.limits.nesting_max {
            return Err(Broken::Nesting(self.limits.nesting_max));
        }
        let mut size = Size::EMPTY;
        for selection in &set.node.items {
            let one = match &selection.node {
                Selection::Field(field) => self.field(&field.node, level)?,
                Selection::InlineFragment(fragment) => self
                    .set(&fragment.node.selection_set, level + 1)?
                    .inside(fragment.node.directives.len()),
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node, level + 1)?
                    .inside(spread.node.directives.len()),
            };
            size = size.beside(one);
        }
        Ok(size)
    }

    /// A fragment that doesn't exist is empty here and refused by the library.
    fn fragment(&mut self, name: &str, level: usize) -> Result<Size, Broken> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Size::EMPTY);
        };
        if let Some(size) = self.known.get(name.as_str()) {
            return if level.saturating_add(size.nesting) > self.limits.nesting_max {
                Err(Broken::Nesting(self.limits.nesting_max))
            } else {
                Ok(*size)
            };
        }
        if !self.open.insert(name) {
            return Err(Broken::FragmentCycle(name.to_string()));
        }
        let size = self.set(&fragment.node.selection_set, level)?;
        let directives = size.directives.saturating_add(fragment.node.directives.len());
        let size = Size { directives, ..size };
        self.open.remove(name.as_str());
        self.known.insert(name, size);
        Ok(size)
    }

    fn field(&mut self, field: &'a Field, level: usize) -> Result<Size, Broken> {
        let is_leaf = field.selection_set.node.items.is_empty();
        let children =
            if is_leaf { Size::EMPTY } else { self.set(&field.selection_set, level + 1)? };
        let name = field.name.node.as_str();
        let about_schema = matches!(name, "__schema" | "__type");
        let is_list = matches!(name, "fields" | "interfaces" | "possibleTypes" | "inputFields");
        let counted = children.inside(field.directives.len());
        Ok(Size {
            aliases: children.aliases.saturating_add(usize::from(field.alias.is_some())),
            fields: 1,
            nesting: if is_leaf { 0 } else { counted.nesting },
            depth: if name.starts_with("__") { 0 } else { children.depth.saturating_add(1) },
            lists: children.lists.saturating_add(usize::from(is_list)),
            introspection: if about_schema { children.lists } else { children.introspection },
            nodes: children.nodes.saturating_mul(self.entries(field, &children)),
            is_connection: matches!(name, "edges" | "nodes" | "pageInfo"),
            ..counted
        })
    }

    /// How many things the field stands for, as far as the document says; at least one, so that
    /// a page of zero doesn't hide what is below it.
    fn entries(&self, field: &Field, children: &Size) -> usize {
        let sizes = ["first", "last"].iter().filter_map(|name| self.argument(field, name));
        let paged = sizes.map(|size| self.page_size(&size)).max();
        let listed = self.argument(field, "ids").map(|ids| match ids {
            Value::List(items) => items.len(),
            _ => 1,
        });
        let is_plain = PLAIN_LISTS.contains(&field.name.node.as_str());
        let is_list = children.is_connection || is_plain;
        let assumed = if is_list { self.limits.page_default } else { 1 };
        paged.or(listed).unwrap_or(assumed).max(1)
    }

    /// What isn't a size (negative, a fraction, a text) is refused later, whatever we say here.
    fn page_size(&self, size: &Value) -> usize {
        match size {
            Value::Number(number) if !has_fraction(number) => as_size(number),
            _ => self.limits.page_default,
        }
    }

    /// The argument as it will be when the operation runs; a variable that isn't given is null.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        let known =
            |name: Name| Ok::<_, Infallible>(self.variable(&name).cloned().unwrap_or_default());
        value.into_const_with(known).ok()
    }

    fn variable(&self, name: &str) -> Option<&'a Value> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation?.variable_definitions;
            let definition = definitions.iter().find(|each| each.node.name.node == name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }
}

fn check(size: usize, max: usize, broken: fn(usize) -> Broken) -> Result<(), Broken> {
    if size > max { Err(broken(max)) } else { Ok(()) }
}

fn has_fraction(number: &Number) -> bool {
    number.as_f64().is_some_and(|number| number.fract() != 0.0)
}

fn as_size(number: &Number) -> usize {
    match (number.as_u64(), number.is_i64()) {
        (Some(size), _) => usize::try_from(size).unwrap_or(usize::MAX),
        (None, true) => 1,
        (None, false) => usize::MAX,
    }
}

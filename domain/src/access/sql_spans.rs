//! A span for each statement, for who keeps traces; nobody else pays for it. What is shown is our own text, never a value: of a
//! statement it ends before what is bound, of a batch (which has the tenant's id in it) before its first semicolon.

use diesel::connection::{
    DebugQuery, Instrumentation, InstrumentationEvent, set_default_instrumentation,
};
use std::fmt::{self, Write as _};
use tracing::{Span, debug_span, field};

/// Longer texts than this are cut.
const TEXT_MAX: usize = 2_000;
/// What stands between diesel's text and its values, written in one piece.
const BINDS: &str = " -- binds: ";

/// Lets the connections that are opened from now on have such spans.
pub(super) fn watch() {
    // An error says that somebody panicked while setting it, and then the one that was set is as good.
    let _ = set_default_instrumentation(|| Some(Box::new(SqlSpans::default())));
}

/// Of one connection: what was sent and isn't answered. Several may be on their way.
#[derive(Default)]
struct SqlSpans(Vec<(String, Span)>);

impl Instrumentation for SqlSpans {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => self.begin(query),
            InstrumentationEvent::FinishQuery { query, error, .. } => {
                self.end(query, error.is_some());
            }
            // Diesel's own enum, which may grow: transactions and connections aren't looked at.
            _ => {}
        }
    }
}

impl SqlSpans {
    fn begin(&mut self, query: &dyn DebugQuery) {
        let span = debug_span!(
            "sql",
            otel.kind = "client",
            otel.name = field::Empty,
            otel.status_code = field::Empty,
            db.system.name = "postgresql",
            db.operation.name = field::Empty,
            db.query.text = field::Empty,
            error.type = field::Empty,
        );
        if span.is_disabled() {
            return;
        }
        let text = shown(query);
        let operation = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        span.record("db.operation.name", operation);
        match table(&text) {
            Some(table) => span.record("otel.name", format!("{operation} {table}")),
            None => span.record("otel.name", operation),
        };
        span.record("db.query.text", text.as_str());
        self.0.push((text, span));
    }

    fn end(&mut self, query: &dyn DebugQuery, has_failed: bool) {
        if self.0.is_empty() {
            return;
        }
        let whole = query.to_string();
        let Some(at) = self.0.iter().position(|(text, _)| whole.starts_with(text)) else { return };
        let (_, span) = self.0.remove(at);
        if has_failed {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", "database");
        }
    }
}

/// The text without its values.
fn shown(query: &dyn DebugQuery) -> String {
    let mut text = Text { written: String::new(), is_prepared: false };
    // An error says that it has come to the values.
    let _ = write!(text, "{query}");
    let mut shown = text.written;
    if !text.is_prepared {
        shown.truncate(shown.find(';').unwrap_or(shown.len()));
    }
    if let Some((end, _)) = shown.char_indices().nth(TEXT_MAX) {
        shown.truncate(end);
    }
    shown
}

struct Text {
    written: String,
    is_prepared: bool,
}

impl fmt::Write for Text {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if piece == BINDS {
            self.is_prepared = true;
            return Err(fmt::Error);
        }
        self.written.push_str(piece);
        Ok(())
    }
}

/// The first table that a statement names.
fn table(text: &str) -> Option<&str> {
    let mut words = text.split([' ', '(', ')', ',', '\n']).filter(|word| !word.is_empty());
    words.find(|word| matches!(*word, "FROM" | "INTO" | "UPDATE"))?;
    let name = words.next()?.trim_matches('"');
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{shown, table};
    use diesel::debug_query;
    use diesel::pg::Pg;
    use diesel::{ExpressionMethods as _, QueryDsl as _};

    use crate::tables::people;

    #[test]
    fn no_value_is_shown() {
        let query = people::table.filter(people::email.eq("jana -- binds: @obec.cz")).count();
        let text = shown(&debug_query::<Pg, _>(&query));
        assert!(text.starts_with("SELECT") && text.ends_with("= $1)"), "{text}");
        assert_eq!(table(&text), Some("people"));
    }

    #[test]
    fn the_first_table_names_a_statement() {
        for (text, first) in [
            ("SELECT 1", None),
            ("COMMIT", None),
            (
                "WITH event AS (INSERT INTO events (at) SELECT $1) INSERT INTO outbox",
                Some("events"),
            ),
            ("UPDATE \"requests\" SET x = $1", Some("requests")),
            ("SELECT a FROM (SELECT b FROM c)", None),
        ] {
            assert_eq!(table(text), first, "{text}");
        }
    }
}

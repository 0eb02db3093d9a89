//! What an import tells besides its lines: a bar on a terminal while it writes, and a file of what happened, thing by thing.

use anyhow::Context as _;
use domain::directory::{ImportError, Report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Shows how much is written, on a terminal only: the library draws nothing where there is none.
pub(in crate::commands) struct Bar(ProgressBar);

impl Bar {
    pub(in crate::commands) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(in crate::commands) fn tell(&self, written: usize, all: usize) {
        let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        self.0.set_length(count(all));
        self.0.set_position(count(written));
    }

    /// What is printed then stands where it stood.
    pub(in crate::commands) fn leave(self) {
        self.0.finish_and_clear();
    }
}

/// A file of JSON lines, one for each thing that happened.
pub(super) struct ReportFile(Option<(PathBuf, File)>);

impl ReportFile {
    /// Opens it before anything happens: an import of which nothing can be told isn't begun.
    pub(super) fn at(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self(None)) };
        let file = File::create(path).with_context(|| {
            format!("{} can't be written: nothing was imported", path.display())
        })?;
        Ok(Self(Some((path.to_owned(), file))))
    }

    pub(super) fn write(self, done: &Result<Report, ImportError>) -> anyhow::Result<()> {
        let Some((path, file)) = self.0 else { return Ok(()) };
        let mut file = BufWriter::new(file);
        let mut write = || {
            lines(done).iter().try_for_each(|line| writeln!(file, "{line}"))?;
            file.flush()
        };
        write().with_context(|| {
            format!("{} can't be written; what was imported stays", path.display())
        })
    }
}

fn lines(done: &Result<Report, ImportError>) -> Vec<Value> {
    match done {
        Ok(report) => report.changes.iter().map(change).collect(),
        Err(ImportError::Rows(bad)) => {
            let refused = bad.listed.iter().map(|row| {
                json!({
                    "line": (row.line > 0).then_some(row.line), "deed": "refused", "column": row.column,
                    "value": row.value, "code": row.why.code(), "why": row.why.to_string(),
                })
            });
            let more = (bad.more > 0).then(|| json!({ "deed": "refused", "more": bad.more }));
            refused.chain(more).collect()
        }
        Err(error) => vec![json!({ "deed": "refused", "why": error.to_string() })],
    }
}

fn change(change: &domain::directory::Change) -> Value {
    let field =
        |(field, was, is): &(&str, String, String)| json!({ "field": field, "was": was, "is": is });
    json!({
        "line": change.line, "deed": change.deed.word(), "what": change.what, "key": change.key,
        "fields": change.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

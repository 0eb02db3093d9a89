//! Files that a test writes and people review: a test compares, and rewrites only when told to.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Compares `text` with the committed file at `path` of the workspace; `CENTRUM_UPDATE=1` writes it instead.
pub fn is_committed(path: &str, text: &str) {
    let file = workspace().join(path);
    if is_told("CENTRUM_UPDATE") {
        std::fs::write(&file, text)
            .unwrap_or_else(|error| panic!("{path} can't be written: {error}"));
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    if committed == text {
        return;
    }
    let (old, new): (Vec<_>, Vec<_>) = (committed.lines().collect(), text.lines().collect());
    let differs = (0..old.len().max(new.len())).filter(|line| old.get(*line) != new.get(*line));
    let told: Vec<String> = differs
        .take(10)
        .map(|line| {
            let of = |lines: &[&str]| lines.get(line).copied().unwrap_or("(nothing)").to_owned();
            format!("line {}\n  committed: {}\n  now:       {}", line + 1, of(&old), of(&new))
        })
        .collect();
    panic!(
        "{path} isn't what is so now. Read the differences; if they are meant, run the test with CENTRUM_UPDATE=1 \
         and commit the file.\n{}",
        told.join("\n")
    );
}

/// Whether a switch of the tests is on.
pub fn is_told(variable: &str) -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests have no configuration but their switches"
    )]
    let value = std::env::var(variable);
    value.is_ok_and(|value| value == "1")
}

//! Parsed documents, the recent ones kept, and whether each was found valid: both cost more than a short operation.
//!
//! Only what the text alone decides is remembered. Limits that depend on variables are measured by whoever asks.

use super::answer::refused;
use async_graphql::ServerError;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use schema::ErrorCode;
use schema::conformance::{repeated_field, with_typename_in_fragments, with_whole_characters};
use schema::limits::Limits;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A parsed document is about this many times as large as its text.
const BYTES_PER_BYTE_OF_TEXT: u64 = 20;

/// A guess that only spares the cache from growing.
const DOCUMENTS_EXPECTED: usize = 500;

/// A parsed document.
pub(super) struct Document {
    parsed: ExecutableDocument,
    is_valid: AtomicBool,
}

impl Document {
    fn of(parsed: ExecutableDocument) -> Self {
        Self { parsed, is_valid: AtomicBool::new(false) }
    }

    /// Whether it was found valid.
    pub(super) fn is_valid(&self) -> bool {
        self.is_valid.load(Ordering::Relaxed)
    }

    /// It was found valid, which it is from now on: the contract doesn't change while the program runs. With several operations it
    /// is looked at each time, for what runs is the document as it was made ready for one of them.
    pub(super) fn found_valid(&self) {
        let is_one = self.parsed.operations.iter().count() == 1;
        self.is_valid.store(is_one, Ordering::Relaxed);
    }
}

impl Deref for Document {
    type Target = ExecutableDocument;
    fn deref(&self) -> &ExecutableDocument {
        &self.parsed
    }
}

/// The recent documents.
pub(super) struct Documents {
    limits: Limits,
    parsed: Cache<String, Arc<Document>, Weight>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<String, Arc<Document>> for Weight {
    fn weight(&self, text: &String, _: &Arc<Document>) -> u64 {
        // Never zero, which would be free.
        u64::try_from(text.len()).unwrap_or(u64::MAX).saturating_mul(BYTES_PER_BYTE_OF_TEXT).max(1)
    }
}

impl Documents {
    /// Keeps about `bytes_max` of parsed documents.
    pub(super) fn new(limits: Limits, bytes_max: u64) -> Self {
        Self { limits, parsed: Cache::with_weighter(DOCUMENTS_EXPECTED, bytes_max, Weight) }
    }

    /// What every document is held to.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The document, or why it is refused.
    pub(super) fn read(&self, text: &str) -> Result<Arc<Document>, ServerError> {
        if let Some(known) = self.parsed.get(text) {
            return Ok(known);
        }
        self.limits.of_text(text).map_err(|broken| refused(broken.code(), broken.to_string()))?;
        let whole = with_whole_characters(text);
        let document = parse_query(&whole)?;
        if let Some(field) = repeated_field(&whole) {
            let told = format!("The field {field} stands twice in one input object.");
            return Err(refused(ErrorCode::BadUserInput.as_str(), told));
        }
        let document = Arc::new(Document::of(with_typename_in_fragments(document)));
        self.parsed.insert(text.to_owned(), Arc::clone(&document));
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::Documents;
    use schema::limits::Limits;
    use std::sync::Arc;

    #[test]
    fn a_document_is_parsed_once_and_a_bad_one_is_not_kept() {
        let documents = Documents::new(Limits::default(), 1 << 20);
        let first = documents.read("{ a }").unwrap();
        assert!(Arc::ptr_eq(&first, &documents.read("{ a }").unwrap()));
        assert!(documents.read("{").is_err());
        assert!(documents.read(&"a ".repeat(2_001)).is_err());
        assert_eq!(documents.parsed.len(), 1);
    }

    #[test]
    fn a_document_of_one_operation_is_found_valid_once() {
        let documents = Documents::new(Limits::default(), 1 << 20);
        for (text, is_kept) in
            [("{ a }", true), ("query A { a }", true), ("query A { a } query B { a }", false)]
        {
            assert!(!documents.read(text).unwrap().is_valid(), "{text}");
            documents.read(text).unwrap().found_valid();
            assert_eq!(documents.read(text).unwrap().is_valid(), is_kept, "{text}");
        }
    }

    #[test]
    fn the_cache_is_bounded_however_many_documents_come() {
        let documents = Documents::new(Limits::default(), 1 << 20);
        for each in 0..20_000 {
            documents.read(&format!("{{ a{each} }}")).unwrap();
        }
        assert!(documents.parsed.weight() <= 1 << 20);
        assert!(documents.parsed.len() > 100);
    }
}

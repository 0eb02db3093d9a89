//! A line of the log as JSON: what happened, and in which trace and span, by OpenTelemetry's names, so that logs and traces
//! meet.

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;
use serde_json::{Map, Value, json};
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::registry::Scope;

/// Writes such lines.
pub(super) struct JsonLines;

impl<S: Subscriber + for<'span> LookupSpan<'span>> FormatEvent<S, JsonFields> for JsonLines {
    fn format_event(
        &self,
        ctx: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Fields(Map::new());
        for span in ctx.event_scope().into_iter().flat_map(Scope::from_root) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<JsonFields>>();
            let fields = fields.and_then(|fields| serde_json::from_str(&fields.fields).ok());
            if let Some(Value::Object(fields)) = fields {
                // Meant for who shows spans.
                let told = fields.into_iter().filter(|(name, _)| !name.starts_with("otel."));
                line.0.extend(told);
            }
            line.0.insert("span".to_owned(), json!(span.name()));
        }
        event.record(&mut line);
        let present = Context::current();
        let present = present.span().span_context().clone();
        if present.is_valid() {
            line.0.insert("trace_id".to_owned(), json!(present.trace_id().to_string()));
            line.0.insert("span_id".to_owned(), json!(present.span_id().to_string()));
        }
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        line.0.insert("timestamp".to_owned(), json!(time));
        line.0.insert("level".to_owned(), json!(event.metadata().level().as_str()));
        line.0.insert("target".to_owned(), json!(event.metadata().target()));
        writeln!(writer, "{}", Value::Object(line.0))
    }
}

/// What an event says.
struct Fields(Map<String, Value>);

impl Fields {
    fn note(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.note(field, json!(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.note(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.note(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.note(field, json!(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.note(field, json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.note(field, json!(value));
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonFields, JsonLines};
    use serde_json::Value;
    use std::io::Write;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt as _;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_says_what_happened_in_which_trace() {
        let written = Written::default();
        let to = written.clone();
        let lines = tracing_subscriber::fmt::layer()
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines)
            .with_writer(move || to.clone());
        let logging = tracing_subscriber::Registry::default().with(lines);
        tracing::subscriber::with_default(logging, || {
            let span = tracing::info_span!("http.request", trace_id = "ab", otel.kind = "server");
            span.in_scope(|| tracing::warn!(count = 3, "it \"happened\""));
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((text.lines().count(), &line["message"]), (1, &"it \"happened\"".into()));
        assert_eq!((&line["count"], &line["level"]), (&3.into(), &"WARN".into()));
        assert_eq!((&line["trace_id"], &line["span"]), (&"ab".into(), &"http.request".into()));
        assert!(line.get("otel.kind").is_none() && line["timestamp"].is_string());
    }
}

//! The trace across processes: continued from who calls us, handed on to whom we call, and to the worker with an event.

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
};
use opentelemetry_http::HeaderInjector;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use poem::http::HeaderMap;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// A span of somebody else's: of who called us, or of who did what an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote(SpanContext);

impl Remote {
    /// By the parts of W3C's Trace Context; `None`: they aren't what they should be.
    pub fn of(trace: &str, span: &str, is_sampled: bool, state: &str) -> Option<Self> {
        let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
        let flags = if is_sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
        // What can't be read of the state is left out, as the recommendation wants; the trace goes on.
        let state = state.parse::<TraceState>().unwrap_or_default();
        let context = SpanContext::new(trace, span, flags, true, state);
        context.is_valid().then_some(Self(context))
    }

    /// Lets a span that hasn't begun yet be its child. Where nothing is told, nothing happens.
    pub fn is_parent_of(&self, span: &Span) {
        let parent = Context::new().with_remote_span_context(self.0.clone());
        // An error says that nobody keeps traces.
        let _ = span.set_parent(parent);
    }
}

/// Where a span is, as others are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The trace's id, 32 hexadecimal digits.
    pub trace: String,
    /// The span's id, 16 hexadecimal digits.
    pub span: String,
    /// Whether the trace is told.
    pub is_sampled: bool,
}

impl Place {
    /// Of a span; `None`: nobody keeps traces. With this the span has begun.
    pub fn of(span: &Span) -> Option<Self> {
        let context = span.context();
        let context = context.span().span_context().clone();
        context.is_valid().then(|| Self {
            trace: context.trace_id().to_string(),
            span: context.span_id().to_string(),
            is_sampled: context.is_sampled(),
        })
    }
}

/// Gives a span that has begun its name. A field `otel.name` would be too late: it counts until a span begins.
pub fn name(span: &Span, name: String) {
    span.context().span().update_name(name);
}

/// Tells whom we call in which trace we do: `traceparent` and `tracestate` of the present span.
pub fn hand_on(headers: &mut HeaderMap) {
    let present = Span::current().context();
    TraceContextPropagator::new().inject_context(&present, &mut HeaderInjector(headers));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn what_isnt_quite_right_is_nobody_s_span() {
        assert!(Remote::of(TRACE, SPAN, true, "a=1,b=2").is_some());
        assert!(Remote::of(TRACE, SPAN, true, "=,=").is_some_and(|remote| remote.0.is_sampled()));
        for (trace, span) in [("", SPAN), (TRACE, ""), (&"0".repeat(32), SPAN), (TRACE, "x")] {
            assert_eq!(Remote::of(trace, span, true, ""), None, "{trace} {span}");
        }
    }

    #[test]
    fn where_nobody_keeps_traces_nothing_is_handed_on() {
        let mut headers = HeaderMap::new();
        hand_on(&mut headers);
        assert!(headers.is_empty() && Place::of(&Span::current()).is_none());
    }
}

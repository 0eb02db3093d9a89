//! Who asks, in which language, and under which trace: what each request brings along.

use async_graphql::{Context, Error, ErrorExtensions as _, Result};
use domain::access::{Caller, SignedIn};

/// The language that texts for people are answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Czech, when nothing else is asked for.
    #[default]
    Cs,
    /// English.
    En,
}

impl Language {
    /// The one that an `Accept-Language` header prefers: the first of its languages that we have, by weight.
    pub fn preferred(header: Option<&str>) -> Self {
        let weight = |part: &str| {
            let mut pieces = part.split(';');
            let language =
                match pieces.next()?.trim().split('-').next()?.to_ascii_lowercase().as_str() {
                    "cs" | "*" => Self::Cs,
                    "en" => Self::En,
                    _ => return None,
                };
            let weight =
                pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok());
            Some((language, weight.unwrap_or(1.0)))
        };
        let mut best: Option<(Self, f32)> = None;
        for (language, weight) in header.unwrap_or_default().split(',').filter_map(weight) {
            if best.is_none_or(|(_, heaviest)| weight > heaviest) {
                best = Some((language, weight));
            }
        }
        best.filter(|(_, weight)| *weight > 0.0).map(|(language, _)| language).unwrap_or_default()
    }
}

/// The trace of a request: 32 hexadecimal digits, shown in errors and kept with events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId {
    id: String,
    /// The request's span, where the trace is told to a collector.
    span: Option<String>,
}

impl TraceId {
    /// By its 32 lower-case hexadecimal digits, not all zero.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let is_trace =
            text.len() == 32 && text.chars().all(is_digit) && text.chars().any(|c| c != '0');
        is_trace.then(|| Self { id: text.to_owned(), span: None })
    }

    /// The same, told to a collector: what the worker makes of an event hangs on this span.
    #[must_use]
    pub fn in_span(self, span: &str) -> Self {
        Self { span: Some(span.to_owned()), ..self }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.id
    }

    /// The span, where the trace is told.
    pub(crate) fn span(&self) -> Option<&str> {
        self.span.as_deref()
    }
}

pub(crate) struct Asked {
    pub(crate) signed_in: SignedIn,
    pub(crate) language: Language,
    pub(crate) trace: TraceId,
}

/// Where people reach the program, e.g. `https://centrum.example.cz`; the same for every request.
pub(crate) struct Address(pub(crate) String);

pub(crate) fn address<'a>(ctx: &Context<'a>) -> &'a str {
    ctx.data::<Address>().map_or("", |address| address.0.as_str())
}

pub(crate) fn asked<'a>(ctx: &Context<'a>) -> Result<&'a Asked> {
    ctx.data::<Asked>()
}

/// The caller in the tenant of this request.
pub(crate) fn caller<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    asked(ctx)?.signed_in.caller().ok_or_else(|| {
        Error::new("name a tenant with the header Centrum-Tenant")
            .extend_with(|_, extensions| extensions.set("code", "TENANT_REQUIRED"))
    })
}

pub(crate) fn language(ctx: &Context<'_>) -> Language {
    asked(ctx).map(|asked| asked.language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn czech_unless_english_is_preferred() {
        for (header, language) in [
            (None, Language::Cs),
            (Some("en"), Language::En),
            (Some("en-GB,cs;q=0.5"), Language::En),
            (Some("de, en;q=0.3, cs;q=0.8"), Language::Cs),
            (Some("de"), Language::Cs),
            (Some("en;q=0"), Language::Cs),
            (Some(";;,,q=x"), Language::Cs),
        ] {
            assert_eq!(Language::preferred(header), language, "{header:?}");
        }
    }

    #[test]
    fn a_trace_is_32_hexadecimal_digits() {
        assert!(TraceId::parse("4bf92f3577b34da6a3ce929d0e0e4736").is_some());
        for bad in ["", "4bf9", &"0".repeat(32), &"G".repeat(32), &"A".repeat(32)] {
            assert!(TraceId::parse(bad).is_none(), "{bad}");
        }
    }
}

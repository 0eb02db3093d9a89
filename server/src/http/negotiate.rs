//! What may come in and what goes out: the headers `Content-Type`, `Content-Encoding` and `Accept`.

use super::problem::Problem;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};

/// How a GraphQL answer is written. The two differ in the status of a request error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json`: a request error is 200.
    Json,
    /// `application/graphql-response+json`: a request error is 400.
    GraphqlResponse,
    /// `text/event-stream`; what comes before its first event is answered as `application/graphql-response+json`.
    EventStream,
}

impl MediaType {
    /// As a header's value.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse | Self::EventStream => {
                "application/graphql-response+json; charset=utf-8"
            }
        }
    }
}

/// Only JSON in UTF-8, as it is. What a form of another site can send (`text/plain`, a form's types) never runs.
pub(super) fn check_body(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem {
            header: Some((header::ACCEPT_ENCODING, HeaderValue::from_static("identity"))),
            ..unsupported("Send the body without Content-Encoding.")
        });
    }
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else {
        return Err(unsupported("Send one Content-Type: application/json."));
    };
    let is_json = only.to_str().is_ok_and(|text| {
        let range = Range::read(text);
        range.name == "application/json" && range.is_utf8
    });
    if is_json { Ok(()) } else { Err(unsupported("Send Content-Type: application/json.")) }
}

/// The media type that the client likes best, `application/json` where it doesn't say.
pub(super) fn accepted(headers: &HeaderMap) -> Result<MediaType, Problem> {
    if wants_events(headers) {
        return Ok(MediaType::EventStream);
    }
    let not_acceptable = || {
        let detail =
            "Accept application/json, application/graphql-response+json or text/event-stream.";
        Problem::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", detail)
    };
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let text = value.to_str().map_err(|_| not_acceptable())?;
        let written = outside_quotes(text, ',').filter(|range| !range.trim().is_empty());
        ranges.extend(written.map(Range::read));
    }
    if ranges.is_empty() {
        return Ok(MediaType::Json);
    }
    let json = weight(&ranges, "application/json");
    let graphql = weight(&ranges, "application/graphql-response+json");
    let names_graphql =
        ranges.iter().any(|range| range.name == "application/graphql-response+json");
    match (json, graphql) {
        (json, graphql) if json <= 0.0 && graphql <= 0.0 => Err(not_acceptable()),
        (json, graphql) if graphql > json || (graphql >= json && names_graphql) => {
            Ok(MediaType::GraphqlResponse)
        }
        _ => Ok(MediaType::Json),
    }
}

/// Whether the client would rather have server-sent events: it names them, and likes nothing else better.
fn wants_events(headers: &HeaderMap) -> bool {
    let texts = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<Range> =
        texts.flat_map(|text| outside_quotes(text, ',')).map(Range::read).collect();
    let named = |name| {
        let weights = ranges.iter().filter(|range| range.name == name).map(|range| range.weight);
        weights.reduce(f32::max).unwrap_or(0.0)
    };
    let events = named("text/event-stream");
    let others = ["application/json", "application/graphql-response+json"].map(named);
    events > 0.0 && others.iter().all(|other| *other < events)
}

fn unsupported(detail: &'static str) -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", detail)
}

/// The weight of what names the type most exactly; 0: not wanted.
fn weight(ranges: &[Range], name: &str) -> f32 {
    let named = |name: &str| {
        let weights = ranges.iter().filter(|range| range.name == name && range.is_utf8);
        weights.map(|range| range.weight).reduce(f32::max)
    };
    named(name).or_else(|| named("application/*")).or_else(|| named("*/*")).unwrap_or(0.0)
}

/// A media type with the parameters that concern us.
struct Range {
    /// In lower case.
    name: String,
    /// Another `charset` is one that we don't speak.
    is_utf8: bool,
    weight: f32,
}

impl Range {
    fn read(text: &str) -> Self {
        let mut parts = outside_quotes(text, ';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let mut range = Self { name, is_utf8: true, weight: 1.0 };
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match key.trim().to_ascii_lowercase().as_str() {
                "charset" => range.is_utf8 = value.eq_ignore_ascii_case("utf-8"),
                // A weight that can't be read is none.
                "q" => {
                    let weight = value.parse().ok().filter(|weight| (0.0..=1.0).contains(weight));
                    range.weight = weight.unwrap_or(0.0);
                }
                _ => {}
            }
        }
        range
    }
}

fn outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |character| {
        is_quoted ^= character == '"';
        character == separator && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::MediaType::{EventStream, GraphqlResponse, Json};
    use super::{accepted, check_body, wants_events};
    use poem::http::{HeaderMap, HeaderValue};

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in of {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn the_best_liked_of_our_two_types_is_answered() {
        for (accept, expected) in [
            ("", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("Application/JSON; Charset=\"UTF-8\"", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("application/graphql-response+json; charset=utf-8", Some(GraphqlResponse)),
            ("application/graphql-response+json, application/json;q=0.9", Some(GraphqlResponse)),
            ("application/json, application/graphql-response+json", Some(GraphqlResponse)),
            ("application/graphql-response+json;q=0.5, application/json", Some(Json)),
            ("application/graphql-response+json, */*", Some(GraphqlResponse)),
            ("application/graphql-response+json;q=0.1, */*;q=0.8", Some(Json)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some(Json)),
            (
                "text/plain;x=\", application/json;y=\", application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            ("text/html", None),
            ("text/event-stream", Some(EventStream)),
            ("application/json;q=0", None),
            ("application/json;q=2", None),
            ("application/json;q=nan", None),
            ("application/json; charset=iso-8859-2", None),
            ("application/graphql+json", None),
            ("json", None),
        ] {
            assert_eq!(accepted(&headers(&[("accept", accept)])).ok(), expected, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()).ok(), Some(Json));
        let two = [("accept", "text/html"), ("accept", "application/graphql-response+json")];
        assert_eq!(accepted(&headers(&two)).ok(), Some(GraphqlResponse));
    }

    #[test]
    fn events_are_for_who_likes_them_best() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("text/event-stream, application/json;q=0.5", true),
            ("application/json, text/event-stream", false),
            ("*/*", false),
            ("text/event-stream;q=0", false),
            ("text/*", false),
            ("", false),
        ] {
            assert_eq!(wants_events(&headers(&[("accept", accept)])), expected, "{accept}");
        }
    }

    #[test]
    fn only_json_in_utf8_comes_in() {
        let fits = |of: &[(&'static str, &str)]| check_body(&headers(of)).is_ok();
        for content_type in [
            "application/json",
            "APPLICATION/json",
            "application/json;charset=utf-8",
            "application/json ; charset=\"UTF-8\" ; x=y",
        ] {
            assert!(fits(&[("content-type", content_type)]), "{content_type}");
        }
        for content_type in [
            "",
            "text/plain",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=utf-16",
            "application/jsonp",
            "application/json, text/plain",
        ] {
            assert!(!fits(&[("content-type", content_type)]), "{content_type}");
        }
        let json = ("content-type", "application/json");
        assert!(!fits(&[]));
        assert!(!fits(&[json, json]));
        assert!(!fits(&[json, ("content-encoding", "gzip")]));
        assert!(!fits(&[json, ("content-encoding", "identity")]));
    }
}

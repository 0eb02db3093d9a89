//! Everything that is counted, each figure defined once, for `/metrics` and for OTLP alike.
//!
//! Owns: names, units, and which labels a figure may have. A label is a word of ours, never a text of a client, and never a
//! tenant or a person: so there is an end to how many series there are. Doesn't own: where figures go (its neighbours), and
//! when something is counted.

use super::words::{Method, RedisUse};
use crate::ephemeral::Counted;
use domain::access::{Db, Observer, Permission, Way};
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter, MeterProvider as _, UpDownCounter};
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Bounds of durations, in seconds: those that OpenTelemetry advises for HTTP.
const SECONDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// What is counted; clones count the same.
#[derive(Clone)]
pub struct Metrics(Arc<Instruments>);

struct Instruments {
    meter: Meter,
    /// Nobody reads it.
    is_silent: bool,
    requests: Histogram<f64>,
    operations: Counter<u64>,
    operation_durations: Histogram<f64>,
    sign_ins: Counter<u64>,
    transactions: Counter<u64>,
    transaction_durations: Histogram<f64>,
    events: Counter<u64>,
    relay_lag: Gauge<f64>,
    sockets: UpDownCounter<i64>,
    subscriptions: UpDownCounter<i64>,
    rate_limited: Counter<u64>,
    redis_fallbacks: Counter<u64>,
    redis_is_used: Gauge<u64>,
}

impl Metrics {
    /// Counts for nobody: where neither `/metrics` nor OTLP is configured.
    pub fn silent() -> Self {
        Self::made(&SdkMeterProvider::default(), true)
    }

    /// Counts for whoever reads from `provider`.
    pub(super) fn of(provider: &SdkMeterProvider) -> Self {
        let metrics = Self::made(provider, false);
        metrics.tell_of_the_process();
        // Who watches them sees that there are none.
        metrics.0.sockets.add(0, &[]);
        metrics.0.subscriptions.add(0, &[]);
        metrics
    }

    /// Whether nobody reads what is counted, so that nothing need be worked out for it.
    pub fn is_silent(&self) -> bool {
        self.0.is_silent
    }

    /// A request was answered at an address of ours (`None`: at none), with its pattern and not its path.
    pub fn request_answered(
        &self,
        route: Option<&Arc<str>>,
        method: Method,
        status: u16,
        took: Duration,
    ) {
        if self.is_silent() {
            return;
        }
        let mut labels = vec![
            KeyValue::new("http.request.method", method.as_str()),
            KeyValue::new("http.response.status_code", i64::from(status)),
        ];
        labels.extend(route.map(|route| KeyValue::new("http.route", Arc::clone(route))));
        self.0.requests.record(took.as_secs_f64(), &labels);
    }

    /// A root field of the contract was answered, or an operation was refused before it had one. `code`: `OK`, or the
    /// error's.
    pub fn field_answered(&self, kind: &'static str, field: StringValue, code: &str) {
        let labels = [
            KeyValue::new("graphql.operation.type", kind),
            KeyValue::new("graphql.field.name", field),
            KeyValue::new("error.code", code.to_owned()),
        ];
        self.0.operations.add(1, &labels);
    }

    /// An operation was answered; `field`: its root field, or that there are several.
    pub fn operation_answered(&self, kind: &'static str, field: StringValue, took: Duration) {
        let labels = [
            KeyValue::new("graphql.operation.type", kind),
            KeyValue::new("graphql.field.name", field),
        ];
        self.0.operation_durations.record(took.as_secs_f64(), &labels);
    }

    /// A websocket, or an answer that streams, is open until what this answers is dropped.
    #[must_use]
    pub fn socket(&self) -> Present {
        Present::begin(&self.0.sockets)
    }

    /// A subscription runs until what this answers is dropped.
    #[must_use]
    pub fn subscription(&self) -> Present {
        Present::begin(&self.0.subscriptions)
    }

    /// Somebody came too often.
    pub fn rate_limited(&self, counted: Counted) {
        self.0.rate_limited.add(1, &[KeyValue::new("centrum.bucket", counted.name())]);
    }

    /// Redis didn't answer in time, and this process's own memory served.
    pub fn redis_fell_back(&self, what: RedisUse) {
        self.0.redis_fallbacks.add(1, &[KeyValue::new("centrum.redis.use", what.as_str())]);
    }

    /// Whether Redis is used, or for the time being this process's own memory.
    pub fn redis_is_used(&self, is_used: bool) {
        self.0.redis_is_used.record(u64::from(is_used), &[]);
    }

    /// The same door, of which it is counted what goes through it.
    #[must_use]
    pub fn watch(&self, db: &Db) -> Db {
        if self.is_silent() {
            return db.clone();
        }
        self.tell_of_the_pool(db);
        db.observed_by(Arc::new(self.clone()))
    }

    fn tell_of_the_pool(&self, db: &Db) {
        let state = |state| [KeyValue::new("db.client.connection.state", state)];
        let (used, idle) = (state("used"), state("idle"));
        let meter = &self.0.meter;
        let pool = db.clone();
        meter
            .i64_observable_up_down_counter("db.client.connection.count")
            .with_unit("{connection}")
            .with_description("Connections to PostgreSQL that work, and that wait for work.")
            .with_callback(move |seen| {
                let now = pool.pool_use();
                seen.observe(count(now.used), &used);
                seen.observe(count(now.idle), &idle);
            })
            .build();
        let pool = db.clone();
        meter
            .i64_observable_up_down_counter("db.client.connection.max")
            .with_unit("{connection}")
            .with_description("Connections to PostgreSQL that there may be.")
            .with_callback(move |seen| seen.observe(count(pool.pool_use().most), &[]))
            .build();
        let pool = db.clone();
        meter
            .i64_observable_up_down_counter("db.client.connection.pending_requests")
            .with_unit("{request}")
            .with_description("Who waits for a connection to PostgreSQL.")
            .with_callback(move |seen| seen.observe(count(pool.pool_use().waiting), &[]))
            .build();
    }

    fn tell_of_the_process(&self) {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        self.0
            .meter
            .f64_observable_gauge("process.start_time")
            .with_unit("s")
            .with_description("When this process began, in seconds since 1970.")
            .with_callback(move |seen| seen.observe(began, &[]))
            .build();
        let build = [KeyValue::new("version", env!("CARGO_PKG_VERSION"))];
        self.0
            .meter
            .u64_observable_gauge("centrum.build.info")
            .with_description("Always 1; the label says which version this is.")
            .with_callback(move |seen| seen.observe(1, &build))
            .build();
    }

    fn made(provider: &SdkMeterProvider, is_silent: bool) -> Self {
        let meter = provider.meter("centrum");
        let seconds = |name: &'static str, what: &'static str| {
            let histogram = meter.f64_histogram(name).with_unit("s").with_description(what);
            histogram.with_boundaries(SECONDS.to_vec()).build()
        };
        let counter = |name: &'static str, unit: &'static str, what: &'static str| {
            meter.u64_counter(name).with_unit(unit).with_description(what).build()
        };
        let present = |name: &'static str, unit: &'static str, what: &'static str| {
            meter.i64_up_down_counter(name).with_unit(unit).with_description(what).build()
        };
        Self(Arc::new(Instruments {
            requests: seconds("http.server.request.duration", "How long HTTP requests took."),
            operations: counter(
                "centrum.graphql.fields",
                "{field}",
                "Root fields of GraphQL that were answered, by what was answered.",
            ),
            operation_durations: seconds(
                "centrum.graphql.operation.duration",
                "How long operations of GraphQL took, from their document to their answer.",
            ),
            sign_ins: counter("centrum.sign_ins", "{sign_in}", "Who signed in, and who didn't."),
            transactions: counter(
                "centrum.transactions",
                "{transaction}",
                "Transactions by the permission they needed and how they ended.",
            ),
            transaction_durations: seconds(
                "centrum.transaction.duration",
                "How long transactions took, with the wait for a connection.",
            ),
            events: counter("centrum.events.stamped", "{event}", "Events that got their place."),
            relay_lag: meter
                .f64_gauge("centrum.relay.lag")
                .with_unit("s")
                .with_description("How long the oldest event waited that got its place last.")
                .build(),
            sockets: present("centrum.sockets", "{socket}", "Open websockets and event streams."),
            subscriptions: present(
                "centrum.subscriptions",
                "{subscription}",
                "Running subscriptions.",
            ),
            rate_limited: counter(
                "centrum.rate_limited",
                "{request}",
                "Requests that came too often.",
            ),
            redis_fallbacks: counter(
                "centrum.redis.fallbacks",
                "{fallback}",
                "How often this process's memory served instead of Redis.",
            ),
            redis_is_used: meter
                .u64_gauge("centrum.redis.used")
                .with_description("1 while Redis is used, 0 while this process's memory serves.")
                .build(),
            is_silent,
            meter,
        }))
    }
}

impl Observer for Metrics {
    fn transaction_ended(&self, needs: Permission, result: &'static str, took: Duration) {
        let result = KeyValue::new("centrum.result", result);
        self.0.transaction_durations.record(took.as_secs_f64(), std::slice::from_ref(&result));
        let permission = KeyValue::new("centrum.permission", needs.name());
        self.0.transactions.add(1, &[permission, result]);
    }

    fn signed_in(&self, way: Way, result: &'static str) {
        let way = KeyValue::new("centrum.sign_in.way", way.as_str());
        self.0.sign_ins.add(1, &[way, KeyValue::new("centrum.result", result)]);
    }

    fn events_stamped(&self, count: usize, waited: Duration) {
        self.0.events.add(u64::try_from(count).unwrap_or(u64::MAX), &[]);
        self.0.relay_lag.record(waited.as_secs_f64(), &[]);
    }
}

/// Something that is there now, until this is dropped.
pub struct Present(UpDownCounter<i64>);

impl Present {
    fn begin(counter: &UpDownCounter<i64>) -> Self {
        counter.add(1, &[]);
        Self(counter.clone())
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.add(-1, &[]);
    }
}

fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}

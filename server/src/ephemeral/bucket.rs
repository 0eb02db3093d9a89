//! Buckets: how often somebody may do something.
//!
//! Owns: rates, whose bucket it is, and the arithmetic. It is GCRA: of a bucket only one instant is kept, the one at which
//! it will be full again, so that taking from it is one read and one write. `bucket.lua` says the same to Redis.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

/// How often: so many in a time, evenly, and so many at once before that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: NonZeroU32,
    per: Per,
    at_once: NonZeroU32,
}

/// The time of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
}

impl Per {
    const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::Hour];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
        }
    }

    const fn micros(self) -> u64 {
        match self {
            Self::Second => 1_000_000,
            Self::Minute => 60 * 1_000_000,
            Self::Hour => 3_600 * 1_000_000,
        }
    }
}

impl Rate {
    /// The largest number in one: beyond it a microsecond would be too coarse.
    const MOST: u32 = 100_000;

    /// `count` in each `per`, and `at_once` after a pause. What is out of bounds is brought to the nearest bound.
    pub const fn new(count: u32, per: Per, at_once: u32) -> Self {
        Self { count: bounded(count), per, at_once: bounded(at_once) }
    }

    /// So many that nobody is ever held up, for who measures something else.
    pub const fn highest() -> Self {
        Self::new(Self::MOST, Per::Second, Self::MOST)
    }

    /// As the environment has it: `100/s:200`, `10/min:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (evenly, at_once) = text.split_once(':')?;
        let (count, per) = evenly.split_once('/')?;
        let per = Per::ALL.into_iter().find(|own| own.as_str() == per.trim())?;
        let number = |text: &str| {
            text.trim().parse().ok().filter(|number| (1..=Self::MOST).contains(number))
        };
        Some(Self::new(number(count)?, per, number(at_once)?))
    }

    /// From one to the next, in microseconds.
    pub(super) fn interval(self) -> u64 {
        self.per.micros() / u64::from(self.count.get())
    }

    /// How many at once.
    pub fn at_once(self) -> u32 {
        self.at_once.get()
    }

    /// How long an empty bucket takes to be full again.
    pub fn filled_in(self) -> Duration {
        Duration::from_micros(self.interval() * u64::from(self.at_once()))
    }
}

const fn bounded(number: u32) -> NonZeroU32 {
    let number = if number > Rate::MOST { Rate::MOST } else { number };
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}:{}", self.count, self.per.as_str(), self.at_once)
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// What somebody asks who is signed in, by tenant and person.
    Client,
    /// What is asked without signing in, by address.
    Anonymous,
    /// Sign-ins that failed, by address.
    FailedSignIn,
    /// What is handed in by a public form, by address.
    Intake,
    /// The same, by the mailbox that is written to for it.
    Mailbox,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Client, Self::Anonymous, Self::FailedSignIn, Self::Intake, Self::Mailbox];

    /// Its name in keys, in the header `RateLimit-Policy` and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Anonymous => "anonymous",
            Self::FailedSignIn => "failed-sign-in",
            Self::Intake => "intake",
            Self::Mailbox => "mailbox",
        }
    }
}

/// One of the buckets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// What is counted in it.
    pub counted: Counted,
    /// Whose it is.
    pub of: String,
}

/// Whether to take, or only to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One is taken, if there is one.
    Take,
    /// Nothing is taken: would there be one?
    Look,
}

/// What a bucket says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What was counted.
    pub counted: Counted,
    /// By which rate.
    pub rate: Rate,
    /// `None`: go on. Else how long to wait; who waits so long finds one, unless somebody of the same bucket was faster.
    pub wait: Option<Duration>,
    /// How many are left.
    pub left: u32,
    /// When the bucket is full again, if nobody takes from it.
    pub full_in: Duration,
}

impl Verdict {
    /// Whether there was one.
    pub fn is_admitted(&self) -> bool {
        self.wait.is_none()
    }

    /// What follows from the two numbers that memory and Redis both answer, in microseconds.
    pub(super) fn of(counted: Counted, rate: Rate, wait: u64, full_in: u64) -> Self {
        let interval = rate.interval();
        let missing = full_in.div_ceil(interval);
        let left = u64::from(rate.at_once()).saturating_sub(missing);
        Self {
            counted,
            rate,
            wait: (wait > 0).then(|| Duration::from_micros(wait)),
            left: u32::try_from(left).unwrap_or(u32::MAX),
            full_in: Duration::from_micros(full_in),
        }
    }
}

/// What a step makes of the instant at which the bucket will be full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The new instant; the old one, when nothing was taken.
    pub(super) full_at: u64,
    /// How long to wait for one; 0: there is one.
    pub(super) wait: u64,
    /// How long until it is full.
    pub(super) full_in: u64,
}

/// The arithmetic, in microseconds since whenever. A bucket that was never touched is full since 0.
pub(super) fn step(rate: Rate, full_at: u64, now: u64, step: Step) -> Outcome {
    let interval = rate.interval();
    let whole = interval * u64::from(rate.at_once());
    // A rate that was lowered, or a clock that was put back, doesn't lock anybody out for longer than it takes to fill.
    let full_at = full_at.clamp(now, now + whole);
    let taken = full_at + interval;
    let wait = taken.saturating_sub(now + whole);
    let full_at = if wait == 0 && step == Step::Take { taken } else { full_at };
    Outcome { full_at, wait, full_in: full_at - now }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate::new(10, Per::Second, 3);

    #[test]
    fn so_many_are_there_at_once_and_then_one_after_each_interval() {
        let mut full_at = 0;
        let mut take = |now: u64| {
            let outcome = step(RATE, full_at, now, Step::Take);
            full_at = outcome.full_at;
            outcome.wait
        };
        let start = 7_000_000;
        assert_eq!([take(start), take(start), take(start)], [0, 0, 0]);
        assert_eq!(take(start), 100_000, "a tenth of a second to wait");
        assert_eq!(take(start + 99_999), 1);
        assert_eq!(take(start + 100_000), 0, "who waits exactly so long finds one");
        assert_eq!(take(start + 100_000), 100_000);
        let later = start + 1_000_000;
        assert_eq!([take(later), take(later), take(later)], [0, 0, 0], "full, and no fuller");
        assert!(take(later) > 0);
    }

    #[test]
    fn looking_takes_nothing() {
        let looked = step(RATE, 0, 5, Step::Look);
        assert_eq!(looked, Outcome { full_at: 5, wait: 0, full_in: 0 });
        let empty = step(RATE, 300_005, 5, Step::Look);
        assert_eq!(empty, Outcome { full_at: 300_005, wait: 100_000, full_in: 300_000 });
    }

    #[test]
    fn a_clock_that_was_put_back_locks_nobody_out() {
        let outcome = step(RATE, 9_000_000_000, 1_000_000, Step::Take);
        assert_eq!(outcome.wait, 100_000);
    }

    #[test]
    fn a_verdict_tells_what_is_left() {
        for (full_in, left) in [(0, 3), (1, 2), (100_000, 2), (100_001, 1), (300_000, 0)] {
            let verdict = Verdict::of(Counted::Client, RATE, 0, full_in);
            assert_eq!(verdict.left, left, "{full_in}");
        }
        assert!(!Verdict::of(Counted::Client, RATE, 1, 300_000).is_admitted());
    }

    #[test]
    fn a_rate_is_read_as_it_is_written() {
        for text in ["100/s:200", "10/min:30", "1/h:1", "100000/s:100000"] {
            assert_eq!(Rate::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["", "100", "100/s", "100/s:0", "0/s:1", "1/day:1", "-1/s:1", "100001/s:1"] {
            assert_eq!(Rate::parse(wrong), None, "{wrong}");
        }
    }
}

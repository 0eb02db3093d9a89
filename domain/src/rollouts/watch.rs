//! Watching the wave under way: what its gate reads, and what follows from it.

use super::gates::{Reading, WaveFigures, readings};
use super::rules::{Rollout, RolloutState};
use super::store::{self, WaveRow};
use super::worker::Advanced;
use crate::access::{Caller, Event, Fact, Permission, ReadTx, Subject, WriteTx};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::RolloutId;
use crate::kernel::working_days::day_in_prague;
use crate::monitoring::Minute;
use chrono::{DateTime, Duration as Span, Utc};

/// Over how long a time before a wave its errors are counted, to compare with.
const BEFORE: Span = Span::hours(24);

/// Figures of a wave that is about to begin.
pub(super) async fn figures_before(tx: &ReadTx, place: (RolloutId, i32)) -> Result<WaveFigures> {
    let now = tx.now();
    // The minute in which it begins is the wave's.
    store::now(tx, place, day_in_prague(now), (now - BEFORE, minute_of(now))).await
}

/// What the gate of a roll-out's present wave reads.
pub(super) async fn read_gate(
    tx: &ReadTx,
    rollout: &Rollout,
    wave: &WaveRow,
) -> Result<Vec<Reading>> {
    let Some(since) = wave.started_at else { return Ok(Vec::new()) };
    let now = tx.now();
    let until = wave.passed_at.unwrap_or(now);
    let place = (rollout.id, wave.wave);
    let time = (minute_of(since), minute_of(until) + Span::minutes(1));
    let figures = store::now(tx, place, day_in_prague(now), time).await?;
    Ok(readings(rollout.gates, &wave.before()?, &figures))
}

/// The minute in which an instant lies, by its beginning: operations are counted by minutes.
fn minute_of(instant: DateTime<Utc>) -> DateTime<Utc> {
    Minute::of(instant).begins_at()
}

/// Looks at the gate of the present wave: it pauses the roll-out, lets the next wave begin, or ends it.
pub(super) async fn look(job: &Caller, id: RolloutId) -> Result<Advanced> {
    job.write_as_job(Permission::ApplyRollout, async |tx| {
        let rollout = store::lock(tx, id).await?;
        if rollout.state != RolloutState::Running {
            tx.change_nothing();
            return Ok(Advanced::Nothing);
        }
        let waves = store::waves(tx, id).await?;
        let is_present = |wave: &&WaveRow| wave.wave == rollout.wave;
        let wave = waves.iter().find(is_present).cloned();
        let wave = wave.ok_or_else(|| Error::broken("a roll-out is at one of its waves"))?;
        let readings = read_gate(tx, &rollout, &wave).await?;
        let red: Vec<Reading> = readings.into_iter().filter(|reading| reading.is_red).collect();
        if !red.is_empty() && wave.forced_by.is_none() && wave.passed_at.is_none() {
            return pause(tx, rollout, red).await;
        }
        let is_last = waves.iter().all(|other| other.wave <= rollout.wave);
        go_on(tx, rollout, &wave, is_last).await
    })
    .await
}

async fn pause(tx: &mut WriteTx, mut rollout: Rollout, red: Vec<Reading>) -> Result<Advanced> {
    let id = rollout.id;
    for reading in &red {
        let facts = vec![
            ("wave", Fact::Number(rollout.wave.into())),
            ("figure", Fact::Word(reading.figure.as_str())),
            ("permille", Fact::Number(reading.permille)),
            ("limit_permille", Fact::Number(reading.limit_permille)),
        ];
        tx.record(Event::of_tenant("rollout.gate_red", Subject::id(id), facts));
    }
    rollout.state = RolloutState::Paused;
    rollout.red = red;
    store::set_rollout(tx, &rollout).await?;
    Ok(Advanced::Step)
}

/// What comes after a gate that isn't red.
async fn go_on(
    tx: &mut WriteTx,
    mut rollout: Rollout,
    wave: &WaveRow,
    is_last: bool,
) -> Result<Advanced> {
    let (id, number, now) = (rollout.id, rollout.wave, tx.now());
    let (to_come, unsettled) = store::count_unsettled(tx, id, number).await?;
    let facts = vec![("wave", Fact::Number(number.into()))];
    if wave.applied_at.is_none() && to_come == 0 {
        store::applied(tx, id, number).await?;
        tx.record(Event::of_tenant("rollout.wave_applied", Subject::id(id), facts));
        return Ok(Advanced::Step);
    }
    let soak = Span::minutes(rollout.soak_minutes.into());
    let has_soaked = wave.applied_at.is_some_and(|at| at + soak <= now);
    if has_soaked && wave.passed_at.is_none() {
        store::pass(tx, id, number).await?;
        tx.record(Event::of_tenant("rollout.gate_passed", Subject::id(id), facts));
        return Ok(Advanced::Step);
    }
    if wave.passed_at.is_some() && !is_last {
        rollout.wave += 1;
        let next = (id, rollout.wave);
        let before = figures_before(tx, next).await?;
        store::begin_wave(tx, next, &before).await?;
        store::set_rollout(tx, &rollout).await?;
        let facts = vec![("wave", Fact::Number(rollout.wave.into()))];
        tx.record(Event::of_tenant("rollout.wave_started", Subject::id(id), facts));
        return Ok(Advanced::Step);
    }
    if wave.passed_at.is_some() && unsettled == 0 {
        rollout.state = RolloutState::Done;
        rollout.ended_at = Some(now);
        store::set_rollout(tx, &rollout).await?;
        tx.record(Event::of_tenant("rollout.done", Subject::id(id), vec![]));
        return Ok(Advanced::Step);
    }
    tx.change_nothing();
    Ok(Advanced::Nothing)
}

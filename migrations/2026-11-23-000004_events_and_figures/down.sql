DROP TABLE rollup_due, rollup_daily, rollup_positions, stream, outbox, events;

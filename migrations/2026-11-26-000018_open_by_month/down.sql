DROP INDEX rollup_due_by_day;
ALTER TABLE rollup_monthly DROP COLUMN requests_due;

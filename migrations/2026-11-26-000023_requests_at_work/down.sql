DROP POLICY answers ON requests;
REVOKE UPDATE (state, due_at, stopped_since, stops, version) ON requests FROM centrum_member;
ALTER TABLE requests
  DROP COLUMN priority,
  DROP COLUMN channel,
  DROP COLUMN first_answered_at,
  DROP COLUMN clock_started_at,
  DROP COLUMN close_days,
  DROP COLUMN office_hours,
  DROP COLUMN stopped_since,
  DROP COLUMN stops;

-- The whole life of a request: how urgent it is and how it came, who waits for whom, and what its clock runs by.

ALTER TABLE requests
  ADD COLUMN priority text NOT NULL DEFAULT 'NORMAL' CHECK (priority IN ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  ADD COLUMN channel text CHECK (channel IN ('PERSONAL', 'TELEPHONE', 'EMAIL', 'DATA_BOX', 'WEB')),
  ADD COLUMN first_answered_at timestamptz,
  ADD COLUMN clock_started_at timestamptz,
  ADD COLUMN close_days integer CHECK (close_days > 0),
  ADD COLUMN office_hours integer[] NOT NULL DEFAULT '{0,1440}'
    CHECK (cardinality(office_hours) = 2 AND 0 <= office_hours[1] AND office_hours[1] < office_hours[2] AND office_hours[2] <= 1440
      AND array_position(office_hours, NULL) IS NULL),
  ADD COLUMN stopped_since timestamptz,
  ADD COLUMN stops timestamptz[] NOT NULL DEFAULT '{}' CHECK (cardinality(stops) % 2 = 0 AND cardinality(stops) <= 100
    AND array_position(stops, NULL) IS NULL),
  ADD CONSTRAINT waits_since_an_instant CHECK ((state = 'WAITING_FOR_REQUESTER') = (stopped_since IS NOT NULL));
COMMENT ON COLUMN requests.channel IS 'how it came; null: nobody said';
COMMENT ON COLUMN requests.first_answered_at IS 'when the staff first wrote something for the requester; null: not yet, or before this was noted';
COMMENT ON COLUMN requests.clock_started_at IS 'when the clock for closing was started anew; null: it runs since the request came';
COMMENT ON COLUMN requests.close_days IS 'for so many working days the clock was started; null: before this was noted, as many as there are up to due_at';
COMMENT ON COLUMN requests.office_hours IS 'between which minutes of a working day the clock runs: those in force when it was started';
COMMENT ON COLUMN requests.stopped_since IS 'the requester is waited for, and the clock stands still, since then';
COMMENT ON COLUMN requests.stops IS 'when the clock stood still since it was started: beginning and end, beginning and end, …; at most 50';

-- What was opened again runs since then.
ALTER TABLE requests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events NO FORCE ROW LEVEL SECURITY;
UPDATE requests r SET clock_started_at = e.at
  FROM (SELECT tenant_id, request_id, max(at) AS at FROM events WHERE kind = 'request.reopened' GROUP BY 1, 2) e
  WHERE (e.tenant_id, e.request_id) = (r.tenant_id, r.id);
ALTER TABLE requests FORCE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;

-- A municipality that is waited for answers: that, and nothing else, it changes of its case.
GRANT UPDATE (state, due_at, stopped_since, stops, version) ON requests TO centrum_member;
CREATE POLICY answers ON requests AS RESTRICTIVE FOR UPDATE TO centrum_member
  USING (state = 'WAITING_FOR_REQUESTER') WITH CHECK (state = 'IN_PROGRESS');

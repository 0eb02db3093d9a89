//! What SQL counts of the tables themselves. It knows nothing of how the worker counts: not of the facts that it reads, but for
//! the day an earlier term ended on, or one that ended while the requester was waited for, which nothing else remembers.

/// Each rollup, with what must be in it: the keys in front, then the figures. A row of nothings needn't be there.
pub(super) const COUNTED: &[(&str, &str)] = &[
    ("rollup_daily", DAILY),
    ("rollup_due", DUE),
    ("rollup_monthly", MONTHLY),
    ("rollup_monthly_areas", MONTHLY_AREAS),
    ("rollup_onboarding", ONBOARDING),
    ("rollup_positions", POSITIONS),
];

/// In each a figure that is changed in one row, to see that it is noticed; and of which rows it may be.
pub(super) const SPOILT: &[(&str, &str, &str)] = &[
    ("rollup_daily", "minutes = minutes + 1", "activities > 0"),
    ("rollup_due", "requests_open = requests_open + 1", "true"),
    ("rollup_monthly", "closing_hours = closing_hours || 1", "requests_closed > 0"),
    ("rollup_monthly_areas", "closed_in_term = closed_in_term + 1", "requests_closed > 0"),
    ("rollup_onboarding", "seen_on = seen_on + 1", "true"),
    ("rollup_positions", "position = position + 1", "position > 0"),
];

/// What is counted and what is kept, row by row, where they differ.
pub(super) fn differences(sql: &str) -> String {
    format!("{STEPS} SELECT * FROM ({sql}) d WHERE counted IS DISTINCT FROM kept LIMIT 100")
}

/// What happened, and what was worked, in the words of people's tables.
const STEPS: &str = "WITH RECURSIVE
  filed AS (SELECT r.*, CASE r.secrecy WHEN 'DPO' THEN 'DPO' ELSE s.area END AS area FROM requests r JOIN services s ON s.code = r.service_code),
  steps AS (SELECT e.tenant_id, e.kind, e.at, (e.at AT TIME ZONE 'Europe/Prague')::date AS day, f.area, f.opened_at,
      (SELECT CASE o.kind WHEN 'request.asked' THEN e.payload->>'due_on' ELSE o.payload->>'due_on' END::date FROM events o
        WHERE o.tenant_id = e.tenant_id AND o.request_id = e.request_id
        AND o.kind IN ('request.opened', 'request.asked', 'request.answered', 'request.reopened') AND o.id < e.id ORDER BY o.id DESC LIMIT 1) AS due_on
    FROM events e JOIN filed f ON f.tenant_id = e.tenant_id AND f.id = e.request_id),
  work AS (SELECT a.tenant_id, a.performed_on AS day, CASE a.secrecy WHEN 'DPO' THEN 'DPO' ELSE s.area END AS area,
      CASE WHEN a.is_reversal THEN -1 ELSE 1 END AS one, a.minutes, a.saved_haler, a.brought_in_haler FROM activities a JOIN services s ON s.code = a.service_code),
  days AS (SELECT tenant_id, day, area, sum(opened) AS opened, sum(closed) AS closed, sum(in_term) AS in_term, sum(reopened) AS reopened,
      sum(activities) AS activities, sum(minutes) AS minutes, sum(saved) AS saved, sum(brought_in) AS brought_in
    FROM (SELECT tenant_id, day, area, (kind = 'request.opened')::int AS opened, (kind = 'request.closed')::int AS closed,
        (kind = 'request.closed' AND day <= due_on)::int AS in_term, (kind = 'request.reopened')::int AS reopened,
        0 AS activities, 0 AS minutes, 0 AS saved, 0 AS brought_in FROM steps WHERE kind ~ 'opened|closed'
      UNION ALL SELECT tenant_id, day, area, 0, 0, 0, 0, one, minutes, coalesce(saved_haler, 0), coalesce(brought_in_haler, 0) FROM work) each
    GROUP BY 1, 2, 3),
  bounds (bucket, longest) AS (SELECT 1, 1::bigint
    UNION ALL SELECT bucket + 1, greatest(longest * 11 / 10, longest + 1) FROM bounds WHERE bucket < 120),
  closings AS (SELECT tenant_id, date_trunc('month', day)::date AS month,
      (SELECT min(bucket) FROM bounds WHERE longest >= ceil(ceil(extract(epoch FROM at - opened_at) / 60) / 60)) AS bucket
    FROM steps WHERE kind = 'request.closed'),
  histograms AS (SELECT tenant_id, month, array_agg(n ORDER BY bucket)::int[] AS hours
    FROM (SELECT tenant_id, month, last.bucket, (SELECT count(*) FROM closings c WHERE (c.tenant_id, c.month, c.bucket) = (m.tenant_id, m.month, last.bucket)) AS n
      FROM (SELECT tenant_id, month, max(bucket) AS most FROM closings GROUP BY 1, 2) m, generate_series(1, most) last (bucket)) each GROUP BY 1, 2),
  active AS (SELECT tenant_id, date_trunc('month', day)::date AS month, max(day) AS last
    FROM (SELECT tenant_id, (at AT TIME ZONE 'Europe/Prague')::date AS day FROM events
      WHERE kind IN ('request.assigned', 'request.started', 'request.asked', 'request.cancelled', 'request.closed', 'request.reopened',
        'activity.recorded', 'activity.corrected', 'activity.reversed')) each GROUP BY 1, 2),
  months AS (SELECT tenant_id, date_trunc('month', day)::date AS month, sum(opened) AS opened, sum(closed) AS closed, sum(in_term) AS in_term,
      sum(activities) AS activities, sum(minutes) AS minutes, sum(saved) AS saved, sum(brought_in) AS brought_in FROM days GROUP BY 1, 2)";

const DAILY: &str = "SELECT tenant_id, day, area, concat_ws(' ', opened, closed, in_term, reopened, c.activities, c.minutes, saved, brought_in) AS counted,
    concat_ws(' ', requests_opened, requests_closed, closed_in_term, requests_reopened, k.activities, k.minutes, saved_haler, brought_in_haler) AS kept
  FROM days c FULL JOIN (SELECT * FROM rollup_daily WHERE (requests_opened, requests_closed, closed_in_term, requests_reopened, activities,
    minutes, saved_haler, brought_in_haler) <> (0, 0, 0, 0, 0, 0, 0, 0)) k USING (tenant_id, day, area)";

/// And each open request is due when its last opening said, or later by its stops, or not while it is stopped in time.
const DUE: &str = "SELECT tenant_id, due_on, area, open AS counted, requests_open AS kept
  FROM (SELECT tenant_id, CASE WHEN stopped_since < due_at THEN '9999-12-31'
      ELSE ((due_at - interval '1 microsecond') AT TIME ZONE 'Europe/Prague')::date END AS due_on, area, count(*) AS open
    FROM filed WHERE closed_at IS NULL GROUP BY 1, 2, 3) c FULL JOIN rollup_due USING (tenant_id, due_on, area)";

const MONTHLY: &str = "SELECT tenant_id, month, concat_ws(' ', coalesce(opened, 0), coalesce(closed, 0), coalesce(in_term, 0),
      coalesce(c.activities, 0), coalesce(c.minutes, 0), coalesce(saved, 0), coalesce(brought_in, 0), coalesce(hours, '{}'), last, coalesce(due, 0)) AS counted,
    concat_ws(' ', requests_opened, requests_closed, closed_in_term, k.activities, k.minutes, saved_haler, brought_in_haler, closing_hours,
      last_activity_on, requests_due) AS kept
  FROM months c FULL JOIN histograms USING (tenant_id, month) FULL JOIN active USING (tenant_id, month)
  FULL JOIN (SELECT tenant_id, CASE WHEN stopped_since < due_at THEN '9999-12-01'
      ELSE date_trunc('month', (due_at - interval '1 microsecond') AT TIME ZONE 'Europe/Prague')::date END AS month, count(*) AS due
    FROM filed WHERE closed_at IS NULL GROUP BY 1, 2) open USING (tenant_id, month)
  FULL JOIN (SELECT * FROM rollup_monthly WHERE last_activity_on IS NOT NULL OR (requests_opened, requests_closed, closed_in_term, activities,
    minutes, saved_haler, brought_in_haler, requests_due) <> (0, 0, 0, 0, 0, 0, 0, 0)) k USING (tenant_id, month)";

const MONTHLY_AREAS: &str = "SELECT tenant_id, month, area, concat_ws(' ', opened, closed, in_term, c.activities, c.minutes, saved, brought_in) AS counted,
    concat_ws(' ', requests_opened, requests_closed, closed_in_term, k.activities, k.minutes, saved_haler, brought_in_haler) AS kept
  FROM (SELECT tenant_id, date_trunc('month', day)::date AS month, area, sum(opened) AS opened, sum(closed) AS closed, sum(in_term) AS in_term,
      sum(activities) AS activities, sum(minutes) AS minutes, sum(saved) AS saved, sum(brought_in) AS brought_in FROM days GROUP BY 1, 2, 3
    HAVING (sum(opened), sum(closed), sum(activities)) <> (0, 0, 0)) c
  FULL JOIN (SELECT * FROM rollup_monthly_areas WHERE (requests_opened, requests_closed, closed_in_term, activities, minutes, saved_haler,
    brought_in_haler) <> (0, 0, 0, 0, 0, 0, 0)) k USING (tenant_id, month, area)";

/// The first of the managers that there are, of those that somebody appointed; and the first activity, whenever it was done.
const ONBOARDING: &str = "SELECT tenant_id, step, c.seen_on AS counted, k.seen_on AS kept
  FROM (SELECT tenant_id, 'STAFF_APPOINTED' AS step, (min(valid_from) AT TIME ZONE 'Europe/Prague')::date AS seen_on
    FROM grants WHERE role = 'CENTRE_MANAGER' AND granted_by IS NOT NULL AND ended_at IS NULL GROUP BY 1
    UNION ALL SELECT tenant_id, 'FIRST_ACTIVITY', (min(recorded_at) AT TIME ZONE 'Europe/Prague')::date FROM activities GROUP BY 1) c
  FULL JOIN rollup_onboarding k USING (tenant_id, step)";

/// Every event has its place, and each place is counted.
const POSITIONS: &str = "SELECT tenant_id, events AS counted, position AS kept
  FROM (SELECT tenant_id, count(*) AS events FROM events GROUP BY 1) c FULL JOIN (SELECT * FROM rollup_positions WHERE position > 0) k USING (tenant_id)";

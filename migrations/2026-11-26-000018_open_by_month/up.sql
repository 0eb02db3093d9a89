-- What is open by the month it is due in, so that the nation needn't add up each day on which anything is due.

ALTER TABLE rollup_monthly NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_due NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_monthly ADD COLUMN requests_due integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN rollup_monthly.requests_due IS 'open now and due in this month: the sum of rollup_due over its days and areas';
INSERT INTO rollup_monthly (tenant_id, month, requests_opened, requests_closed, closed_in_term, closing_hours, activities, minutes,
    saved_haler, brought_in_haler, requests_due)
  SELECT tenant_id, date_trunc('month', due_on)::date, 0, 0, 0, '{}', 0, 0, 0, 0, sum(requests_open) FROM rollup_due GROUP BY 1, 2
  ON CONFLICT (tenant_id, month) DO UPDATE SET requests_due = excluded.requests_due;
ALTER TABLE rollup_monthly FORCE ROW LEVEL SECURITY;
ALTER TABLE rollup_due FORCE ROW LEVEL SECURITY;
-- Of the present month the days still count one by one: what was due before today is overdue.
CREATE INDEX rollup_due_by_day ON rollup_due (due_on);

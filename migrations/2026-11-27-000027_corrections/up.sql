-- A mistake in a closed quarter is corrected by entries in the open one, which name what they correct: one that takes the
-- mistaken entry back, to the minute and the haléř, and, unless nothing was right about it, one as it should have been.

ALTER TABLE activities
  ADD COLUMN corrects_id uuid,
  ADD COLUMN is_reversal boolean NOT NULL DEFAULT false,
  ADD COLUMN reason      text CHECK (length(reason) BETWEEN 1 AND 1000),
  DROP CONSTRAINT activities_minutes_check,
  ADD CONSTRAINT minutes_are_some_or_taken_back CHECK (CASE WHEN is_reversal THEN -minutes ELSE minutes END BETWEEN 1 AND 100000),
  ADD CONSTRAINT activities_corrects FOREIGN KEY (tenant_id, corrects_id) REFERENCES activities (tenant_id, id),
  ADD CONSTRAINT one_correction_of_each UNIQUE (tenant_id, corrects_id, is_reversal),
  ADD CONSTRAINT a_correction_with_its_reason CHECK ((corrects_id IS NULL) = (reason IS NULL)),
  ADD CONSTRAINT a_reversal_takes_something_back CHECK (corrects_id IS NOT NULL OR NOT is_reversal),
  ADD CONSTRAINT nothing_corrects_itself CHECK (corrects_id <> id);
COMMENT ON COLUMN activities.performed_on IS 'the day it counts on: of a correction the day on which it was written, for the day of the work is closed';
COMMENT ON COLUMN activities.minutes IS 'below zero in a reversal, as what it saved and brought in';
COMMENT ON COLUMN activities.corrects_id IS 'the entry of a closed quarter that it corrects; null: it corrects none';
COMMENT ON COLUMN activities.is_reversal IS 'it takes that entry back, and counts as one activity less';
COMMENT ON COLUMN activities.reason IS 'why it was corrected';

ALTER TABLE activity_shares
  DROP CONSTRAINT activity_shares_minutes_check,
  ADD CONSTRAINT activity_shares_minutes_check CHECK (minutes BETWEEN -100000 AND 100000);
COMMENT ON COLUMN activity_shares.minutes IS 'by largest remainder, as the next two: the shares of an activity add up to it exactly; below zero in a reversal';

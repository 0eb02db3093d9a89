ALTER TABLE activity_shares
  DROP CONSTRAINT activity_shares_minutes_check,
  ADD CONSTRAINT activity_shares_minutes_check CHECK (minutes >= 0);
ALTER TABLE activities
  DROP CONSTRAINT nothing_corrects_itself,
  DROP CONSTRAINT a_reversal_takes_something_back,
  DROP CONSTRAINT a_correction_with_its_reason,
  DROP CONSTRAINT one_correction_of_each,
  DROP CONSTRAINT activities_corrects,
  DROP CONSTRAINT minutes_are_some_or_taken_back,
  DROP COLUMN reason,
  DROP COLUMN is_reversal,
  DROP COLUMN corrects_id,
  ADD CONSTRAINT activities_minutes_check CHECK (minutes BETWEEN 1 AND 100000);
COMMENT ON COLUMN activities.performed_on IS NULL;
COMMENT ON COLUMN activities.minutes IS NULL;
COMMENT ON COLUMN activity_shares.minutes IS 'by largest remainder, as the next two: the shares of an activity add up to it exactly';

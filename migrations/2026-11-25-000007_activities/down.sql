DROP POLICY reach ON activities;
DROP TABLE activity_shares;
DROP TABLE activities;
DROP TABLE activity_counters;
DROP TABLE benefit_rates;
ALTER TABLE rollup_daily DROP COLUMN activities, DROP COLUMN minutes, DROP COLUMN saved_haler, DROP COLUMN brought_in_haler;

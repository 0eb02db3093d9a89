DROP POLICY open_period_begun ON activities;
DROP POLICY open_period ON activities;
DROP POLICY open_period_begun ON activity_shares;
DROP POLICY open_period ON activity_shares;
DROP POLICY open_period_removed ON activity_shares;
DROP POLICY open_period_begun ON timesheets;
DROP POLICY open_period ON timesheets;
DROP TABLE reporting_periods;

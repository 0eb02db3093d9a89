DROP TABLE worklog_entries;
DROP TABLE timesheets;
DROP TABLE employments;

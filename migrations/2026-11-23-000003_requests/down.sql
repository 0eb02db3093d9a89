DROP TABLE request_comments, requests, request_counters;

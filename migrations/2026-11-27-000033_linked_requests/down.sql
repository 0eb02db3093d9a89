DROP TABLE request_merges;
DROP TABLE request_links;

DROP TABLE request_notifications;
DROP TABLE request_watchers;
DROP POLICY relay ON grants;
DROP POLICY relay ON grant_confirmations;
REVOKE SELECT ON grants, grant_confirmations FROM centrum_relay;

DROP TABLE intake_mails;
DROP TABLE intake_tickets;
DROP TABLE intake_submissions;
DROP POLICY by_somebody ON requests;
COMMENT ON COLUMN requests.opened_by IS NULL;
-- While there are cases that citizens opened, this refuses: nobody can be named who wrote them down.
ALTER TABLE requests DROP CONSTRAINT nobody_only_for_a_citizen, ALTER COLUMN opened_by SET NOT NULL, DROP COLUMN requester_email;

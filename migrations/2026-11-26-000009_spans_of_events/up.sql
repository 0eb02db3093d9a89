-- The worker continues the trace of who did something: the span is kept beside the event until the worker has it.
ALTER TABLE outbox ADD COLUMN span text CHECK (span ~ '^[0-9a-f]{16}$');
COMMENT ON COLUMN outbox.span IS 'the span of the request in its trace, where that is told to a collector; null: it isn''t';

-- The audit trail, the to-do list over it, its order, and the figures that are kept from it.

CREATE TABLE events (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  request_id      uuid,
  member_id       uuid CHECK (request_id IS NULL OR member_id IS NOT NULL),
  secrecy         text NOT NULL CHECK (secrecy IN ('OPEN', 'CONFIDENTIAL', 'DPO')),
  shown_to_member boolean NOT NULL,
  is_internal     boolean NOT NULL,
  at              timestamptz NOT NULL,
  actor           text NOT NULL CHECK (length(actor) BETWEEN 1 AND 60),
  kind            text NOT NULL CHECK (kind ~ '^[a-z_]+\.[a-z_]+$' AND length(kind) <= 60),
  subject         text NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
  payload         jsonb NOT NULL,
  trace           text CHECK (length(trace) = 32),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT events_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE);
CREATE INDEX events_by_request ON events (tenant_id, request_id, id);
COMMENT ON TABLE  events IS 'member: the audit trail, append-only for every role; the cascade changes its label, nothing else. No prose';
COMMENT ON COLUMN events.member_id IS 'null: of the whole tenant; no mayor sees or writes it';
COMMENT ON COLUMN events.is_internal IS 'of an internal comment: the staff''s own, like the comment';
COMMENT ON COLUMN events.actor IS 'the participant''s id, or the job: job:import';
COMMENT ON COLUMN events.subject IS 'what it happened to: an id as clients see it, or kind and code, e.g. service_LEGAL-ADVICE';
COMMENT ON COLUMN events.payload IS 'ids, codes, numbers, days; never free text or a contact';

CREATE TABLE outbox (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  event_id  uuid NOT NULL,
  PRIMARY KEY (tenant_id, event_id),
  CONSTRAINT outbox_event FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id));
COMMENT ON TABLE outbox IS 'queue: a tenant inserts its own and reads none; the relay reads and deletes all';

CREATE TABLE stream (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  position  bigint NOT NULL CHECK (position > 0),
  event_id  uuid NOT NULL,
  PRIMARY KEY (tenant_id, position),
  UNIQUE (tenant_id, event_id),
  CONSTRAINT stream_event FOREIGN KEY (tenant_id, event_id) REFERENCES events (tenant_id, id));
COMMENT ON TABLE stream IS 'member, by its event: dense order per tenant, stamped by the relay under an advisory lock; a position is seen with its event or not at all';

CREATE TABLE rollup_positions (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  position  bigint NOT NULL CHECK (position >= 0),
  PRIMARY KEY (tenant_id));
COMMENT ON TABLE rollup_positions IS 'rollup: up to which position of the stream the figures are kept';

CREATE TABLE rollup_daily (
  tenant_id         uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  day               date NOT NULL,
  area              text NOT NULL CHECK (length(area) <= 40),
  requests_opened   integer NOT NULL,
  requests_closed   integer NOT NULL,
  requests_reopened integer NOT NULL,
  PRIMARY KEY (tenant_id, day, area));
COMMENT ON TABLE  rollup_daily IS 'rollup: what happened by day and area; the worker writes, staff read their own, the nation reads all';
COMMENT ON COLUMN rollup_daily.area IS 'a service area, or DPO: the files of the data protection officer are one total';

CREATE TABLE rollup_due (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  due_on        date NOT NULL,
  area          text NOT NULL CHECK (length(area) <= 40),
  requests_open integer NOT NULL,
  PRIMARY KEY (tenant_id, due_on, area));
COMMENT ON TABLE  rollup_due IS 'rollup: requests open now by the last working day for closing them, so that "overdue" needs no clock in the worker';

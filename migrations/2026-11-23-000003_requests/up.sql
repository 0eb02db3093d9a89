-- A case and what hangs on it. All of it wears one label, (member_id, secrecy, shown_to_member): the label is part of the
-- key that children reference ON UPDATE CASCADE, so relabelling a case relabels all that hangs on it in one statement, and
-- nothing can be hung on it under another label. No column of the label may be null, or the foreign key isn't checked.

CREATE TABLE request_counters (
  tenant_id   uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  year        integer NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  last_number integer NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (tenant_id, year));
COMMENT ON TABLE request_counters IS 'tenant: the series of request numbers, without gaps, by year';

CREATE TABLE requests (
  tenant_id           uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id                  uuid NOT NULL,
  member_id           uuid NOT NULL,
  secrecy             text NOT NULL CHECK (secrecy IN ('OPEN', 'CONFIDENTIAL', 'DPO')),
  shown_to_member     boolean NOT NULL,
  year                integer NOT NULL,
  number              integer NOT NULL CHECK (number > 0),
  service_code        text NOT NULL REFERENCES services,
  state               text NOT NULL CHECK (state IN ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_FOR_REQUESTER', 'CLOSED', 'CANCELLED')),
  title               text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description         text NOT NULL CHECK (length(description) <= 10000),
  requester_kind      text NOT NULL CHECK (requester_kind IN ('MUNICIPALITY', 'ORGANISATION', 'CITIZEN')),
  requester_name      text CHECK (length(requester_name) BETWEEN 1 AND 200),
  municipality_code   text REFERENCES municipalities,
  opened_at           timestamptz NOT NULL,
  opened_by           uuid NOT NULL,
  first_answer_due_at timestamptz NOT NULL,
  due_at              timestamptz NOT NULL,
  assignee_id         uuid,
  closed_at           timestamptz,
  outcome             text CHECK (length(outcome) <= 10000),
  version             integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, year, number),
  CONSTRAINT requests_label UNIQUE (tenant_id, id, member_id, secrecy, shown_to_member),
  CONSTRAINT requests_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id),
  CONSTRAINT requests_opened_by FOREIGN KEY (tenant_id, opened_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT requests_assignee FOREIGN KEY (tenant_id, assignee_id) REFERENCES participants (tenant_id, id),
  CONSTRAINT closed_on_a_day CHECK ((state IN ('CLOSED', 'CANCELLED')) = (closed_at IS NOT NULL)),
  CONSTRAINT outcome_when_closed CHECK (outcome IS NULL OR closed_at IS NOT NULL),
  CONSTRAINT somebody_works_on_it CHECK (state NOT IN ('ASSIGNED', 'IN_PROGRESS', 'WAITING_FOR_REQUESTER') OR assignee_id IS NOT NULL),
  CONSTRAINT a_municipality_needs_no_name CHECK ((requester_kind = 'MUNICIPALITY') = (requester_name IS NULL)));
CREATE INDEX requests_by_opening  ON requests (tenant_id, opened_at DESC, id DESC);
CREATE INDEX requests_by_state    ON requests (tenant_id, state, opened_at DESC, id DESC);
CREATE INDEX requests_by_member   ON requests (tenant_id, member_id, opened_at DESC, id DESC);
CREATE INDEX requests_by_service  ON requests (tenant_id, service_code, opened_at DESC, id DESC);
CREATE INDEX requests_by_assignee ON requests (tenant_id, assignee_id, opened_at DESC, id DESC);
CREATE INDEX requests_by_due      ON requests (tenant_id, due_at, id);
CREATE INDEX requests_open_by_due ON requests (tenant_id, due_at, id) WHERE closed_at IS NULL;
COMMENT ON TABLE  requests IS 'member: the case';
COMMENT ON COLUMN requests.shown_to_member IS 'whether its municipality sees it, whatever the secrecy; false for a complaint about that municipality';
COMMENT ON COLUMN requests.year IS 'of the number series: the year of opening in Prague';
COMMENT ON COLUMN requests.requester_name IS 'of the organisation or citizen; null: the municipality itself';
COMMENT ON COLUMN requests.municipality_code IS 'the municipality it is about; the only trace of it in a citizen''s case, which belongs to the association itself';
COMMENT ON COLUMN requests.due_at IS 'the instant after the last working day for closing it; from then on it is overdue';
COMMENT ON COLUMN requests.outcome IS 'what came of it, written on closing';

CREATE TABLE request_comments (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  id              uuid NOT NULL,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  is_internal     boolean NOT NULL,
  author_id       uuid NOT NULL,
  written_at      timestamptz NOT NULL,
  body            text NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT request_comments_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT request_comments_author FOREIGN KEY (tenant_id, author_id) REFERENCES participants (tenant_id, id));
CREATE INDEX request_comments_by_request ON request_comments (tenant_id, request_id, id);
COMMENT ON TABLE  request_comments IS 'member: labelled as its case';
COMMENT ON COLUMN request_comments.is_internal IS 'the staff''s own; no municipality sees it';

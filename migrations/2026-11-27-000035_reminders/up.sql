-- What nobody has answered yet, by until when that is due: what the worker looks for when it reminds.
CREATE INDEX requests_unanswered_by_due ON requests (tenant_id, first_answer_due_at, id) WHERE closed_at IS NULL AND first_answered_at IS NULL;

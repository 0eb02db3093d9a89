DROP TABLE rollup_onboarding, onboarding_steps;
ALTER TABLE participants DROP CONSTRAINT participants_by_name;

ALTER TABLE activities DROP COLUMN counted_secrecy;

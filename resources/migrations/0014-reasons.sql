-- Why a negative was rejected, as the curator chose it of the workspace's list at that time.
ALTER TABLE decision ADD COLUMN reason TEXT CHECK (reason IS NULL OR verdict = 'reject');

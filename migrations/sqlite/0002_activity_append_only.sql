-- The activity log only grows: no row is changed or taken away (SAFETY).
CREATE TRIGGER activity_never_changes BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
CREATE TRIGGER activity_never_shrinks BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

-- The activity log only grows: no row is changed or taken away (SAFETY).
CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'activity is append-only'; END $$;
CREATE TRIGGER activity_never_changes BEFORE UPDATE OR DELETE ON activity
FOR EACH ROW EXECUTE FUNCTION activity_is_append_only();
CREATE TRIGGER activity_never_shrinks BEFORE TRUNCATE ON activity
FOR EACH STATEMENT EXECUTE FUNCTION activity_is_append_only();

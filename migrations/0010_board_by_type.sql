-- The columns of a board by phase whose matters stand in none: of one type, not of the whole firm.
CREATE INDEX matters_by_type_and_phase ON matters (type_id, phase_id, open, due_on, id);

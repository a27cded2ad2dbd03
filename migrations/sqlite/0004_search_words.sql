-- Words by which clients and matters are found (src/search): beginnings of words are looked up here, because no index
-- serves `LIKE '%…%'`. SQLite compares text by its bytes, so all words with one beginning lie side by side; on Postgres
-- the column says so itself, which is why this text stands once for each.
CREATE TABLE search_words (
    thing          TEXT   NOT NULL,
    word           TEXT   NOT NULL,
    owner_id       TEXT   NOT NULL,
    CONSTRAINT search_words_pkey PRIMARY KEY (thing, word, owner_id)
) WITHOUT ROWID;
CREATE INDEX search_words_by_owner ON search_words (owner_id, thing, word);

-- The words of what is there already.
INSERT INTO search_words (thing, word, owner_id)
    WITH RECURSIVE names (owner_id, name) AS (
        SELECT c.id, c.name_key || ' ' || lower(c.email) FROM clients c
        UNION ALL
        SELECT p.client_id, k.name_key || ' ' || k.email_key FROM portal_access p JOIN contacts k ON k.id = p.contact_id
    ),
    plain (owner_id, rest) AS (
        SELECT owner_id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            replace(name, '.', ' '), ',', ' '), '-', ' '), '_', ' '), '@', ' '), '&', ' '), '''', ' '), '’', ' '), '(', ' '),
            ')', ' '), '/', ' '), '+', ' '), '"', ' '), '–', ' ') || ' ' FROM names
    ),
    words (owner_id, word, rest) AS (
        SELECT owner_id, '', rest FROM plain
        UNION ALL
        SELECT owner_id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM words WHERE rest <> ''
    )
    SELECT DISTINCT 'client', word, owner_id FROM words WHERE word <> '';

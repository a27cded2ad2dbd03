-- Words by which clients and matters are found (src/search): beginnings of words are looked up here, because no index
-- serves `LIKE '%…%'`. The words are compared by their bytes, so that all with one beginning lie side by side, whatever
-- the database sorts by otherwise; SQLite has no word for that, which is why this text stands once for each.
CREATE TABLE search_words (
    thing          TEXT   NOT NULL,
    word           TEXT   COLLATE "C" NOT NULL,
    owner_id       TEXT   NOT NULL,
    CONSTRAINT search_words_pkey PRIMARY KEY (thing, word, owner_id)
);
CREATE INDEX search_words_by_owner ON search_words (owner_id, thing, word);

-- The words of what is there already.
INSERT INTO search_words (thing, word, owner_id)
    SELECT DISTINCT 'client', w.word, n.owner_id FROM (
        SELECT c.id AS owner_id, c.name_key || ' ' || lower(c.email) AS name FROM clients c
        UNION ALL
        SELECT p.client_id, k.name_key || ' ' || k.email_key FROM portal_access p JOIN contacts k ON k.id = p.contact_id
    ) n, regexp_split_to_table(n.name, '[^[:alnum:]]+') AS w (word) WHERE w.word <> '';

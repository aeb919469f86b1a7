-- The event log of one service: tables, the append function and the rights on them.
-- Run by the owner of the database; {runtime} is the role the service runs as.

CREATE SCHEMA log;

-- One row. Its lock is held to commit, so position order is commit order and a rollback leaves no gap.
CREATE TABLE log.head (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log.head (position) VALUES (0);

CREATE TABLE log.event (
    position  bigint PRIMARY KEY,
    stream    text NOT NULL,
    version   integer NOT NULL,
    id        uuid NOT NULL UNIQUE,
    type      text NOT NULL,
    "case"    text NOT NULL,
    record    bytea NOT NULL,
    link      bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (stream, version)
);
CREATE INDEX event_case ON log.event ("case", position);

-- Takes several appends at once: item i has counts[i] of the records, which stand one after another
-- in ids, types and records. Every item gets its own outcome; a refused item leaves no trace.
CREATE FUNCTION log.append(
    streams text[], expecteds integer[], cases text[], counts integer[],
    ids uuid[], types text[], records bytea[]
) RETURNS TABLE (outcome text, tip_position bigint, tip_version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    last    bigint;
    seen    bigint;
    chained bytea;
    taken   integer := 0;
BEGIN
    -- Before anything is read: a version read without this lock may be outdated when it is used.
    SELECT h.position INTO last FROM log.head h FOR UPDATE;
    seen := last;
    FOR i IN 1 .. cardinality(streams) LOOP
        SELECT e.position, e.version INTO tip_position, tip_version
        FROM log.event e WHERE e.stream = streams[i] ORDER BY e.version DESC LIMIT 1;
        tip_position := coalesce(tip_position, 0);
        tip_version := coalesce(tip_version, 0);
        IF EXISTS (SELECT FROM log.event e WHERE e.id = ids[taken + 1]) THEN
            outcome := 'already';
        ELSIF tip_version <> expecteds[i] THEN
            outcome := 'conflict';
        ELSE
            SELECT e.link INTO chained
            FROM log.event e WHERE e."case" = cases[i] ORDER BY e.position DESC LIMIT 1;
            chained := coalesce(chained, decode(repeat('00', 32), 'hex'));
            FOR n IN taken + 1 .. taken + counts[i] LOOP
                last := last + 1;
                tip_version := tip_version + 1;
                chained := sha256(chained || records[n]);
                INSERT INTO log.event (position, stream, version, id, type, "case", record, link)
                VALUES (last, streams[i], tip_version, ids[n], types[n], cases[i], records[n], chained);
            END LOOP;
            tip_position := last;
            outcome := 'appended';
        END IF;
        taken := taken + counts[i];
        RETURN NEXT;
    END LOOP;
    IF last > seen THEN
        UPDATE log.head SET position = last;
        PERFORM pg_notify('log', last::text);
    END IF;
END;
$$;

-- For people: the same records as jsonb.
CREATE VIEW log.readable AS
SELECT position, stream, version, type, "case", convert_from(record, 'UTF8')::jsonb AS record,
       encode(link, 'hex') AS link, stored_at
FROM log.event;

-- What the service works with besides the log: its read models, made and remade by itself, and the
-- bookkeeping of the bus.
CREATE SCHEMA read_models;
GRANT USAGE, CREATE ON SCHEMA read_models TO {runtime};
CREATE SCHEMA bus;
CREATE TABLE bus.relay (
    single     boolean PRIMARY KEY DEFAULT true CHECK (single),
    position   bigint NOT NULL DEFAULT 0,
    stream_seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO bus.relay DEFAULT VALUES;
CREATE TABLE bus.dead_letter (
    id          uuid PRIMARY KEY,
    durable     text NOT NULL,
    type        text,
    headers     jsonb NOT NULL,
    payload     bytea NOT NULL,
    error       text NOT NULL,
    attempts    integer NOT NULL,
    parked_at   timestamptz NOT NULL,
    replayed_at timestamptz
);

-- The service appends through the function and can change nothing that was appended.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT USAGE ON SCHEMA log, bus TO {runtime};
GRANT SELECT ON log.event, log.head, log.readable TO {runtime};
GRANT EXECUTE ON FUNCTION log.append TO {runtime};
GRANT SELECT, UPDATE ON bus.relay TO {runtime};
GRANT SELECT, INSERT, UPDATE ON bus.dead_letter TO {runtime};

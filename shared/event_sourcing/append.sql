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
-- What the log holds of all items is looked up by one statement; what items of this call add to a stream
-- or chain stands in the arrays, at the place of the first item that names it. The settings keep the
-- plan the one that looks up each item by its index: no plan is made for a call, however many its items.
CREATE FUNCTION log.append(
    streams text[], expecteds integer[], cases text[], counts integer[],
    ids uuid[], types text[], records bytea[]
) RETURNS TABLE (outcome text, tip_position bigint, tip_version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    last      bigint;
    seen      bigint;
    item      record;
    chained   bytea;
    positions bigint[];
    versions  integer[];
    links     bytea[];
BEGIN
    -- Before anything is read: a version read without this lock may be outdated when it is used.
    SELECT h.position INTO last FROM log.head h FOR UPDATE;
    seen := last;
    FOR item IN
        SELECT i.*, tip.position, tip.version,
               (SELECT e.link FROM log.event e WHERE e."case" = i."case" ORDER BY e.position DESC LIMIT 1) AS link,
               (SELECT true FROM log.event e WHERE e.id = ids[i.starts]) AS known,
               array_position(ids, ids[i.starts]) < i.starts AS again,
               array_position(streams, i.stream) AS of_stream, array_position(cases, i."case") AS of_case
        FROM (
            SELECT u.*, 1 + sum(u.count) OVER (ROWS UNBOUNDED PRECEDING)::integer - u.count AS starts
            FROM unnest(streams, expecteds, cases, counts) AS u (stream, expected, "case", count)
        ) AS i
        LEFT JOIN LATERAL (
            SELECT e.position, e.version
            FROM log.event e WHERE e.stream = i.stream ORDER BY e.version DESC LIMIT 1
        ) AS tip ON true
    LOOP
        tip_position := coalesce(positions[item.of_stream], item.position, 0);
        tip_version := coalesce(versions[item.of_stream], item.version, 0);
        IF item.again THEN  -- An earlier item of this call begins with the same record: was it taken?
            item.known := EXISTS (SELECT FROM log.event e WHERE e.id = ids[item.starts]);
        END IF;
        IF item.known THEN
            outcome := 'already';
        ELSIF tip_version <> item.expected THEN
            outcome := 'conflict';
        ELSE
            chained := coalesce(links[item.of_case], item.link, decode(repeat('00', 32), 'hex'));
            FOR n IN item.starts .. item.starts + item.count - 1 LOOP
                last := last + 1;
                tip_version := tip_version + 1;
                chained := sha256(chained || records[n]);
                INSERT INTO log.event (position, stream, version, id, type, "case", record, link)
                VALUES (last, item.stream, tip_version, ids[n], types[n], item."case", records[n], chained);
            END LOOP;
            tip_position := last;
            outcome := 'appended';
            positions[item.of_stream] := tip_position;
            versions[item.of_stream] := tip_version;
            links[item.of_case] := chained;
        END IF;
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

-- Functions of the kernel that run with the owner's rights: the only ways to delete from a ledger.

CREATE FUNCTION core_hold(p_thread uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM core_thread WHERE id = p_thread FOR KEY SHARE;
    RETURN FOUND;
END;
$$;
COMMENT ON FUNCTION core_hold IS
    'Shares a thread''s lock until the end of the transaction; false when it was severed.';

CREATE FUNCTION core_sever(p_thread uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM core_thread WHERE id = p_thread FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM procrastinate_jobs WHERE args ? 'thread' AND args->>'thread' = p_thread::text;
    DELETE FROM core_thread WHERE id = p_thread;
    RETURN true;
END;
$$;
COMMENT ON FUNCTION core_sever IS
    'Deletes a thread; every row that carries it follows by its foreign key.';

CREATE FUNCTION core_write_anew(p_table regclass, p_column text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kind text := (
        SELECT format_type(atttypid, atttypmod) FROM pg_attribute
         WHERE attrelid = p_table AND attname = p_column
    );
BEGIN
    IF p_table NOT IN ('core_thread'::regclass, 'procrastinate_jobs'::regclass) AND NOT EXISTS (
        SELECT 1 FROM pg_constraint
         WHERE conrelid = p_table AND contype = 'f' AND confrelid = 'core_thread'::regclass
    ) THEN
        RAISE 'this table carries no thread' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format(
        'ALTER TABLE %s ALTER COLUMN %I TYPE %s USING ((%I::text || '''')::%s)',
        p_table, p_column, kind, p_column, kind
    );
END;
$$;
COMMENT ON FUNCTION core_write_anew IS
    'Copies the rows that are there into a new file: unlike VACUUM FULL it takes along nothing that '
    'was deleted, even while an older transaction runs in any database of the server.';

CREATE FUNCTION core_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE 'ANALYZE';
END;
$$;
COMMENT ON FUNCTION core_analyze IS
    'Refreshes what the planner knows, after a bulk load: only an owner may.';

CREATE FUNCTION core_ensure_partitions(p_from date, p_months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_day date := date_trunc('month', p_from)::date;
    start_at timestamptz;
    end_at timestamptz;
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core_ensure_partitions'));
    FOR step IN 0 .. p_months - 1 LOOP
        start_at := (first_day + make_interval(months => step)) AT TIME ZONE 'UTC';
        end_at := (first_day + make_interval(months => step + 1)) AT TIME ZONE 'UTC';
        partition := 'core_fact_p'
            || to_char(first_day + make_interval(months => step), 'YYYYMM');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        -- A month that already has rows in the default partition stays there.
        CONTINUE WHEN EXISTS (
            SELECT 1 FROM core_fact_pdefault WHERE at >= start_at AND at < end_at
        );
        EXECUTE format('CREATE TABLE %I (LIKE core_fact INCLUDING DEFAULTS)', partition);
        EXECUTE format(
            'ALTER TABLE core_fact ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, start_at, end_at
        );
        made := made + 1;
    END LOOP;
    RETURN made;
END;
$$;
COMMENT ON FUNCTION core_ensure_partitions IS
    'Makes the monthly partitions of core_fact from a month on; returns how many were missing.';

CREATE FUNCTION core_purge_facts(p_before timestamptz, p_consumers text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM core_fact AS fact
    WHERE fact.at < p_before
      AND NOT EXISTS (
        SELECT 1 FROM unnest(fact.consumers) AS one(name)
        WHERE one.name = ANY (p_consumers)
          AND NOT EXISTS (
            SELECT 1 FROM core_fact_delivery AS taken
            WHERE taken.fact_id = fact.id
              AND taken.consumer = one.name
              AND taken.delivered_at < p_before
          )
      );
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END;
$$;
COMMENT ON FUNCTION core_purge_facts IS
    'Deletes facts older than an instant that every consumer still alive took before it.';

CREATE FUNCTION core_drop_partitions(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text;
    used boolean;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core_ensure_partitions'));
    FOR partition IN
        SELECT relname FROM pg_class
        WHERE relispartition AND relname ~ '^core_fact_p[0-9]{6}$'
          AND (to_date(right(relname, 6), 'YYYYMM') + make_interval(months => 1))
              AT TIME ZONE 'UTC' <= p_before
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', partition) INTO used;
        CONTINUE WHEN used;
        EXECUTE format('ALTER TABLE core_fact DETACH PARTITION %I', partition);
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END;
$$;
COMMENT ON FUNCTION core_drop_partitions IS
    'Drops the empty monthly partitions of core_fact that end before an instant.';

CREATE FUNCTION core_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_audit
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

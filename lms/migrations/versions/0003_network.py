"""Brands, regions, units, jobs, mandates, waves, and what each act replaced.

Revision ID: 0003_network
Revises: 0002_accounts
"""

from alembic import op

revision = "0003_network"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE network_brand (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_network_brand PRIMARY KEY (id),
    CONSTRAINT uq_network_brand_code UNIQUE (code)
);
CREATE TABLE network_employer (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_network_employer PRIMARY KEY (id),
    CONSTRAINT uq_network_employer_code UNIQUE (code)
);
CREATE TABLE network_import_mapping (
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    field TEXT NOT NULL,
    CONSTRAINT pk_network_import_mapping PRIMARY KEY (kind, title),
    CONSTRAINT ck_network_import_mapping_title CHECK (title <> '')
);
COMMENT ON COLUMN network_import_mapping.title IS 'Folded title of the column';
COMMENT ON COLUMN network_import_mapping.field IS 'Empty: this column is left out';
CREATE TABLE network_position (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_network_position PRIMARY KEY (id),
    CONSTRAINT uq_network_position_code UNIQUE (code)
);
CREATE TABLE network_region (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_network_region PRIMARY KEY (id),
    CONSTRAINT uq_network_region_code UNIQUE (code)
);
CREATE TABLE network_unit (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone TEXT NOT NULL,
    day_cut TIME WITHOUT TIME ZONE NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    city TEXT,
    postcode TEXT,
    channels TEXT[] NOT NULL,
    format TEXT,
    CONSTRAINT pk_network_unit PRIMARY KEY (id),
    CONSTRAINT ck_network_unit_kind
        CHECK (kind IN ('store', 'regional_office', 'support_service', 'head_office')),
    CONSTRAINT ck_network_unit_closed_after_opened
        CHECK (closed_on IS NULL OR closed_on >= opened_on),
    CONSTRAINT ck_network_unit_named CHECK (btrim(code) <> '' AND btrim(name) <> ''),
    CONSTRAINT uq_network_unit_code UNIQUE (code)
);
CREATE INDEX ix_network_unit_sort_key ON network_unit (sort_key);
COMMENT ON COLUMN network_unit.code IS 'Key of imports';
COMMENT ON COLUMN network_unit.sort_key IS 'Folded name, for order and search';
COMMENT ON COLUMN network_unit.zone IS 'IANA time zone of its business dates';
COMMENT ON COLUMN network_unit.day_cut IS 'Hour at which a business day starts';
COMMENT ON COLUMN network_unit.closed_on IS 'First day closed';
CREATE TABLE ops.import_progress (
    import_id UUID NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_import_progress PRIMARY KEY (import_id)
);
CREATE TABLE network_agreement (
    id UUID NOT NULL,
    employer_id UUID NOT NULL,
    reader_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    end_reason TEXT,
    CONSTRAINT pk_network_agreement PRIMARY KEY (id),
    CONSTRAINT ex_network_agreement_overlap
        EXCLUDE USING gist (uuidrange(employer_id, employer_id, '[]') WITH &&
        , uuidrange(reader_id, reader_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_agreement_two_employers CHECK (employer_id <> reader_id),
    CONSTRAINT ck_network_agreement_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_agreement_employer_id
        FOREIGN KEY(employer_id)
        REFERENCES network_employer (id),
    CONSTRAINT fk_network_agreement_reader_id
        FOREIGN KEY(reader_id)
        REFERENCES network_employer (id)
);
COMMENT ON COLUMN network_agreement.reference IS 'Where the signed text is kept';
COMMENT ON COLUMN network_agreement.reason IS 'What for, as both employers read it';
CREATE TABLE network_change (
    id UUID NOT NULL,
    verb TEXT NOT NULL,
    actor_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    undo_until TIMESTAMP WITH TIME ZONE NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by_id UUID,
    CONSTRAINT pk_network_change PRIMARY KEY (id),
    CONSTRAINT fk_network_change_actor_id FOREIGN KEY(actor_id) REFERENCES accounts_person (id),
    CONSTRAINT fk_network_change_undone_by_id
        FOREIGN KEY(undone_by_id)
        REFERENCES accounts_person (id)
);
CREATE INDEX ix_network_change_at ON network_change (at);
CREATE INDEX ix_network_change_subject_id ON network_change (subject_id);
COMMENT ON COLUMN network_change.actor_id IS 'Empty for the command line';
COMMENT ON COLUMN network_change.subject_kind IS 'person, unit, region, import';
CREATE TABLE network_mandate (
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id UUID,
    backup_person_id UUID,
    during DATERANGE NOT NULL,
    unit_id UUID GENERATED ALWAYS AS (CASE WHEN scope_kind = 'unit' THEN scope_id END) STORED,
    region_id UUID GENERATED ALWAYS AS (CASE WHEN scope_kind = 'region' THEN scope_id END) STORED,
    CONSTRAINT pk_network_mandate PRIMARY KEY (id),
    CONSTRAINT ex_network_mandate_one_holder
        EXCLUDE USING gist (uuidrange(unit_id, unit_id, '[]') WITH &&
        , textrange(kind, kind, '[]') WITH &&
        , during WITH &&)
        WHERE (kind IN ('unit_manager', 'coach')),
    CONSTRAINT ex_network_mandate_twice
        EXCLUDE USING gist (uuidrange(person_id, person_id, '[]') WITH &&
        , textrange(kind, kind, '[]') WITH &&
        , uuidrange(scope_id, scope_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_mandate_kind_fits_scope
        CHECK ((kind IN ('unit_manager', 'deputy', 'coach') AND scope_kind = 'unit')
        OR (kind = 'regional_lead' AND scope_kind = 'region')
        OR (kind IN ('learning_author', 'label_officer', 'administrator'
        , 'privacy_officer') AND scope_kind = 'network')),
    CONSTRAINT ck_network_mandate_scope_id CHECK ((scope_kind = 'network') = (scope_id IS NULL)),
    CONSTRAINT ck_network_mandate_backup
        CHECK (backup_person_id IS NULL
        OR (kind = 'coach' AND backup_person_id <> person_id)),
    CONSTRAINT ck_network_mandate_period CHECK (NOT isempty(during)),
    CONSTRAINT ck_network_mandate_starts CHECK (NOT lower_inf(during)),
    CONSTRAINT fk_network_mandate_person_id FOREIGN KEY(person_id) REFERENCES accounts_person (id),
    CONSTRAINT fk_network_mandate_backup_person_id
        FOREIGN KEY(backup_person_id)
        REFERENCES accounts_person (id),
    CONSTRAINT fk_network_mandate_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id),
    CONSTRAINT fk_network_mandate_region_id FOREIGN KEY(region_id) REFERENCES network_region (id)
);
CREATE INDEX ix_network_mandate_backup_person_id ON network_mandate (backup_person_id);
CREATE INDEX ix_network_mandate_person_id ON network_mandate (person_id);
CREATE INDEX ix_network_mandate_unit_id ON network_mandate (unit_id);
CREATE INDEX ix_network_mandate_region_id ON network_mandate (region_id);
COMMENT ON COLUMN network_mandate.scope_kind IS 'unit, region or network';
CREATE TABLE network_membership (
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    position_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    is_primary BOOLEAN NOT NULL,
    CONSTRAINT pk_network_membership PRIMARY KEY (id),
    CONSTRAINT ex_network_membership_primary
        EXCLUDE USING gist (uuidrange(person_id, person_id, '[]') WITH &&
        , during WITH &&)
        WHERE (is_primary),
    CONSTRAINT ex_network_membership_same_job
        EXCLUDE USING gist (uuidrange(person_id, person_id, '[]') WITH &&
        , uuidrange(unit_id, unit_id, '[]') WITH &&
        , uuidrange(position_id, position_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_membership_period CHECK (NOT isempty(during)),
    CONSTRAINT ck_network_membership_starts CHECK (NOT lower_inf(during)),
    CONSTRAINT fk_network_membership_person_id
        FOREIGN KEY(person_id)
        REFERENCES accounts_person (id),
    CONSTRAINT fk_network_membership_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id),
    CONSTRAINT fk_network_membership_position_id
        FOREIGN KEY(position_id)
        REFERENCES network_position (id)
);
CREATE INDEX ix_network_membership_person_id ON network_membership (person_id);
CREATE INDEX ix_network_membership_unit_id ON network_membership (unit_id);
CREATE TABLE network_region_parent (
    id UUID NOT NULL,
    region_id UUID NOT NULL,
    parent_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    CONSTRAINT pk_network_region_parent PRIMARY KEY (id),
    CONSTRAINT ex_network_region_parent_overlap
        EXCLUDE USING gist (uuidrange(region_id, region_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_region_parent_not_itself CHECK (region_id <> parent_id),
    CONSTRAINT ck_network_region_parent_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_region_parent_region_id
        FOREIGN KEY(region_id)
        REFERENCES network_region (id),
    CONSTRAINT fk_network_region_parent_parent_id
        FOREIGN KEY(parent_id)
        REFERENCES network_region (id)
);
CREATE INDEX ix_network_region_parent_parent_id ON network_region_parent (parent_id);
CREATE INDEX ix_network_region_parent_region_id ON network_region_parent (region_id);
CREATE TABLE network_unit_brand (
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    brand_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    CONSTRAINT pk_network_unit_brand PRIMARY KEY (id),
    CONSTRAINT ex_network_unit_brand_overlap
        EXCLUDE USING gist (uuidrange(unit_id, unit_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_unit_brand_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_unit_brand_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id),
    CONSTRAINT fk_network_unit_brand_brand_id FOREIGN KEY(brand_id) REFERENCES network_brand (id)
);
CREATE INDEX ix_network_unit_brand_brand_id ON network_unit_brand (brand_id);
CREATE INDEX ix_network_unit_brand_unit_id ON network_unit_brand (unit_id);
CREATE TABLE network_unit_employer (
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    employer_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    CONSTRAINT pk_network_unit_employer PRIMARY KEY (id),
    CONSTRAINT ex_network_unit_employer_overlap
        EXCLUDE USING gist (uuidrange(unit_id, unit_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_unit_employer_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_unit_employer_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id),
    CONSTRAINT fk_network_unit_employer_employer_id
        FOREIGN KEY(employer_id)
        REFERENCES network_employer (id)
);
CREATE INDEX ix_network_unit_employer_employer_id ON network_unit_employer (employer_id);
CREATE INDEX ix_network_unit_employer_unit_id ON network_unit_employer (unit_id);
CREATE TABLE network_unit_region (
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    region_id UUID NOT NULL,
    during DATERANGE NOT NULL,
    CONSTRAINT pk_network_unit_region PRIMARY KEY (id),
    CONSTRAINT ex_network_unit_region_overlap
        EXCLUDE USING gist (uuidrange(unit_id, unit_id, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_unit_region_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_unit_region_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id),
    CONSTRAINT fk_network_unit_region_region_id
        FOREIGN KEY(region_id)
        REFERENCES network_region (id)
);
CREATE INDEX ix_network_unit_region_region_id ON network_unit_region (region_id);
CREATE INDEX ix_network_unit_region_unit_id ON network_unit_region (unit_id);
CREATE TABLE network_wave (
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    capability TEXT NOT NULL,
    during DATERANGE NOT NULL,
    CONSTRAINT pk_network_wave PRIMARY KEY (id),
    CONSTRAINT ex_network_wave_overlap
        EXCLUDE USING gist (uuidrange(unit_id, unit_id, '[]') WITH &&
        , textrange(capability, capability, '[]') WITH &&
        , during WITH &&),
    CONSTRAINT ck_network_wave_capability
        CHECK (capability IN ('learning', 'practice', 'quotes', 'label', 'coaching', 'project')),
    CONSTRAINT ck_network_wave_period CHECK (NOT isempty(during)),
    CONSTRAINT fk_network_wave_unit_id FOREIGN KEY(unit_id) REFERENCES network_unit (id)
);
CREATE INDEX ix_network_wave_unit_id ON network_wave (unit_id);
CREATE TABLE network_change_row (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    change_id UUID NOT NULL,
    table_name TEXT NOT NULL,
    row_id UUID NOT NULL,
    before JSONB,
    after JSONB,
    CONSTRAINT pk_network_change_row PRIMARY KEY (seq),
    CONSTRAINT fk_network_change_row_change_id
        FOREIGN KEY(change_id)
        REFERENCES network_change (id) ON DELETE CASCADE
);
CREATE INDEX ix_network_change_row_change_id ON network_change_row (change_id, table_name);
CREATE TABLE network_import (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    filename TEXT NOT NULL,
    actor_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    as_of DATE NOT NULL,
    state TEXT NOT NULL,
    source BYTEA,
    pasted BOOLEAN NOT NULL,
    encoding TEXT NOT NULL,
    separator TEXT NOT NULL,
    rows INTEGER NOT NULL,
    columns JSONB NOT NULL,
    is_complete BOOLEAN NOT NULL,
    fixes JSONB NOT NULL,
    counts JSONB NOT NULL,
    digest TEXT,
    finished_at TIMESTAMP WITH TIME ZONE,
    error TEXT,
    change_id UUID,
    CONSTRAINT pk_network_import PRIMARY KEY (id),
    CONSTRAINT ck_network_import_kind CHECK (kind IN ('units', 'people')),
    CONSTRAINT ck_network_import_state
        CHECK (state IN ('read', 'checked', 'queued', 'done', 'failed', 'undone')),
    CONSTRAINT fk_network_import_actor_id FOREIGN KEY(actor_id) REFERENCES accounts_person (id),
    CONSTRAINT fk_network_import_change_id FOREIGN KEY(change_id) REFERENCES network_change (id)
);
CREATE INDEX ix_network_import_created_at ON network_import (created_at);
COMMENT ON COLUMN network_import.as_of IS 'Day on which moves and departures take effect';
COMMENT ON COLUMN network_import.source IS 'The file as received, until purged';
COMMENT ON COLUMN network_import.columns IS 'field -> place of the column';
COMMENT ON COLUMN network_import.is_complete IS 'People missing from the file left';
COMMENT ON COLUMN network_import.fixes IS 'line -> field -> text typed later';
COMMENT ON COLUMN network_import.counts IS 'by outcome, and effects';
COMMENT ON COLUMN network_import.digest IS 'Of the plan that was read and accepted';
CREATE TABLE network_import_line (
    id UUID NOT NULL,
    import_id UUID NOT NULL,
    line INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    differences JSONB NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    cure TEXT NOT NULL,
    CONSTRAINT pk_network_import_line PRIMARY KEY (id),
    CONSTRAINT ck_network_import_line_outcome
        CHECK (outcome IN ('refused', 'ended', 'changed', 'created')),
    CONSTRAINT fk_network_import_line_import_id
        FOREIGN KEY(import_id)
        REFERENCES network_import (id) ON DELETE CASCADE
);
CREATE INDEX ix_network_import_line_import_id ON network_import_line (import_id, outcome, line);
COMMENT ON COLUMN network_import_line.line IS 'Number in the file; 0 when absent from it';
COMMENT ON COLUMN network_import_line.key IS 'Employee number or unit code';
COMMENT ON COLUMN network_import_line.differences IS '[field, before, after]';
COMMENT ON COLUMN network_import_line.field IS 'The refused field, empty for the whole line';
COMMENT ON COLUMN network_import_line.reason IS 'In words, with the cure';
COMMENT ON COLUMN network_import_line.cure IS 'A value that would do, empty when there is none';
"""

TRACKED = (
    "accounts_person",
    "network_membership",
    "network_mandate",
    "network_region",
    "network_region_parent",
    "network_unit",
    "network_unit_region",
    "network_unit_brand",
    "network_unit_employer",
    "network_wave",
    "network_agreement",
)

DROPPED = (
    "network_import_line",
    "network_change_row",
    "network_import",
    "network_change",
    "network_wave",
    "network_unit_region",
    "network_unit_employer",
    "network_unit_brand",
    "network_region_parent",
    "network_membership",
    "network_mandate",
    "network_agreement",
    "network_unit",
    "network_region",
    "network_position",
    "network_import_mapping",
    "network_employer",
    "network_brand",
)

# The act under way is named by the transaction's setting ``comptoir.change``; no act, no copy.
TRACK = """
CREATE FUNCTION network_track() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    act uuid := nullif(current_setting('comptoir.change', true), '')::uuid;
BEGIN
    IF act IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO network_change_row (change_id, table_name, row_id, before, after)
        SELECT act, TG_TABLE_NAME, n.id, NULL, to_jsonb(n) FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO network_change_row (change_id, table_name, row_id, before, after)
        SELECT act, TG_TABLE_NAME, o.id, to_jsonb(o), NULL FROM old_rows o;
    ELSE
        INSERT INTO network_change_row (change_id, table_name, row_id, before, after)
        SELECT act, TG_TABLE_NAME, n.id, to_jsonb(o), to_jsonb(n)
        FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE o IS DISTINCT FROM n;
    END IF;
    RETURN NULL;
END $$
"""

# What an act is about, row by row: two acts on the same owner are undone in reverse order only.
OWNERS = """
CREATE FUNCTION network_owners(table_name text, image jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
SELECT CASE table_name
    WHEN 'network_membership' THEN ARRAY[image ->> 'person_id']
    WHEN 'network_mandate' THEN ARRAY[
        image ->> 'person_id',
        concat_ws(' ', image ->> 'kind', image ->> 'scope_id')]
    WHEN 'network_region_parent' THEN ARRAY[image ->> 'region_id']
    WHEN 'network_wave' THEN ARRAY[concat_ws(' ', image ->> 'capability', image ->> 'unit_id')]
    WHEN 'network_unit_region' THEN ARRAY[concat_ws(' ', 'region', image ->> 'unit_id')]
    WHEN 'network_unit_brand' THEN ARRAY[concat_ws(' ', 'brand', image ->> 'unit_id')]
    WHEN 'network_unit_employer' THEN ARRAY[concat_ws(' ', 'employer', image ->> 'unit_id')]
    ELSE ARRAY[image ->> 'id'] END
$$
"""


def upgrade() -> None:
    """Create the network's tables and follow the changes of those an act may undo."""
    op.execute('CREATE TYPE textrange AS RANGE (subtype = text, collation = "C")')
    op.execute(TABLES)
    op.execute(TRACK)
    op.execute(OWNERS)
    for table in TRACKED:
        for verb, seen in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        ):
            op.execute(
                f"CREATE TRIGGER network_track_{verb.lower()} AFTER {verb} ON {table} "
                f"REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION network_track()"
            )


def downgrade() -> None:
    """Drop them, and leave people as accounts made them."""
    for verb in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER network_track_{verb} ON accounts_person")
    for table in DROPPED:
        op.drop_table(table)
    op.drop_table("import_progress", schema="ops")
    op.execute("DROP FUNCTION network_track()")
    op.execute("DROP FUNCTION network_owners(text, jsonb)")
    op.execute("DROP TYPE textrange")

"""The referential: versions, items, and the triggers that freeze what was published.

Revision ID: 0004_referential
Revises: 0003_network
"""

from alembic import op

revision = "0004_referential"
down_revision = "0003_network"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE referential_referential (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    brand_id UUID,
    CONSTRAINT pk_referential_referential PRIMARY KEY (id),
    CONSTRAINT ck_referential_referential_kind
        CHECK (kind IN ('service', 'management', 'cooperation')),
    CONSTRAINT uq_referential_referential_kind UNIQUE NULLS NOT DISTINCT (kind, brand_id),
    CONSTRAINT fk_referential_referential_brand_id
        FOREIGN KEY(brand_id)
        REFERENCES network_brand (id)
);
COMMENT ON COLUMN referential_referential.brand_id IS 'Empty for the whole network';
CREATE TABLE referential_version (
    id UUID NOT NULL,
    referential_id UUID NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    language TEXT NOT NULL,
    promise_uid UUID NOT NULL,
    promise TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by UUID,
    published_at TIMESTAMP WITH TIME ZONE,
    published_by UUID,
    superseded_at TIMESTAMP WITH TIME ZONE,
    content_hash TEXT,
    CONSTRAINT pk_referential_version PRIMARY KEY (id),
    CONSTRAINT ck_referential_version_state CHECK (state IN ('draft', 'published', 'superseded')),
    CONSTRAINT ck_referential_version_published_at
        CHECK ((state = 'draft') = (published_at IS NULL)),
    CONSTRAINT ck_referential_version_superseded
        CHECK ((state = 'superseded') = (superseded_at IS NOT NULL)),
    CONSTRAINT uq_referential_version_referential_id_number UNIQUE (referential_id, number),
    CONSTRAINT fk_referential_version_referential_id
        FOREIGN KEY(referential_id)
        REFERENCES referential_referential (id),
    CONSTRAINT fk_referential_version_created_by
        FOREIGN KEY(created_by)
        REFERENCES accounts_person (id),
    CONSTRAINT fk_referential_version_published_by
        FOREIGN KEY(published_by)
        REFERENCES accounts_person (id)
);
CREATE UNIQUE INDEX uq_referential_version_draft ON referential_version (referential_id)
    WHERE state = 'draft';
CREATE UNIQUE INDEX uq_referential_version_published ON referential_version (referential_id)
    WHERE state = 'published';
COMMENT ON COLUMN referential_version.language IS 'Source language, BCP 47';
COMMENT ON COLUMN referential_version.promise_uid IS 'Stable across versions';
COMMENT ON COLUMN referential_version.content_hash IS 'Of everything readable, frozen';
CREATE TABLE referential_attitude (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    uid UUID NOT NULL,
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    meaning TEXT NOT NULL,
    CONSTRAINT pk_referential_attitude PRIMARY KEY (id),
    CONSTRAINT ck_referential_attitude_three CHECK (place BETWEEN 1 AND 3),
    CONSTRAINT uq_referential_attitude_version_id_place UNIQUE (version_id, place),
    CONSTRAINT uq_referential_attitude_uid UNIQUE (version_id, uid),
    CONSTRAINT uq_referential_attitude_code UNIQUE (version_id, code),
    CONSTRAINT fk_referential_attitude_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE TABLE referential_channel (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    uid UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_channel PRIMARY KEY (id),
    CONSTRAINT uq_referential_channel_version_id_id UNIQUE (version_id, id),
    CONSTRAINT uq_referential_channel_uid UNIQUE (version_id, uid),
    CONSTRAINT uq_referential_channel_code UNIQUE (version_id, code),
    CONSTRAINT fk_referential_channel_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE TABLE referential_moment (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    uid UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    expectation TEXT NOT NULL,
    emotion TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_moment PRIMARY KEY (id),
    CONSTRAINT uq_referential_moment_version_id_id UNIQUE (version_id, id),
    CONSTRAINT uq_referential_moment_uid UNIQUE (version_id, uid),
    CONSTRAINT uq_referential_moment_code UNIQUE (version_id, code),
    CONSTRAINT fk_referential_moment_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE TABLE referential_skill (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    uid UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_skill PRIMARY KEY (id),
    CONSTRAINT uq_referential_skill_version_id_id UNIQUE (version_id, id),
    CONSTRAINT uq_referential_skill_uid UNIQUE (version_id, uid),
    CONSTRAINT uq_referential_skill_code UNIQUE (version_id, code),
    CONSTRAINT fk_referential_skill_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
COMMENT ON COLUMN referential_skill.code IS 'What courses write to say they work on it';
CREATE TABLE referential_channel_moment (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    channel_id UUID NOT NULL,
    moment_id UUID NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_channel_moment PRIMARY KEY (id),
    CONSTRAINT ck_referential_channel_moment_five CHECK (place BETWEEN 1 AND 5),
    CONSTRAINT uq_referential_channel_moment_channel_id_place UNIQUE (channel_id, place),
    CONSTRAINT uq_referential_channel_moment_once UNIQUE (channel_id, moment_id),
    CONSTRAINT fk_referential_channel_moment_version_id_channel_id
        FOREIGN KEY(version_id, channel_id)
        REFERENCES referential_channel (version_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_channel_moment_version_id_moment_id
        FOREIGN KEY(version_id, moment_id)
        REFERENCES referential_moment (version_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_channel_moment_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_channel_moment_moment_id ON referential_channel_moment (moment_id);
CREATE TABLE referential_ritual (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    moment_id UUID NOT NULL,
    uid UUID NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_ritual PRIMARY KEY (id),
    CONSTRAINT ck_referential_ritual_kind CHECK (kind IN ('ritual', 'clue')),
    CONSTRAINT uq_referential_ritual_uid UNIQUE (version_id, uid),
    CONSTRAINT fk_referential_ritual_version_id_moment_id
        FOREIGN KEY(version_id, moment_id)
        REFERENCES referential_moment (version_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_ritual_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_ritual_moment_id ON referential_ritual (moment_id);
CREATE TABLE referential_skill_moment (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    skill_id UUID NOT NULL,
    moment_id UUID NOT NULL,
    CONSTRAINT pk_referential_skill_moment PRIMARY KEY (id),
    CONSTRAINT uq_referential_skill_moment_skill_id_moment_id UNIQUE (skill_id, moment_id),
    CONSTRAINT fk_referential_skill_moment_version_id_skill_id
        FOREIGN KEY(version_id, skill_id)
        REFERENCES referential_skill (version_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_skill_moment_version_id_moment_id
        FOREIGN KEY(version_id, moment_id)
        REFERENCES referential_moment (version_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_skill_moment_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_skill_moment_moment_id ON referential_skill_moment (moment_id);
"""

ITEMS = (
    "referential_attitude",
    "referential_channel_moment",
    "referential_ritual",
    "referential_skill_moment",
    "referential_channel",
    "referential_moment",
    "referential_skill",
)

# The version's row is held while an item is written: publishing waits for it, or it for publishing.
FREEZE_ITEMS = """
CREATE FUNCTION referential_freeze_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_version uuid;
    found_state text;
BEGIN
    FOREACH row_version IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.version_id]
        WHEN 'DELETE' THEN ARRAY[OLD.version_id]
        ELSE ARRAY[OLD.version_id, NEW.version_id] END
    LOOP
        SELECT state INTO found_state FROM referential_version WHERE id = row_version FOR SHARE;
        IF found_state <> 'draft' THEN
            RAISE EXCEPTION 'a published referential is frozen'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$
"""

FREEZE_VERSION = """
CREATE FUNCTION referential_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'UPDATE' AND NEW.state = 'superseded' THEN
            RAISE EXCEPTION 'a draft is published before it is superseded'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
        END IF;
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'superseded'
        AND to_jsonb(NEW) - 'state' - 'superseded_at' = to_jsonb(OLD) - 'state' - 'superseded_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published referential is frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
END $$
"""

COMPLETE = """
CREATE FUNCTION referential_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM referential_attitude WHERE version_id = NEW.id) <> 3
        OR btrim(NEW.promise) = ''
        OR NOT EXISTS (SELECT FROM referential_channel WHERE version_id = NEW.id)
        OR EXISTS (
            SELECT FROM referential_channel c WHERE c.version_id = NEW.id
            AND NOT EXISTS (SELECT FROM referential_channel_moment m WHERE m.channel_id = c.id))
        OR EXISTS (
            SELECT FROM referential_moment m WHERE m.version_id = NEW.id
            AND NOT EXISTS (SELECT FROM referential_ritual r WHERE r.moment_id = m.id))
    THEN
        RAISE EXCEPTION 'an incomplete referential is not published'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_complete';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Create the tables and the triggers that keep published versions as they are."""
    op.execute(TABLES)
    op.execute(FREEZE_ITEMS)
    op.execute(FREEZE_VERSION)
    op.execute(COMPLETE)
    for table in ITEMS:
        op.execute(
            f"CREATE TRIGGER referential_freeze BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION referential_freeze_item()"
        )
    op.execute(
        "CREATE TRIGGER referential_freeze BEFORE UPDATE OR DELETE ON referential_version "
        "FOR EACH ROW EXECUTE FUNCTION referential_freeze_version()"
    )
    op.execute(
        "CREATE TRIGGER referential_complete BEFORE INSERT OR UPDATE ON referential_version "
        "FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION referential_complete()"
    )


def downgrade() -> None:
    """Drop everything of the referential."""
    for table in (*ITEMS, "referential_version", "referential_referential"):
        op.drop_table(table)
    for name in ("freeze_item", "freeze_version", "complete"):
        op.execute(f"DROP FUNCTION referential_{name}()")

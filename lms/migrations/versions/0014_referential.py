"""The referential written together: mirrors, lineage, contributions, consultation, tasks.

Revision ID: 0014_referential
Revises: 0013_projects
"""

from alembic import op

revision = "0014_referential"
down_revision = "0013_projects"
branch_labels = None
depends_on = None

VERSION = """
ALTER TABLE referential_version
    ADD COLUMN consulted_from DATE,
    ADD COLUMN consulted_until DATE,
    ADD COLUMN voices JSONB NOT NULL DEFAULT '{}',
    DROP CONSTRAINT ck_referential_version_state,
    DROP CONSTRAINT ck_referential_version_published_at,
    ADD CONSTRAINT ck_referential_version_state
        CHECK (state IN ('draft', 'consultation', 'published', 'superseded')),
    ADD CONSTRAINT ck_referential_version_published_at
        CHECK ((state IN ('draft', 'consultation')) = (published_at IS NULL)),
    ADD CONSTRAINT ck_referential_version_consultation
        CHECK (state <> 'consultation' OR consulted_until IS NOT NULL),
    ADD CONSTRAINT ck_referential_version_consulted CHECK (consulted_from <= consulted_until);
ALTER TABLE referential_version ALTER COLUMN voices DROP DEFAULT;
DROP INDEX uq_referential_version_draft;
CREATE UNIQUE INDEX uq_referential_version_draft ON referential_version (referential_id)
    WHERE state IN ('draft', 'consultation');
COMMENT ON COLUMN referential_version.consulted_until IS 'Last day to comment, included';
COMMENT ON COLUMN referential_version.voices IS
    'Group: people who took part, frozen when published; empty: written elsewhere';
"""

TABLES = """
CREATE TABLE referential_mirror (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    kind TEXT NOT NULL,
    service_uid UUID NOT NULL,
    service_code TEXT NOT NULL,
    item_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_referential_mirror PRIMARY KEY (id),
    CONSTRAINT ck_referential_mirror_kind CHECK (kind IN ('attitude', 'moment')),
    CONSTRAINT ck_referential_mirror_one CHECK (item_code = '' OR reason = ''),
    CONSTRAINT uq_referential_mirror_item UNIQUE (version_id, kind, service_code),
    CONSTRAINT fk_referential_mirror_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_mirror_service_uid ON referential_mirror (service_uid);
COMMENT ON COLUMN referential_mirror.item_code IS 'Empty: no mirror';
COMMENT ON COLUMN referential_mirror.reason IS 'Why there is no mirror';
CREATE TABLE referential_lineage (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    kind TEXT NOT NULL,
    relation TEXT NOT NULL,
    before_uid UUID,
    before_code TEXT NOT NULL,
    after_uid UUID,
    after_code TEXT NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT pk_referential_lineage PRIMARY KEY (id),
    CONSTRAINT ck_referential_lineage_kind CHECK (kind IN ('attitude', 'moment', 'skill')),
    CONSTRAINT ck_referential_lineage_relation CHECK (
        relation IN ('same', 'reworded', 'split', 'merged', 'retired', 'new', 'said')),
    CONSTRAINT ck_referential_lineage_new CHECK ((relation = 'new') = (before_uid IS NULL)),
    CONSTRAINT ck_referential_lineage_retired
        CHECK ((relation = 'retired') = (after_uid IS NULL)),
    CONSTRAINT uq_referential_lineage_link
        UNIQUE NULLS NOT DISTINCT (version_id, kind, before_uid, after_uid),
    CONSTRAINT fk_referential_lineage_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_lineage_before_uid ON referential_lineage (before_uid);
COMMENT ON COLUMN referential_lineage.relation IS 'said: of a draft, found when published';
CREATE TABLE referential_theme (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    title TEXT NOT NULL,
    moment_code TEXT NOT NULL,
    CONSTRAINT pk_referential_theme PRIMARY KEY (id),
    CONSTRAINT ck_referential_theme_title CHECK (btrim(title) <> ''),
    CONSTRAINT fk_referential_theme_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE
);
CREATE INDEX ix_referential_theme_version_id ON referential_theme (version_id);
COMMENT ON COLUMN referential_theme.moment_code IS 'Of the draft; empty: not in it yet';
CREATE TABLE referential_contribution (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    grp TEXT NOT NULL,
    moment TEXT NOT NULL,
    expects TEXT NOT NULL,
    feels TEXT NOT NULL,
    does TEXT NOT NULL,
    in_room BOOLEAN NOT NULL,
    votes INTEGER NOT NULL,
    theme_id UUID,
    CONSTRAINT pk_referential_contribution PRIMARY KEY (id),
    CONSTRAINT ck_referential_contribution_grp CHECK (grp IN ('frontline', 'managers', 'brand')),
    CONSTRAINT ck_referential_contribution_client
        CHECK (btrim(expects) <> '' OR btrim(feels) <> ''),
    CONSTRAINT ck_referential_contribution_votes CHECK (votes >= 0),
    CONSTRAINT fk_referential_contribution_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_contribution_theme_id
        FOREIGN KEY(theme_id)
        REFERENCES referential_theme (id) ON DELETE SET NULL
);
CREATE INDEX ix_referential_contribution_version_id ON referential_contribution (version_id);
CREATE INDEX ix_referential_contribution_theme_id ON referential_contribution (theme_id);
COMMENT ON COLUMN referential_contribution.moment IS 'When it happens, in their words';
COMMENT ON COLUMN referential_contribution.expects IS 'What the client expects';
COMMENT ON COLUMN referential_contribution.feels IS 'What the client feels';
COMMENT ON COLUMN referential_contribution.does IS 'What the team does then';
COMMENT ON COLUMN referential_contribution.in_room IS 'Said aloud in a workshop';
CREATE TABLE referential_voice (
    version_id UUID NOT NULL,
    person_id UUID NOT NULL,
    grp TEXT NOT NULL,
    CONSTRAINT pk_referential_voice PRIMARY KEY (version_id, person_id),
    CONSTRAINT ck_referential_voice_grp CHECK (grp IN ('frontline', 'managers', 'brand')),
    CONSTRAINT fk_referential_voice_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_voice_person_id
        FOREIGN KEY(person_id)
        REFERENCES accounts_person (id)
);
CREATE INDEX ix_referential_voice_person_id ON referential_voice (person_id);
CREATE TABLE referential_workshop (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    held_on DATE NOT NULL,
    held_by UUID,
    frontline INTEGER NOT NULL,
    managers INTEGER NOT NULL,
    brand INTEGER NOT NULL,
    CONSTRAINT pk_referential_workshop PRIMARY KEY (id),
    CONSTRAINT ck_referential_workshop_people CHECK (
        frontline BETWEEN 0 AND 500 AND managers BETWEEN 0 AND 500
        AND brand BETWEEN 0 AND 500 AND frontline + managers + brand > 0),
    CONSTRAINT fk_referential_workshop_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_workshop_held_by
        FOREIGN KEY(held_by)
        REFERENCES accounts_person (id)
);
CREATE INDEX ix_referential_workshop_version_id ON referential_workshop (version_id);
CREATE TABLE referential_comment (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    grp TEXT NOT NULL,
    author_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    about TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    answered_by UUID,
    CONSTRAINT pk_referential_comment PRIMARY KEY (id),
    CONSTRAINT ck_referential_comment_grp CHECK (grp IN ('frontline', 'managers', 'brand')),
    CONSTRAINT ck_referential_comment_body CHECK (btrim(body) <> ''),
    CONSTRAINT ck_referential_comment_answer CHECK ((answered_at IS NULL) = (answer = '')),
    CONSTRAINT fk_referential_comment_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_comment_author_id
        FOREIGN KEY(author_id)
        REFERENCES accounts_person (id),
    CONSTRAINT fk_referential_comment_answered_by
        FOREIGN KEY(answered_by)
        REFERENCES accounts_person (id)
);
CREATE INDEX ix_referential_comment_version_id ON referential_comment (version_id, at);
CREATE INDEX ix_referential_comment_author_id ON referential_comment (author_id);
COMMENT ON COLUMN referential_comment.author_id IS
    'So that they may take it back; shown to nobody';
COMMENT ON COLUMN referential_comment.about IS
    'moment:code, attitude:code, or empty for all of it';
CREATE TABLE referential_task (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    kind TEXT NOT NULL,
    item_uid UUID NOT NULL,
    item_name TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by UUID,
    note TEXT NOT NULL,
    CONSTRAINT pk_referential_task PRIMARY KEY (id),
    CONSTRAINT ck_referential_task_kind CHECK (kind IN ('attitude', 'moment', 'skill')),
    CONSTRAINT ck_referential_task_closed CHECK (closed_at IS NOT NULL OR closed_by IS NULL),
    CONSTRAINT uq_referential_task_pointer UNIQUE (item_uid, source, key),
    CONSTRAINT fk_referential_task_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_task_closed_by
        FOREIGN KEY(closed_by)
        REFERENCES accounts_person (id)
);
CREATE INDEX ix_referential_task_version_id ON referential_task (version_id);
COMMENT ON COLUMN referential_task.version_id IS 'The one that retired it';
COMMENT ON COLUMN referential_task.item_name IS 'As it was last called';
COMMENT ON COLUMN referential_task.source IS 'Code of the holder: courses.lessons';
COMMENT ON COLUMN referential_task.key IS 'What points, named by its holder';
COMMENT ON COLUMN referential_task.closed_by IS 'Empty: it points there no more';
COMMENT ON COLUMN referential_task.note IS 'Why it stays as it is';
CREATE TABLE referential_cover (
    id UUID NOT NULL,
    item_uid UUID NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    added_by UUID,
    CONSTRAINT pk_referential_cover PRIMARY KEY (id),
    CONSTRAINT uq_referential_cover UNIQUE (item_uid, source, key),
    CONSTRAINT fk_referential_cover_added_by
        FOREIGN KEY(added_by)
        REFERENCES accounts_person (id)
);
"""

FREEZE_VERSION = """
CREATE OR REPLACE FUNCTION referential_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('draft', 'consultation') THEN
        IF TG_OP = 'UPDATE' AND NEW.state = 'superseded' THEN
            RAISE EXCEPTION 'a draft is published before it is superseded'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state = 'consultation' AND NEW.promise <> OLD.promise THEN
            RAISE EXCEPTION 'what everybody is reading does not change'
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

# Lineage is found when a version is published: the one thing written on what is being read.
FREEZE_LINEAGE = """
CREATE FUNCTION referential_freeze_lineage() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF found_state NOT IN ('draft', 'consultation') THEN
            RAISE EXCEPTION 'a published referential is frozen'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$
"""

COMPLETE = """
CREATE OR REPLACE FUNCTION referential_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM referential_attitude WHERE version_id = NEW.id) <> 3
        OR btrim(NEW.promise) = ''
        OR NOT EXISTS (SELECT FROM referential_channel WHERE version_id = NEW.id)
        OR EXISTS (
            SELECT FROM referential_channel c WHERE c.version_id = NEW.id
            AND NOT EXISTS (SELECT FROM referential_channel_moment m WHERE m.channel_id = c.id))
        OR EXISTS (
            SELECT FROM referential_moment m WHERE m.version_id = NEW.id
            AND (btrim(m.expectation) = '' OR btrim(m.emotion) = ''
                OR NOT EXISTS (SELECT FROM referential_ritual r WHERE r.moment_id = m.id)))
        OR EXISTS (
            SELECT FROM referential_mirror x WHERE x.version_id = NEW.id
            AND x.item_code = '' AND btrim(x.reason) = '')
    THEN
        RAISE EXCEPTION 'an incomplete referential is not published'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_complete';
    END IF;
    RETURN NEW;
END $$
"""

FREEZE_VERSION_BEFORE = """
CREATE OR REPLACE FUNCTION referential_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
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

COMPLETE_BEFORE = """
CREATE OR REPLACE FUNCTION referential_complete() RETURNS trigger LANGUAGE plpgsql AS $$
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

NEW_TABLES = (
    "referential_cover",
    "referential_task",
    "referential_comment",
    "referential_workshop",
    "referential_voice",
    "referential_contribution",
    "referential_theme",
    "referential_lineage",
    "referential_mirror",
)

BACK = """
DELETE FROM referential_version WHERE state = 'consultation';
ALTER TABLE referential_version
    DROP CONSTRAINT ck_referential_version_state,
    DROP CONSTRAINT ck_referential_version_published_at,
    DROP CONSTRAINT ck_referential_version_consultation,
    DROP CONSTRAINT ck_referential_version_consulted,
    DROP COLUMN consulted_from,
    DROP COLUMN consulted_until,
    DROP COLUMN voices,
    ADD CONSTRAINT ck_referential_version_state
        CHECK (state IN ('draft', 'published', 'superseded')),
    ADD CONSTRAINT ck_referential_version_published_at
        CHECK ((state = 'draft') = (published_at IS NULL));
DROP INDEX uq_referential_version_draft;
CREATE UNIQUE INDEX uq_referential_version_draft ON referential_version (referential_id)
    WHERE state = 'draft';
"""


def upgrade() -> None:
    """Open consultations, keep mirrors and lineage frozen with their version."""
    op.execute(VERSION)
    op.execute(TABLES)
    op.execute(FREEZE_VERSION)
    op.execute(FREEZE_LINEAGE)
    op.execute(COMPLETE)
    for table, function in (
        ("referential_mirror", "referential_freeze_item"),
        ("referential_lineage", "referential_freeze_lineage"),
    ):
        op.execute(
            f"CREATE TRIGGER referential_freeze BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    """Drop what is written together; a version being consulted goes, those published stay."""
    for table in NEW_TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION referential_freeze_lineage()")
    op.execute(BACK)
    op.execute(FREEZE_VERSION_BEFORE)
    op.execute(COMPLETE_BEFORE)

"""The referential in other languages: texts beside a version, frozen with those it is published in.

Revision ID: 0018_referential_translation
Revises: 0017_drawn_state
"""

from alembic import op

revision = "0018_referential_translation"
down_revision = "0017_drawn_state"

VERSION = """
ALTER TABLE referential_version
    ADD COLUMN languages JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN frozen_languages TEXT[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT ck_referential_version_languages CHECK (languages ?& frozen_languages);
ALTER TABLE referential_version
    ALTER COLUMN languages DROP DEFAULT,
    ALTER COLUMN frozen_languages DROP DEFAULT;
COMMENT ON COLUMN referential_version.languages IS
    'Locale: hash of a translation that is whole; outside content_hash';
COMMENT ON COLUMN referential_version.frozen_languages IS
    'Locales it was published in; others may come later';
"""

TABLE = """
CREATE TABLE referential_translation (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    locale TEXT NOT NULL,
    uid UUID NOT NULL,
    field TEXT NOT NULL,
    words TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    written_by UUID,
    reviewed_at TIMESTAMP WITH TIME ZONE,
    reviewed_by UUID,
    CONSTRAINT pk_referential_translation PRIMARY KEY (id),
    CONSTRAINT ck_referential_translation_words CHECK (btrim(words) <> ''),
    CONSTRAINT ck_referential_translation_reviewed
        CHECK (reviewed_by IS NULL OR reviewed_at IS NOT NULL),
    CONSTRAINT uq_referential_translation_text UNIQUE (version_id, locale, uid, field),
    CONSTRAINT fk_referential_translation_version_id
        FOREIGN KEY(version_id)
        REFERENCES referential_version (id) ON DELETE CASCADE,
    CONSTRAINT fk_referential_translation_written_by
        FOREIGN KEY(written_by)
        REFERENCES accounts_person (id),
    CONSTRAINT fk_referential_translation_reviewed_by
        FOREIGN KEY(reviewed_by)
        REFERENCES accounts_person (id)
);
COMMENT ON COLUMN referential_translation.locale IS 'BCP 47';
COMMENT ON COLUMN referential_translation.uid IS 'Of the element, stable across versions';
COMMENT ON COLUMN referential_translation.words IS 'Of rituals and clues: one a line';
COMMENT ON COLUMN referential_translation.source_hash IS 'Of the words it was made from';
COMMENT ON COLUMN referential_translation.reviewed_at IS 'Empty: to be read again';
"""

# The version's row is held while a text is written: publishing waits for it, or it for publishing.
FREEZE_TRANSLATION = """
CREATE FUNCTION referential_freeze_translation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said record;
    found_state text;
    kept text[];
BEGIN
    FOR said IN
        SELECT OLD.version_id, OLD.locale WHERE TG_OP <> 'INSERT'
        UNION SELECT NEW.version_id, NEW.locale WHERE TG_OP <> 'DELETE'
    LOOP
        SELECT state, frozen_languages INTO found_state, kept
        FROM referential_version WHERE id = said.version_id FOR SHARE;
        IF found_state = 'superseded' OR said.locale = ANY (kept) THEN
            RAISE EXCEPTION 'a published referential is frozen'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$
"""

FREEZE_VERSION = """
CREATE OR REPLACE FUNCTION referential_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'superseded_at'];
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
        AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published'
        AND to_jsonb(NEW) - 'languages' = to_jsonb(OLD) - 'languages'
        AND NOT EXISTS (
            SELECT FROM unnest(OLD.frozen_languages) AS kept (locale)
            WHERE NEW.languages -> kept.locale IS DISTINCT FROM OLD.languages -> kept.locale)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published referential is frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'referential_frozen';
END $$
"""

FREEZE_VERSION_BEFORE = """
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


def upgrade() -> None:
    """Keep texts in other languages, frozen in those a version is published in."""
    op.execute(VERSION)
    op.execute(TABLE)
    op.execute(FREEZE_TRANSLATION)
    op.execute(FREEZE_VERSION)
    op.execute(
        "CREATE TRIGGER referential_freeze BEFORE INSERT OR UPDATE OR DELETE"
        " ON referential_translation"
        " FOR EACH ROW EXECUTE FUNCTION referential_freeze_translation()"
    )


def downgrade() -> None:
    """Drop the texts in other languages; versions stay in their own."""
    op.drop_table("referential_translation")
    op.execute("DROP FUNCTION referential_freeze_translation()")
    op.execute(FREEZE_VERSION_BEFORE)
    op.drop_constraint("ck_referential_version_languages", "referential_version")
    op.drop_column("referential_version", "frozen_languages")
    op.drop_column("referential_version", "languages")

"""A referential written as YAML: how the demo and a network's first one come in.

promise: text; attitudes: [{code, name, meaning}]; moments: [{code, name, expectation, emotion,
rituals: [text], clues: [text]}]; channels: [{code, name, moments: [code]}]; skills: [{code, name,
moments: [code]}]; kind and language at will. Codes may be left out: names make them. A mirrored
referential adds mirrors: [{kind, service: code, by: code} or {kind, service: code, reason: text}];
what an item comes from is origins: [{kind, before: code, after: code, note}]. Other languages are
translations: {en: {promise: {words: text}, "moment:code": {name: text, rituals: [text]}}}.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import yaml

from lms.core.errors import Invalid
from lms.core.i18n import LOCALES, _
from lms.referential import rules
from lms.referential.models import Version
from lms.referential.queries import find_version, reviewed_in
from lms.referential.rules import Content, Kind, State, code_of
from lms.referential.rules.lineage import KINDS
from lms.referential.rules.translations import Key, Text, same_lines, texts_of
from lms.referential.services import bring_language, publish, save_draft, start_draft

LARGEST = 200_000


def read_referential(text: str) -> tuple[Kind, Content]:
    """Return kind and content of a YAML text; raises Invalid naming the part that is wrong."""
    found = _loaded(text)
    try:
        kind = Kind(str(found.get("kind", Kind.SERVICE.value)))
    except ValueError as error:
        raise Invalid({"kind": _("This kind of referential is unknown.")}) from error
    return kind, Content(
        language=str(found.get("language", "fr")),
        promise=_line(found.get("promise")),
        attitudes=_list(
            found,
            "attitudes",
            lambda one, code: rules.Attitude(
                code=code, name=_line(one.get("name")), meaning=_line(one.get("meaning"))
            ),
        ),
        moments=_list(found, "moments", _moment),
        channels=_list(
            found,
            "channels",
            lambda one, code: rules.Channel(
                code=code, name=_line(one.get("name")), moments=_words(one.get("moments"))
            ),
        ),
        skills=_list(
            found,
            "skills",
            lambda one, code: rules.Skill(
                code=code, name=_line(one.get("name")), moments=_words(one.get("moments"))
            ),
        ),
        mirrors=_list(found, "mirrors", _mirror),
        origins=_list(found, "origins", _origin),
    )


def _loaded(text: str) -> Mapping[str, Any]:
    if len(text) > LARGEST:
        raise Invalid({"file": _("This file is too large.")})
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid({"file": _("This is not a YAML file.")}) from error
    if not isinstance(found, Mapping):
        raise Invalid({"file": _("This file says nothing of a referential.")})
    return found


def read_translations(text: str, content: Content) -> dict[str, dict[Key, str]]:
    """Return what a YAML text says in other languages: locale, key, words.

    Raises Invalid for a language we do not speak, for what the content does not have, and where
    rituals or clues are not one for one.
    """
    told = _loaded(text).get("translations") or {}
    if not isinstance(told, Mapping):
        raise Invalid({"translations": _("This part is not a list of items.")})
    texts = {one.key: one for one in texts_of(content)}
    return {str(locale): _language(str(locale), said, texts) for locale, said in told.items()}


def _language(locale: str, said: object, texts: Mapping[Key, Text]) -> dict[Key, str]:
    if locale not in LOCALES or not isinstance(said, Mapping):
        raise Invalid({"translations": _("Comptoir does not speak %(language)s.", language=locale)})
    found: dict[Key, str] = {}
    for element, fields in said.items():
        for field, value in (fields if isinstance(fields, Mapping) else {"": ""}).items():
            key = (str(element), str(field))
            words = "\n".join(_words(value)) if isinstance(value, list) else _line(value)
            if key not in texts or not same_lines(texts[key], words):
                raise Invalid(
                    {
                        "translations": _(
                            "%(place)s does not answer a text of this referential, one for one.",
                            place=f"{locale}, {key[0]}, {key[1]}",
                        )
                    }
                )
            found[key] = words
    return found


def _mirror(one: Mapping[str, Any], _code: str) -> rules.Mirror:
    return rules.Mirror(
        kind="attitude" if one.get("kind") == "attitude" else "moment",
        service=_line(one.get("service")),
        by=_line(one.get("by")),
        reason=_line(one.get("reason")),
    )


def _origin(one: Mapping[str, Any], _code: str) -> rules.Origin:
    kind = _line(one.get("kind")) or "moment"
    if kind not in KINDS:
        raise Invalid({"origins": _("This part is not a list of items.")})
    return rules.Origin(
        kind=kind,
        before=_line(one.get("before")),
        after=_line(one.get("after")),
        note=_line(one.get("note")),
    )


def _moment(one: Mapping[str, Any], code: str) -> rules.Moment:
    return rules.Moment(
        code=code,
        name=_line(one.get("name")),
        expectation=_line(one.get("expectation")),
        emotion=_line(one.get("emotion")),
        rituals=_words(one.get("rituals")),
        clues=_words(one.get("clues")),
    )


def _line(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(_line(one) for one in value) if isinstance(value, list) else ()


def _list(
    found: Mapping[str, Any], field: str, make: Callable[[Mapping[str, Any], str], Any]
) -> tuple[Any, ...]:
    items = found.get(field) or []
    if not isinstance(items, list) or not all(isinstance(one, Mapping) for one in items):
        raise Invalid({field: _("This part is not a list of items.")})
    made: list[Any] = []
    for one in items:
        if field in {"mirrors", "origins"}:
            made.append(make(one, ""))
            continue
        code = _line(one.get("code")) or code_of(
            _line(one.get("name")), [other.code for other in made]
        )
        made.append(make(one, code))
    return tuple(made)


def bring_referential(text: str, *, actor_id: UUID | None) -> Version:
    """Publish the referential written in ``text``; the same words twice publish nothing new.

    Raises Invalid when it does not read, NotReady when it is not complete.
    """
    kind, content = read_referential(text)
    told = read_translations(text, content)
    published = find_version(State.PUBLISHED, kind)
    if published is not None and published.content_hash == content.digest:
        known = {locale: reviewed_in(published, locale) for locale in told}
        if all(known[locale] | words == known[locale] for locale, words in told.items()):
            return published
    draft = start_draft(kind=kind, actor_id=actor_id)
    save_draft(version_id=draft.id, content=content, actor_id=actor_id)
    for locale, words in told.items():
        bring_language(version_id=draft.id, locale=locale, words=words, actor_id=actor_id)
    return publish(version_id=draft.id, actor_id=actor_id, elsewhere=True)

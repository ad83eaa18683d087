"""What a file of people or units may say, and how its columns are called in the field."""

import re

from lms.accounts.rules.names import employee_number
from lms.core.i18n import _, _l
from lms.core.tabular import Field, as_choice, as_date, clean
from lms.network.rules import UNIT_KINDS

BLANKS = ("NULL", "null", "N/A", "n/a", "-", "#N/A")
"""What exports write when they have nothing to say."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_LONGEST = 120


def _name(text: str) -> str:
    words = clean(text)
    if len(words) > _LONGEST:
        raise ValueError(_("This is longer than %(limit)s signs.", limit=_LONGEST))
    return words


def _mail(text: str) -> str:
    words = text.strip()
    if not _MAIL.match(words) or len(words) > 2 * _LONGEST:
        raise ValueError(
            _(
                '"%(text)s" is not an e-mail address: correct it, or leave this column out.',
                text=words[:60],
            )
        )
    return words


def _number(text: str) -> str:
    number = employee_number(text)
    if len(number) > 40:  # noqa: PLR2004 - the longest number accepted anywhere
        raise ValueError(_("This is longer than %(limit)s signs.", limit=40))
    return number


_kind = as_choice(
    {
        "store": "store",
        "magasin": "store",
        "boutique": "store",
        "regional office": "regional_office",
        "bureau régional": "regional_office",
        "direction régionale": "regional_office",
        "support service": "support_service",
        "service": "support_service",
        "head office": "head_office",
        "siège": "head_office",
        **{kind: kind for kind in UNIT_KINDS},
    }
)

PEOPLE = (
    Field(
        "external_id",
        _l("Employee number"),
        (
            "matricule",
            "numéro",
            "numéro d'employé",
            "id salarié",
            "employee id",
            "employee no",
            "external id",
            "code salarié",
        ),
        required=True,
        parse=_number,
    ),
    Field("given_name", _l("Given name"), ("prénom", "first name", "forename"), True, _name),
    Field(
        "family_name",
        _l("Family name"),
        ("nom", "nom de famille", "last name", "surname"),
        True,
        _name,
    ),
    Field("email", _l("E-mail"), ("mail", "e mail", "courriel", "adresse mail"), parse=_mail),
    Field(
        "unit",
        _l("Store code"),
        (
            "code magasin",
            "magasin",
            "établissement",
            "code établissement",
            "unit",
            "unit code",
            "store",
            "department id",
            "unité",
        ),
        True,
        _name,
    ),
    Field(
        "position",
        _l("Position"),
        ("métier", "poste", "emploi", "fonction", "job", "job title", "job id"),
        parse=_name,
    ),
    Field(
        "since",
        _l("From"),
        ("entrée", "date d'entrée", "début", "hire date", "start date", "depuis", "since"),
        parse=as_date,
    ),
    Field(
        "until",
        _l("Left on"),
        ("sortie", "date de sortie", "fin", "end date", "termination date", "parti le", "until"),
        parse=as_date,
    ),
    Field(
        "manager",
        _l("Reports to"),
        ("manager", "manager id", "responsable", "n 1", "matricule responsable"),
        parse=_number,
    ),
)

UNITS = (
    Field(
        "code",
        _l("Store code"),
        ("code", "id", "code magasin", "numéro", "store id", "unit code", "department id"),
        True,
        _name,
    ),
    Field(
        "name",
        _l("Name"),
        ("nom", "magasin", "libellé", "store name", "unit name", "department name", "enseigne nom"),
        True,
        _name,
    ),
    Field("kind", _l("Kind"), ("type", "nature"), parse=_kind),
    Field("city", _l("Town"), ("ville", "commune", "city"), parse=_name),
    Field("postcode", _l("Postcode"), ("code postal", "cp", "zip", "postal code"), parse=_name),
    Field("region", _l("Region"), ("région", "secteur", "zone commerciale"), parse=_name),
    Field("brand", _l("Brand"), ("enseigne", "marque"), parse=_name),
    Field(
        "employer",
        _l("Employer"),
        ("employeur", "société", "entité juridique", "raison sociale", "legal entity"),
        parse=_name,
    ),
    Field("zone", _l("Time zone"), ("fuseau", "fuseau horaire", "timezone"), parse=_name),
    Field("format", _l("Format"), ("format magasin",), parse=_name),
    Field(
        "opened_on", _l("Opened on"), ("ouverture", "date d'ouverture", "ouvert le"), parse=as_date
    ),
    Field(
        "closed_on", _l("Closed on"), ("fermeture", "date de fermeture", "fermé le"), parse=as_date
    ),
    Field(
        "manager",
        _l("Manager's number"),
        ("manager id", "matricule responsable", "responsable matricule"),
        parse=_number,
    ),
)

FIELDS = {"people": PEOPLE, "units": UNITS}


def field_name(kind: str, name: str) -> str:
    """Return a field as people call it."""
    return next((str(one.label) for one in FIELDS[kind] if one.name == name), _("This line"))

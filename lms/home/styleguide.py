"""The style guide: every component in its states, on one page, outside production only."""

from types import SimpleNamespace as Sample
from typing import Any

from flask import Blueprint, abort, current_app

from lms.core.access import public
from lms.core.pages import render

bp = Blueprint("styleguide", __name__)

PAGES = ("lesson", "question", "end", "door", "tablet")


@bp.get("/styleguide")
@public
def index() -> str:
    """Show the components; 404 in production."""
    _only_in_development()
    return render("styleguide.html", **samples())


@bp.get("/styleguide/<page>")
@public
def page(page: str) -> str:
    """Show a whole screen made of components; 404 in production or for an unknown one."""
    _only_in_development()
    if page not in PAGES:
        abort(404)
    return render(f"styleguide/{page}.html", **samples())


def _only_in_development() -> None:
    settings = current_app.extensions["settings"]
    if not (settings.development or settings.testing):
        abort(404)


def samples() -> dict[str, Any]:
    """Return believable content, in the language of the stores, for each component."""
    return {
        "tabs": [
            Sample(label="En cours", url="#", current=True, count=2),
            Sample(label="Terminés", url="#", current=False, count=None),
        ],
        "tiles": [
            Sample(
                value="1",
                title="Regarder la file toutes les cinq minutes",
                text="Facile, dès l’ouverture",
            ),
            Sample(value="2", title="Dire un délai vrai à trois clients", text=""),
        ],
        "asked": _options(shown=False),
        "answered": _options(shown=True),
        "order": [
            Sample(value="a", text="Un regard"),
            Sample(value="b", text="Un mot"),
            Sample(value="c", text="Un ordre"),
        ],
        "pairs": [
            Sample(value="a", text="Un client pressé", chosen="2"),
            Sample(value="b", text="Un client perdu", chosen=""),
        ],
        "choices": [("1", "Je propose mon aide"), ("2", "Je donne un délai vrai")],
        "stops": _stops(),
        "picks": _picks(),
        "team": _team(),
        "funnel": _funnel(),
        "heat": [
            Sample(label="Grand Est", cells=[("48", 2, "#"), ("71", 5, "#"), ("33", 1, "#")]),
            Sample(label="Provence et Corse", cells=[("64", 4, "#"), ("55", 3, "#"), None]),
        ],
        "refused": _refused(),
        "changed": [
            Sample(
                line="Ligne 31",
                name="Lucas Faure",
                text="",
                changes=[("Magasin :", "Lyon Part-Dieu", "Lyon Confluence")],
                act=None,
            )
        ],
        "faces": [
            Sample(id="1", given="Aïcha", initial="D.", locked=False),
            Sample(id="2", given="Inès", initial="M.", locked=False),
            Sample(id="3", given="Malik", initial="B.", locked=True),
        ],
    }


def _options(*, shown: bool) -> list[Sample]:
    words = (
        ("Je termine vite pour passer au suivant.", "mine", "Le client servi le sent."),
        ("Je lève les yeux et je dis « j’arrive dans deux minutes ».", "yes", ""),
        ("J’appelle un collègue sans rien dire.", "", ""),
    )
    return [
        Sample(
            value=str(n),
            text=text,
            checked=state == "mine",
            state=state if shown else "",
            why=why,
        )
        for n, (text, state, why) in enumerate(words)
    ]


def _stop(title: str, state: str, note: str, number: int, unlock: Sample | None = None) -> Sample:
    return Sample(
        title=title, url="#", note=note, state=state, number=number, minutes=3, unlock=unlock
    )


def _stops() -> list[Sample]:
    unlock = Sample(
        strong="Encore 2 leçons,", text="6 min en tout.", url="#", act="Finir la série 1"
    )
    return [
        _stop("Lever les yeux quand la porte s’ouvre", "done", "Terminée le 2 mars", 1),
        _stop("Trois clients attendent", "now", "Il vous reste 2 questions", 2),
        _stop("Le bonjour qui ne retient pas", "open", "Pas encore commencée", 3),
        _stop("Six personnes dans la file", "lock", "S’ouvre après la série 1.", 4, unlock),
    ]


def _picks() -> list[Sample]:
    return [
        _stop("Accueillir à la caisse", "done", "Terminée le 10 mars", 1),
        _stop("Accueillir en cabine", "open", "Pas encore commencée", 2),
    ]


def _team() -> list[Sample]:
    slip = Sample(
        label="Imprimer son bon",
        icon="print",
        sr="pour Julien Petit",
        url="#",
        post=False,
        kind="quiet",
    )
    cheer = Sample(
        label="Encourager", icon="hand", sr="Inès Moreau", url="#", post=False, kind="ghost"
    )
    return [
        Sample(
            name="Julien Petit",
            url="#",
            text="Pas encore commencé. N’a pas d’adresse e-mail.",
            late="2 jours après la date",
            done=0,
            total=7,
            started=False,
            act=slip,
        ),
        Sample(
            name="Inès Moreau",
            url="#",
            text="Leçon 5 sur 7, hier",
            late="",
            done=4,
            total=7,
            started=True,
            act=cheer,
        ),
    ]


def _funnel() -> list[Sample]:
    rows = (
        ("Inscrites", "2 480", 100.0, "100 %", "", False),
        ("Ont commencé", "2 112", 85.2, "85 %", "−368", False),
        ("Ont terminé", "1 402", 56.5, "57 %", "−710", True),
    )
    return [
        Sample(
            label=label, shown=shown, percent=part, percent_shown=words, url="#", drop=drop, hot=hot
        )
        for label, shown, part, words, drop, hot in rows
    ]


def _refused() -> list[Sample]:
    return [
        Sample(
            line="Ligne 214",
            name="Léna Marchal",
            text="Le magasin « 0871 » n’existe pas. Le plus proche : « 0817 Lyon Confluence ».",
            changes=(),
            act=Sample(
                label="Prendre 0817", sr="pour Léna Marchal", url="#", post=False, kind="quiet"
            ),
        )
    ]

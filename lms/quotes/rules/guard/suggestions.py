"""What to write instead of a finding: short, true of many, ready to stand at its place."""

import re

from lms.quotes.rules.guard.findings import Kind
from lms.quotes.rules.guard.vocabulary.tone import BLAME

FRENCH: dict[Kind, str] = {
    Kind.FIRST_NAME: "une personne de l'équipe",
    Kind.SURNAME: "une personne",
    Kind.TITLED_NAME: "un client",
    Kind.INITIALS: "une personne",
    Kind.PROPER_NAME: "un nom sans importance ici",
    Kind.UNIT: "un magasin",
    Kind.UNIT_HINT: "un magasin",
    Kind.TOWN: "la ville",
    Kind.PLACE: "les environs",
    Kind.ADDRESS: "une adresse",
    Kind.DATE: "un jour",
    Kind.WEEKDAY: "un jour",
    Kind.RELATIVE_DAY: "un jour",
    Kind.HOUR: "dans la journée",
    Kind.PHONE: "un numéro",
    Kind.EMAIL: "une adresse de messagerie",
    Kind.URL: "un site",
    Kind.HANDLE: "un compte",
    Kind.AMOUNT: "une somme",
    Kind.REFERENCE: "une référence",
    Kind.PLATE: "un véhicule",
    Kind.SOLE_ROLE: "une personne de l'équipe",
    Kind.CHIEF: "une personne responsable",
    Kind.NEWCOMER: "une personne de l'équipe",
    Kind.GENDERED_ROLE: "une personne de l'équipe",
    Kind.SENIORITY: "avec de l'expérience ou non",
    Kind.TEAM_SIZE: "l'équipe",
    Kind.HEALTH: "dans une situation personnelle",
    Kind.DISABILITY: "avec un besoin particulier",
    Kind.PREGNANCY: "avec un besoin particulier",
    Kind.RELIGION: "avec ses convictions",
    Kind.UNION: "pour une raison personnelle",
    Kind.PRIVATE_LIFE: "dans une situation personnelle",
    Kind.APPEARANCE: "",
    Kind.FAMILY: "un proche",
    Kind.AGE: "",
    Kind.ORIGIN: "une personne",
    Kind.LANGUAGE: "une autre langue",
    Kind.EVENT: "un imprévu",
    Kind.OUTSIDER: "une personne extérieure",
    Kind.BRAND: "une autre enseigne",
}
ENGLISH: dict[Kind, str] = {
    Kind.FIRST_NAME: "somebody on the team",
    Kind.SURNAME: "somebody",
    Kind.TITLED_NAME: "a customer",
    Kind.INITIALS: "somebody",
    Kind.PROPER_NAME: "a name that does not matter here",
    Kind.UNIT: "a store",
    Kind.UNIT_HINT: "a store",
    Kind.TOWN: "the town",
    Kind.PLACE: "the area",
    Kind.ADDRESS: "an address",
    Kind.DATE: "one day",
    Kind.WEEKDAY: "one day",
    Kind.RELATIVE_DAY: "one day",
    Kind.HOUR: "during the day",
    Kind.PHONE: "a number",
    Kind.EMAIL: "an e-mail address",
    Kind.URL: "a site",
    Kind.HANDLE: "an account",
    Kind.AMOUNT: "an amount",
    Kind.REFERENCE: "a reference",
    Kind.PLATE: "a vehicle",
    Kind.SOLE_ROLE: "somebody on the team",
    Kind.CHIEF: "somebody in charge",
    Kind.NEWCOMER: "somebody on the team",
    Kind.GENDERED_ROLE: "somebody on the team",
    Kind.SENIORITY: "with or without experience",
    Kind.TEAM_SIZE: "the team",
    Kind.HEALTH: "in a personal situation",
    Kind.DISABILITY: "with a particular need",
    Kind.PREGNANCY: "with a particular need",
    Kind.RELIGION: "with their beliefs",
    Kind.UNION: "for a personal reason",
    Kind.PRIVATE_LIFE: "in a personal situation",
    Kind.APPEARANCE: "",
    Kind.FAMILY: "a relative",
    Kind.AGE: "",
    Kind.ORIGIN: "somebody",
    Kind.LANGUAGE: "another language",
    Kind.EVENT: "something unexpected",
    Kind.OUTSIDER: "somebody from outside",
    Kind.BRAND: "another brand",
    Kind.BLAME: "it was difficult to",
}


def suggestion(kind: Kind, found: str, locale: str) -> str:
    """Return what may stand instead of ``found`` (folded); nothing when it is better left out."""
    if locale != "fr":
        return ENGLISH[kind]
    if kind is Kind.BLAME:
        return next((said for pattern, said in BLAME if re.match(pattern, found)), "une difficulté")
    return FRENCH[kind]

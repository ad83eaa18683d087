"""Names of people and places, common in France, to draw from."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _names(file: str) -> tuple[str, ...]:
    return tuple((_HERE / file).read_text(encoding="utf-8").split())


GIVEN = _names("given.txt")
FAMILY = _names("family.txt")

ZONES: dict[str, tuple[str, ...]] = {
    "Nord et Est": ("Hauts-de-France", "Grand Est", "Bourgogne-Franche-Comté"),
    "Ouest": ("Normandie", "Bretagne", "Pays de la Loire", "Centre-Val de Loire"),
    "Sud": ("Nouvelle-Aquitaine", "Occitanie", "Provence-Alpes-Côte d’Azur"),
    "Île-de-France et Centre-Est": ("Île-de-France", "Auvergne-Rhône-Alpes"),
}

TOWNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Hauts-de-France": (
        ("Lille", "59000"),
        ("Amiens", "80000"),
        ("Roubaix", "59100"),
        ("Dunkerque", "59140"),
        ("Calais", "62100"),
        ("Arras", "62000"),
        ("Beauvais", "60000"),
        ("Valenciennes", "59300"),
    ),
    "Grand Est": (
        ("Strasbourg", "67000"),
        ("Reims", "51100"),
        ("Metz", "57000"),
        ("Nancy", "54000"),
        ("Mulhouse", "68100"),
        ("Troyes", "10000"),
        ("Colmar", "68000"),
        ("Épinal", "88000"),
    ),
    "Bourgogne-Franche-Comté": (
        ("Dijon", "21000"),
        ("Besançon", "25000"),
        ("Belfort", "90000"),
        ("Chalon-sur-Saône", "71100"),
        ("Nevers", "58000"),
        ("Auxerre", "89000"),
    ),
    "Normandie": (
        ("Le Havre", "76600"),
        ("Rouen", "76000"),
        ("Caen", "14000"),
        ("Cherbourg", "50100"),
        ("Évreux", "27000"),
        ("Alençon", "61000"),
    ),
    "Bretagne": (
        ("Rennes", "35000"),
        ("Brest", "29200"),
        ("Quimper", "29000"),
        ("Lorient", "56100"),
        ("Vannes", "56000"),
        ("Saint-Brieuc", "22000"),
    ),
    "Pays de la Loire": (
        ("Nantes", "44000"),
        ("Angers", "49000"),
        ("Le Mans", "72000"),
        ("Saint-Nazaire", "44600"),
        ("Laval", "53000"),
        ("Cholet", "49300"),
        ("La Roche-sur-Yon", "85000"),
    ),
    "Centre-Val de Loire": (
        ("Tours", "37000"),
        ("Orléans", "45000"),
        ("Bourges", "18000"),
        ("Blois", "41000"),
        ("Chartres", "28000"),
        ("Châteauroux", "36000"),
    ),
    "Nouvelle-Aquitaine": (
        ("Bordeaux", "33000"),
        ("Limoges", "87000"),
        ("Poitiers", "86000"),
        ("La Rochelle", "17000"),
        ("Pau", "64000"),
        ("Bayonne", "64100"),
        ("Angoulême", "16000"),
        ("Niort", "79000"),
    ),
    "Occitanie": (
        ("Toulouse", "31000"),
        ("Montpellier", "34000"),
        ("Nîmes", "30000"),
        ("Perpignan", "66000"),
        ("Béziers", "34500"),
        ("Albi", "81000"),
        ("Tarbes", "65000"),
        ("Rodez", "12000"),
    ),
    "Provence-Alpes-Côte d’Azur": (
        ("Marseille", "13001"),
        ("Nice", "06000"),
        ("Toulon", "83000"),
        ("Aix-en-Provence", "13100"),
        ("Avignon", "84000"),
        ("Cannes", "06400"),
        ("Gap", "05000"),
    ),
    "Île-de-France": (
        ("Paris", "75011"),
        ("Boulogne", "92100"),
        ("Saint-Denis", "93200"),
        ("Versailles", "78000"),
        ("Créteil", "94000"),
        ("Nanterre", "92000"),
        ("Évry", "91000"),
        ("Melun", "77000"),
        ("Cergy", "95000"),
        ("Meaux", "77100"),
    ),
    "Auvergne-Rhône-Alpes": (
        ("Lyon", "69003"),
        ("Saint-Étienne", "42000"),
        ("Grenoble", "38000"),
        ("Annecy", "74000"),
        ("Clermont-Ferrand", "63000"),
        ("Valence", "26000"),
        ("Chambéry", "73000"),
        ("Bourg-en-Bresse", "01000"),
    ),
}

QUARTERS = (
    "Centre",
    "Gare",
    "Halles",
    "Grand Place",
    "Les Quais",
    "Part-Dieu",
    "Beaulieu",
    "Les Arcades",
    "Vieux Port",
    "Cathédrale",
    "Les Tilleuls",
    "Porte Sud",
    "République",
    "Les Docks",
    "Université",
    "Jardin des Plantes",
    "Mairie",
    "Les Remparts",
    "Saint-Martin",
    "Belle Étoile",
    "Rive Gauche",
    "Les Lilas",
    "Canal",
    "Plein Ciel",
    "La Source",
    "Bois Joli",
    "Val Fleuri",
    "Pont Neuf",
)

FORMATS = ("centre-ville", "galerie", "retail park")
"""Formats of stores, as retailers of the field call them."""

"""Ways of blaming, and what says the same without a culprit."""

BLAME: tuple[tuple[str, str], ...] = (
    ((r"\b(?:elle|il|ils|elles|tu|la personne|l'equipe|le vendeur|la vendeuse|le collegue"
    r"|la collegue) "
     r"(?:n'a|n'ai|n'avait|n'ont|n'as|n'avez|n'a meme|n'avaient) (?:meme |vraiment "
    r"|tout simplement )?(?:pas|jamais|rien|meme pas) (?:su|pense|daigne|voulu|compris"
    r"|fait|reussi|pris|ose|cherche|ecoute|verifie|respecte|reagi|assure|prevu|anticipe"
    r"|gere|ete capable|ete a la hauteur|fait l'effort|songe)\b"),
     "il a été difficile de"),
    ((r"\b(?:elle|il|ils|elles|tu|vous|la personne|l'equipe|la caisse|le vendeur|la vendeuse"
    r"|la caissiere|le collegue) (?:aurai[st]|auraient|auriez) (?:du|pu|mieux fait de)\b"),
     "la prochaine fois, on peut"),
    ((r"\b(?:elle|il|ils|elles|tu|vous) (?:devrai[st]|devraient|devriez) (?:savoir|avoir"
    r"|faire attention|se remettre|apprendre)\b"), "on peut"),
    ((r"\b(?:c'est|c'etait|tout est) (?:de )?(?:sa|leur|la|ta) faute\b(?: (?:de|du"
    r"|des) [a-z]+)?"), "voici ce qui s'est passé"),
    (r"\bpar (?:sa|leur|ta) faute\b", "à ce moment-là"),
    ((r"\b(?:a|ont|avait|avez|as) (?:completement |encore |totalement |tout "
    r"|vraiment )?(?:mal (?:gere|fait|agi|reagi|parle|repondu|accueilli|compris|travaille)"
    r"|foire|rate|bacle|gache|merde|plante|neglige)\b"),
     "a rencontré une difficulté"),
    ((r"\b(?:incompetente?s?|faineante?s?|feignante?s?|paresseu[xs]e?s?|imbeciles?"
    r"|cretine?s?|je-m'en-foutisme|je m'en foutisme|je-m'en-foutiste|bon a rien"
    r"|bonne a rien|boulet|tire-au-flanc|de mauvaise volonte|irresponsables?|laxistes?"
    r"|mauvais vendeur|mauvaise vendeuse|branleur|branleuse|pas professionnelle?)\b"),
     "en difficulté"),
    ((r"\b(?:comme d'habitude|comme toujours|une fois de plus|encore une fois"
    r"|pour la enieme fois), ?(?:il|elle|ils|elles|on)\b"), "il arrive qu'on"),
    ((r"\b(?:il|elle|ils|elles) (?:ne )?(?:fait|font|fout|foutent|sait|savent|comprend"
    r"|comprennent|ecoute|ecoutent|veut|veulent) (?:jamais|rien|rien faire|pas travailler"
    r"|jamais rien|que se plaindre|n'importe quoi)\b"),
     "il est parfois difficile de"),
    ((r"\b(?:s'en fiche|s'en fichait|s'en foutait|s'en fout|s'en moque|s'en moquait"
    r"|s'en balance|fait expres|faisait expres|aucun effort|manque de serieux"
    r"|manque de professionnalisme|manque de volonte|mauvaise foi"
    r"|refuse de faire son travail|refusait de travailler)\b"),
     "cela a compliqué la situation"),
    ((r"\b(?:il|elle) (?:a|avait) (?:encore |betement |stupidement |carrement )?(?:oublie"
    r"|omis|neglige|refuse) (?:de |d')(?:faire son|son travail|dire|saluer|prevenir"
    r"|verifier|demander|appeler|passer|mettre|rendre|encaisser|noter)\b"),
     "il restait à"),
    ((r"\b(?:il|elle|ils|elles) (?:a|ont|avait) (?:commis|fait) (?:une|des|la"
    r"|cette) (?:grosse |grave |graves |enorme |belle |petite )?(?:erreurs?|fautes?"
    r"|betises?|gaffes?|boulettes?|conneries?)\b"),
     "une erreur s'est produite"),
)  # fmt: skip

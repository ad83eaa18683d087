"""What happened, who came, and names of houses that everybody knows."""

from lms.quotes.rules.guard.findings import Kind
from lms.quotes.rules.guard.vocabulary.private import Table

EVENTS = frozenset(
    """inondation incendie braquage cambriolage hold-up holdup effondrement explosion attentat agression bagarre
    accident inauguration reouverture demenagement renovation rachat tempete tornade ouragan tremblement eboulement
    confinement canicule verglas orage grele inondations manifestation manif emeute emeutes greve tournage
    degat evacuation coupure panne intrusion kermesse braderie brocante carnaval festival marathon feria
    mariage bapteme anniversaire enterrement seminaire convention audit perquisition descente fusillade prise
    alerte fuite vol feu sinistre noyade deces suicide malaise crue innondation innondations degats secheresse
    election elections vernissage salon foire concours coupe finale match tour
    derby fuites canalisation plafond toiture vitrine vandalisme tag panneau""".split()
)
ALWAYS_EVENTS = frozenset(
    """braquage cambriolage hold-up holdup attentat inauguration reouverture tornade ouragan eboulement
    fusillade perquisition tournage emeute emeutes kermesse marathon feria vernissage derby effondrement inondation
    innondation incendie demenagement rachat""".split()
)
NO_EVENT = frozenset(
    """soldes livraison livraisons paie repos achat commande visite venue passage noel inventaire marche semaine
    mois rendez rdv retrait retour remise promotion promotions operation lancement fete fetes rentree arrivee
    reception formation entretien paye prise enlevement appel signature echange essai installation j client vente""".split()
)
HAPPENED: tuple[Table, ...] = (
    (
        Kind.EVENT,
        "always",
        """
        vol a main armee, degat des eaux, degats des eaux, fuite de gaz, fuite d eau, alerte a la bombe, colis suspect, coupure de courant,
        coupure d electricite, panne d electricite, panne de courant, panne generale, plan social, changement de direction, changement de directeur, changement de proprietaire, pot de depart,
        pot d accueil, arbre de noel du, repas de noel, soiree d entreprise, fete du personnel, depart en retraite, depart a la retraite, 
        passage a la tele, visite du siege, visite du pdg, visite du directeur, visite surprise, visite mystere du, controle d hygiene,
        controle fiscal, controle urssaf, liquidation judiciaire, redressement judiciaire, fermeture definitive, ouverture du magasin,
        ouverture de la boutique, fermeture du magasin, fermeture de la boutique, fermeture de l usine, travaux de la, travaux du, travaux devant, travaux dans, journee portes ouvertes, coupe d europe,
        jeux olympiques, plafond s est, toit s est, vitrine a ete, tag sur, bris de glace, feu de poubelle, prise d otage*, gilets jaunes,
        tremblement de terre, mise a pied, mis a pied, mise a la porte, rupture conventionnelle, abandon de poste, plainte deposee, porte plainte, depose plainte, main courante,
        au tribunal, avertissement ecrit, entretien prealable, muter, mute au, mutee au
    """,
    ),
    (
        Kind.OUTSIDER,
        "always",
        """
        le maire, la maire, du maire, au maire, monsieur le maire, madame la maire, adjoint au maire, adjointe au maire, ancien maire, le prefet, sous prefet, la prefete, depute, deputee, senateur, senatrice, le ministre, la ministre, ancien ministre,
        president de la, president du, presidente de, president de l, journaliste*, journal local, la presse locale, presse locale, radio locale, equipe de tele, equipe de television, camera cachee,
        celebrite*, celebre, une star, star de, vedette, chanteur, chanteuse, acteur, actrice, comedien, comedienne, footballeur, footballeuse, rugbyman, joueur de, joueuse de, youtubeu*, influenceu*, tiktokeu*,
        animateur tele, animatrice tele, presentateur, presentatrice, champion de, championne de, miss france, sportif connu, humoriste,
        huissier, avocat, avocate, le juge, procureur, notaire, le cure, inspecteur, inspectrice, l instituteur, l institutrice, la maitresse d ecole, le proviseur, la principale,
        le facteur, commissaire, gendarme, gendarmes, policier, policiere, policiers, commercant d en face, commercants d en face, boulangerie d a cote, boulangerie d en face, pharmacie d a cote, pharmacie d en face, bar d a cote, cafe d en face,
        le concurrent d en face, magasin d en face, magasin d a cote, le bijoutier d en face, restaurant d a cote, le voisin, la voisine, notre voisin, notre voisine, voisins du dessus, le proprietaire des murs, entraineur, colonel, adjudant
    """,
    ),
    (
        Kind.OUTSIDER,
        "told",
        """
        pompier, pompiers, samu, la police, police municipale, ambulance, gendarmerie, ambulancier*, medecin, docteur, le directeur du
    """,
    ),
)
BRANDS = frozenset(
    """carrefour leclerc auchan lidl aldi intermarche casino monoprix franprix cora netto picard thiriet biocoop naturalia fnac darty
    decathlon ikea castorama conforama boulanger sephora marionnaud nocibe zara kiabi primark amazon cdiscount vinted aliexpress
    shein temu zalando asos wish ebay leboncoin laredoute deliveroo ubereats uber airbnb booking mcdonald mcdonalds mcdo starbucks kfc quick burgerking
    norauto feuvert midas speedy jardiland truffaut gammvert botanic bricomarche bricorama bricodepot weldom maisonsdumonde gifi
    action centrakor noz stokomani babou hema celio jules etam camaieu pimkie jennyfer promod bershka stradivarius mango uniqlo gap undiz
    orchestra okaidi vertbaudet petitbateau eram gemo lahalle chaussea minelli andre courir footlocker jdsports gosport intersport
    krys afflelou atol optic2000 grandoptical micromania cultura gibert nespresso dyson apple samsung sony huawei xiaomi orange sfr bouygues
    nike adidas puma lacoste chanel dior hermes vuitton gucci prada rolex cartier swarovski pandora loreal lancome
    lafayette printemps bhv tati yves rocher lush rituals kiko adopt aubert king jouet toysrus lego playmobil
    groupon tripadvisor trustpilot tf1 m6 bfm bfmtv france3 rmc rtl nrj canal""".split()
)
BRAND_PHRASES = (
    "leroy merlin", "super u", "hyper u", "u express", "grand frais", "la poste", "la redoute", "le bon coin", "bon coin", "uber eats",
    "burger king", "feu vert", "gamm vert", "brico depot", "mr bricolage", "maisons du monde", "petit bateau",
    "la halle", "foot locker", "go sport", "optic 2000", "optical center", "alain afflelou", "galeries lafayette", "yves rocher",
    "foir fouille", "foirfouille", "nature et decouvertes", "louis vuitton", "l oreal", "too good to go", "credit agricole",
    "credit mutuel", "caisse d epargne", "banque populaire", "societe generale", "bnp paribas", "france 3", "france bleu", "france inter",
    "ouest france", "le parisien", "sud ouest", "h m", "c a", "black et decker", "marie blachere", "bureau vallee", "electro depot",
    "king jouet", "la grande recre", "chronopost", "mondial relay", "relais colis", "pole emploi", "france travail", "action logement",
    "disneyland", "burger king", "comtesse du barry", "jeff de bruges", "histoire d or", "que choisir", "60 millions",
)  # fmt: skip
PARTNERS = frozenset("chronopost colissimo mondial relay relais colis paypal".split())

"""Places that are not towns of France, and words that stand before or after a place."""

COUNTRIES = frozenset(
    """belgique suisse luxembourg espagne portugal italie allemagne angleterre algerie maroc tunisie
    senegal mali cameroun congo turquie pologne roumanie ukraine russie chine vietnam inde liban
    syrie egypte bresil canada quebec etats-unis haiti madagascar comores afghanistan albanie serbie
    kosovo bulgarie grece irlande ecosse israel palestine iran irak japon coree thailande philippines
    cambodge guinee togo benin gabon nigeria ghana angola tchad mauritanie bangladesh pakistan
    bruxelles geneve lausanne londres madrid barcelone milan rome turin berlin munich lisbonne porto
    alger oran tunis casablanca rabat dakar abidjan bamako montreal liege namur charleroi monaco
    andorre amsterdam francfort zurich cologne""".split()
)
REGIONS = frozenset(
    """bretagne normandie alsace lorraine corse occitanie aquitaine auvergne picardie provence
    limousin poitou charentes bourgogne champagne ardenne ardennes savoie dauphine vendee touraine
    anjou berry perigord gascogne languedoc roussillon bearn flandre flandres artois jura vosges
    cevennes morbihan finistere isere essonne yvelines herault garonne gironde dordogne correze
    creuse cantal aveyron tarn lozere ardeche drome vaucluse savoies moselle meurthe meuse marne
    aisne somme oise eure sarthe mayenne loiret nievre yonne indre vienne charente guadeloupe
    martinique guyane reunion mayotte polynesie caledonie beauce brie sologne camargue luberon
    ariege gers landes mayotte seine calvados armor atlantique rhone loire vilaine maritimes
    occitanie paca idf larzac vercors vexin cotentin medoc bouches""".split()
)
AREAS = (
    "ile de france", "hauts de france", "pays de la loire", "grand est", "centre val de loire",
    "nouvelle aquitaine", "auvergne rhone alpes", "bourgogne franche comte", "cote d azur",
    "pays basque", "franche comte", "rhone alpes", "nord pas de calais", "loire atlantique",
    "seine saint denis", "seine et marne", "seine maritime", "hauts de seine", "val de marne",
    "val d oise", "haute savoie", "haute garonne", "bouches du rhone", "alpes maritimes",
    "pyrenees orientales", "pyrenees atlantiques", "hautes pyrenees", "hautes alpes", "haute loire",
    "cotes d armor", "ille et vilaine", "indre et loire", "maine et loire", "eure et loir",
    "loir et cher", "lot et garonne", "tarn et garonne", "haut rhin", "bas rhin", "haute marne",
    "cote d or", "deux sevres", "puy de dome", "saone et loire", "haute vienne", "haute corse",
    "corse du sud", "territoire de belfort", "meurthe et moselle", "charente maritime", "la reunion",
    "nouvelle caledonie", "region parisienne", "banlieue parisienne", "region lyonnaise",
    "couronne parisienne", "cote basque", "cote atlantique", "cote bretonne", "la defense",
    "part dieu", "montparnasse", "saint lazare", "gare du nord", "gare de l est", "gare de lyon",
    "champs elysees", "belle ile", "cap ferret", "mont saint michel", "mont blanc", "dans le nord",
    "dans le var", "dans le gard", "dans l ain", "dans le cher", "dans l orne", "dans le lot",
    "dans l aube", "dans l aude", "dans l allier", "dans les landes", "dans le rhone",
    "dans le doubs", "dans le sud", "dans le sud ouest", "dans le sud est", "en banlieue",
    "etats unis", "royaume uni", "pays bas", "cote d ivoire", "cap vert", "burkina faso",
    "new york", "dans le midi", "la manche",
)  # fmt: skip
PLACE_BEFORE = frozenset(
    """a au aux sur vers depuis de d du en pour par chez jusqu ville commune agence magasin boutique
    quartier secteur region gare centre pres cote magasins equipe antenne unite point relais site
    habite vient venu venue direction route entre et habitant mairie maire banlieue""".split()
)
PRODUCTS = frozenset(
    """savon moutarde jambon saucisse saucisses saucisson nougat piment pruneaux pruneau vin vins
    cidre fromage beurre sel fleur noix ail oignon oignons melon melons fraise fraises porcelaine
    dentelle betises calisson calissons volaille poulet poulets lentille lentilles haricot haricots
    huitre huitres biere bieres miel huile olives olive camembert brie comte quiche tarte galette
    galettes gateau cassoulet andouille andouillette rillettes quenelle quenelles pate pates chou
    choux choucroute cote cotes appellation aop igp verre cristal faience couteau couteaux eau eaux
    style mode defile plan pain baguette roti boeuf agneau riz asperge asperges pomme pommes poire
    kiwi clementine clementines citron citrons saumon bar coquilles liqueur calvados cognac champagne
    cremant rose blanc rouge muscadet mirabelle mirabelles quetsche bonbon bonbons macaron macarons
    tapis toile parfum parfums pastille pastilles caramel caramels anchois sardine sardines thon
    farine sucre cafe the marrons marron dinde chapon oie canard magret tome tomme bleu fourme
    violette violettes roquefort marbre pierre ardoise tuile ciment platre cuir gants laine drap
    lin biscuit biscuits madeleine madeleines pistou aioli bouillabaisse navette navettes meringue
    carreaux imprime motif velours flanelle tissu toiles vache race salade carotte carottes navet pomelo pomelos tomate tomates ravioles chocolat""".split()
)
SURE_LANDMARKS = (
    "gare", "mairie", "eglise", "cathedrale", "mosquee", "synagogue", "lycee", "hopital", "prefecture", "caserne",
    "universite", "tribunal", "commissariat", "aeroport", "rocade", "basilique", "cimetiere", "gendarmerie",
    "patinoire", "mediatheque", "prison", "hippodrome", "citadelle", "zenith", "maternite", "campus",
    "peripherique", "station de ski", "presqu'ile", "vieux port", "vieille ville", "arenes", "tramway", "zone commerciale",
    "zone industrielle", "zone artisanale", "zone d'activites", "galerie marchande", "bord de mer", "front de mer", "bord du lac", "place du marche", "place de l'eglise",
    "place de la mairie", "rond-point", "rond point", "sortie d'autoroute", "aire d'autoroute", "arret de bus", "arret de tram", "arret de metro", "peage", "sous-prefecture",
    "centre hospitalier", "chu", "fac", "faculte", "parking relais", "village", "bourg", "hameau", "presqu ile", "marina", "grand-place",
)  # fmt: skip
LANDMARKS = (
    "gare", "mairie", "eglise", "cathedrale", "mosquee", "synagogue", "lycee", "college", "ecole",
    "hopital", "stade", "cinema", "prefecture", "port", "plage", "metro", "tramway", "tram",
    "caserne", "piscine", "fac", "universite", "tribunal", "commissariat", "aeroport", "pont",
    "rocade", "peage", "basilique", "abbaye", "chateau", "theatre", "opera", "zoo", "fleuve",
    "canal", "autoroute", "usine", "clinique", "cimetiere", "monument", "gendarmerie", "casino",
    "patinoire", "bibliotheque", "mediatheque", "office", "prison", "frontiere", "rond", "hippodrome",
    "citadelle", "halles", "quais", "barrage", "phare", "parc", "zenith", "arenes", "maternite",
)  # fmt: skip
DEMONYMS = (
    "parisien", "lyonnais", "marseillais", "toulousain", "bordelais", "lillois", "nantais",
    "rennais", "strasbourgeois", "nicois", "montpellierain", "stephanois", "grenoblois", "rouennais",
    "havrais", "dijonnais", "angevin", "nimois", "breton", "normand", "alsacien", "lorrain",
    "vendeen", "auvergnat", "savoyard", "provencal", "corse", "basque", "catalan", "ch ti", "chti",
    "antillais", "reunionnais", "martiniquais", "guadeloupeen", "guyanais", "mahorais", "kanak",
    "bearnais", "perigourdin", "picard", "berrichon", "franc comtois", "bourguignon", "champenois",
    "ardennais", "jurassien", "malouin", "brestois", "remois", "nanceien", "messin", "tourangeau",
    "orleanais", "clermontois", "toulonnais", "aixois", "avignonnais", "perpignanais", "palois",
    "bayonnais", "biarrot", "rochelais", "palavasien", "bisontin", "mulhousien", "caennais",
)  # fmt: skip

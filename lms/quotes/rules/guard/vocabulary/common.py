"""Words that every detector must know not to be names."""

FUNCTION = frozenset(
    """a afin ai ailleurs ainsi alors apres as au aucun aucune aujourd aussi autant autour autre
    autres aux avant avec avez avoir avons ayant bah bas beaucoup ben bien bon bonne bref c ca car
    ce ceci cela celle celles celui cependant certes ces cet cette ceux chacun chacune chaque chez
    ci combien comme comment contre d dans de debout dehors deja depuis derriere des desormais deux
    devant dois doit donc dont du durant eh elle elles en encore enfin ensuite entre es est et
    etant ete etes etre eu eux fait faut fin fois font grace gros hein heu hors hui ici il ils j
    jamais je jusqu jusque juste l la laquelle le lequel les lesquels leur leurs loin lors lorsque
    lui m ma mais mal malgre me meme memes merci mes mieux moi moins mon n ne neanmoins neuf ni
    nom non nos notre nous nouveau nul oh on ont or ou oui outre par parce parfois parmi partout pas
    pendant peu peut plein plus plusieurs plutot pour pourquoi pourtant pres presque puis puisque
    qu quand quant que quel quelle quelles quelque quelques quels qui quoi rien s sa sans sauf se
    selon sera ses seul si sinon soi soit son sont sous souvent suis sur surtout t ta tandis tant
    tantot te tel telle tellement tels tes toi ton tot toujours tous tout toute toutefois toutes
    tres trois trop tu un une va vas vers veut via voici voila vos votre vous vraiment vu y un
    deux trois quatre cinq six sept huit neuf dix""".split()
)

UNIT_WORDS = frozenset(
    """magasin magasins boutique boutiques agence agences centre centres commercial commerciale
    commerciaux commerce commerces ville villes gare gares place places marche marches grand grande
    grands grandes petit petite porte portes saint sainte saints galerie galeries avenue boulevard
    rue route zone parc village sud nord est ouest store shop espace espaces france service services
    maison maisons bus point retail outlet drive express city market super hyper le la les de du des
    sur sous en et halle halles quai cours cour jardin jardins bis nouveau nouvelle vieux vieille
    plage port pont ile iles haut haute bas basse siege reseau direction regionale region depot
    entrepot plateforme relais antenne unite bureau bureaux accueil comptoir atelier usine site
    optique pharmacie librairie boulangerie epicerie restaurant cafe hotel banque poste mairie
    communaute communes pays val vallee mobile itinerant permanence mercredi jeudi vendredi samedi
    dimanche lundi mardi nom client clients vente ventes conseil conseils
    the mall district quartier quartiers centreville corner concept flagship""".split()
)

MODERN = frozenset(
    """sms email emails mail mails wifi wi fi smartphone smartphones iphone ipad samsung android web
    internet intranet online click collect and in store drive app appli applis qr code nfc bluetooth
    usb hdmi led tv pc cb tva sav ttc ht rh rgpd cnil dlc ddm dluo fifo ean plv ilv tg pos pdf excel
    word powerpoint teams whatsapp zoom windows mac google gps ok okay vip kpi nps ca ticket tickets
    black friday cyber monday noel halloween paques pâques toussaint saint valentin nouvel an
    ascension pentecote hello bye welcome thank you cool top flop feedback feed back check list
    checklist brief briefs briefing debrief debriefing coaching coach coachs manager managers
    management merchandising facing packaging brainstorming storytelling selfie self scan scanette
    zoning cross selling up sell upselling showroom corner stand pop cashback click e learning
    elearning quizz quiz buzz bug bugs login password covid bio aop igp bpa epi haccp pmr ce esat
    rfid fid easy one to drive pick up pickup lockers locker smart box pack packs kit kits flyer
    flyers promo promos soldes deco resto perso dispo infos info photo mode look jean jeans legging
    sweat hoodie baskets sneakers tee shirt shirts tshirt mug mugs cookie cookies smoothie wrap bagel
    burger tacos nutri score ecolabel siret kbis iban rib sepa paypal apple pay google lydia
    bonjour bonsoir merci madame monsieur mademoiselle messieurs mesdames direction siege hq
    quotes quote carte cartes fidelite service services client clients magasin magasins vendeur
    vendeuse caisse rayon stock stocks accueil reseau region unite equipe directeur directrice
    responsable france europe union europeenne etat terre lune soleil dieu internet bic scotch
    post it frigo kleenex velcro sopalin tupperware jacuzzi botox thermos stabilo caddie caddies
    karcher frisbee rollers gore tex lycra nylon teflon pyrex plexiglas polaroid bluetooth etape
    etapes astuce conseil attention exemple objectif conclusion resume situation difficulte titre
    geste phrase avant apres pendant note nb ps fin suite asap sos rdv svp stp pb tel etc ex cf
    aujourdhui html http www br div span strong em ul li href img src class id nbsp amp quot gt lt""".split()
)

MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
    "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
}  # fmt: skip

DETERMINERS = frozenset(
    """le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre
    nos votre vos leur leurs chaque quelque quelques tout toute tous toutes plusieurs aucun aucune
    deux trois quatre cinq six sept huit neuf dix""".split()
)

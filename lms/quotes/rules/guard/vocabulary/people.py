"""People as a text may call them."""

STAFF_HER = frozenset(
    """caissiere vendeuse conseillere hotesse boulangere bouchere patissiere poissonniere fromagere
    charcutiere  opticienne pharmacienne preparatrice estheticienne  couturiere
      magasiniere directrice gerante adjointe assistante animatrice
    demonstratrice formatrice employee ouvriere livreuse collaboratrice equipiere agente
    technicienne remplacante cheffe manageuse patronne titulaire encadrante tutrice marraine
    audioprothesiste maroquiniere bijoutiere horlogere retoucheuse epiciere primeuse libraire
    gestionnaire approvisionneuse receptionniste  comptable acheteuse  merchandiseuse
    etalagiste commerciale teleconseillere telconseillere operatrice manutentionnaire preposee
    collegue consoeur coequipiere binome responsable referente manager coach salariee subordonnee
    embauchee recrue titularisee maquilleuse  sommeliere caviste  
    mecanicienne infirmiere    nettoyeuse  vigile pompiste logisticienne
    fleuriste cariste""".split()
)
STAFF_HIM = frozenset(
    """caissier vendeur conseiller hote boulanger boucher patissier poissonnier fromager charcutier
    traiteur opticien pharmacien preparateur estheticien coiffeur couturier serveur cuisinier
    magasinier directeur gerant adjoint assistant animateur demonstrateur formateur employe ouvrier
    livreur collaborateur equipier agent technicien remplacant chef manager patron titulaire
    encadrant tuteur parrain audioprothesiste maroquinier bijoutier horloger retoucheur epicier
    primeur libraire gestionnaire approvisionneur receptionniste secretaire comptable acheteur
    etalagiste commercial teleconseiller operateur manutentionnaire collegue coequipier binome
    responsable referent coach salarie embauche maquilleur sommelier caviste jardinier animalier
    mecanicien infirmier cariste vigile fleuriste standardiste pompiste logisticien gardien
    chauffeur receptionnaire logeur barista rayonniste merchandiseur securite
    pizzaiolo""".split()
)
SPECIAL = frozenset(
    """boulanger boucher patissier poissonnier fromager charcutier traiteur opticien pharmacien
    preparateur estheticien coiffeur couturier cuisinier magasinier audioprothesiste maroquinier
    bijoutier horloger retoucheur libraire comptable standardiste vigile cariste fleuriste sommelier
    caviste jardinier animalier mecanicien infirmier livreur secretaire receptionniste
    receptionnaire bouchere boulangere patissiere pizzaiolo barista primeur informaticien concierge
    gardien menuisier electricien plombier""".split()
)
STAFF = STAFF_HER | STAFF_HIM
NEWCOMERS = frozenset(
    """stagiaire stagiaires apprenti apprentie alternant alternante interimaire saisonnier saisonniere
    remplacant remplacante recrue etudiant etudiante extra""".split()
)
PERSONS = (
    STAFF
    | NEWCOMERS
    | frozenset(
        """client cliente clients clientes dame dames monsieur madame homme femme hommes femmes fille
    filles garcon jeune jeunes personne personnes famille couple touriste touristes mere pere maman
    papa enfant enfants ado adolescent adolescente vieux vieille mec gars type nana voisin voisine
    visiteur visiteuse acheteuse acheteur ami amie copain copine usager usagere patient patiente
    senior mamie papi papy grand pere individu bonhomme clientele equipe equipiers collegues
    vendeurs vendeuses caissieres caissiers gens quelqu fournisseur prestataire passant
    passante parent parents migrant refugie""".split()
    )
)
CLIENTS = frozenset("client cliente personne quelqu visiteur acheteur usager".split())
CHIEFS = frozenset(
    """directeur directrice gerant gerante adjoint adjointe patron patronne titulaire franchise
    franchisee dirigeant dirigeante pdg dg drh proprietaire""".split()
)
CHIEF_HEADS = frozenset("chef cheffe responsable sous second seconde manager manageuse".split())
CHIEF_OF = frozenset(
    """rayon caisse caisses secteur magasin departement equipe equipes boucher patissier boulanger
    cuisine boutique drive sav reception reserve stock agence region regional regionale reseau
    ligne zone poissonnerie boucherie boulangerie fruits frais textile accueil vente ventes securite
    adjoint adjointe commercial commerciale rh marketing univers ilot ilots metier hypermarche
    supermarche point reseau poissonnier fromager traiteur logistique formation""".split()
)
KIN = frozenset(
    """mari femme epoux epouse fils fille frere soeur mere pere maman papa cousin cousine neveu niece
    oncle tante compagnon compagne conjoint conjointe fiance fiancee belle beau jumeau jumelle
    jumeaux jumelles petite petit copain copine grand enfants enfant bebe parrain marraine ex beaux
    grands parents demi mamie papi papy gendre bru gamin gamine gosse gosses""".split()
)
CIVILITIES = frozenset(
    "m mr mme mmes mlle mlles monsieur madame mademoiselle dr docteur pr professeur maitre me mrs".split()
)
PRESENT = frozenset(
    """a est dit fait va veut peut sait doit vient prend met voit demande propose arrive travaille
    oublie refuse explique repond pense aime n s lui me m se y en ne nous vous avait etait parle
    gere tient ouvre ferme commence finit part reste croit trouve donne montre aide appelle
    encaisse accueille conseille vend hesite panique craint perd cherche connait raconte ose
    remplace forme crie pleure rit sourit regarde ecoute range compte semble devient revient
    envoie laisse passe porte joue gagne prefere occupe dirige""".split()
)
NICKNAMES = frozenset(
    """steph kiki momo jojo fred alex cath manu seb nico ludo juju lulu mimi gigi titi toto lolo loulou
    sandy cindy jenny vero caro clem flo isa chris chrissie dom dede domi patoche jeannot pierrot
    gilou francky franckie greg gregory tony tof toff guigui nanou nini fifi zaza lili lilou mimie
    sab sabrina samir samira mo moh rachid karim kader djamel jamel nadia naima nora nassim nassima
    fatou fatoumata mamadou aminata awa aissatou ibrahima ousmane moussa boubacar abdoulaye cheikh
    seydou oumar bintou mariam mariama kadiatou salimata souleymane lamine modou fanta assa sira
    mohamed mohammed mehdi yassine yacine ilyes ilyas hamza bilal rayan ryan youssef walid sofiane
    sofia ines yasmine amina khadija zineb leila samia houria djamila malika rachida souad hakim
    hicham abdel abdelkader mourad farid fouad kamel khaled tarek toufik nabil hassan hussein omar
    ali aicha latifa zahra zohra kevin kylian kilian dylan jordan steven bryan brian brandon jason
    ethan enzo mateo matteo lorenzo noa noah liam leo lea eva emma chloe jade lola louna lina mila
    zoe lena anais oceane manon clara camille laura pauline justine marion melanie elodie emilie
    aurelie audrey celine delphine sandrine stephanie nathalie valerie veronique isabelle sylvie
    christine catherine martine brigitte monique jacqueline nicole francoise chantal annie evelyne
    josiane ginette huguette yvette colette odile solange ghislaine muriel corinne laurence carole
    karine carine severine virginie sabine beatrice agnes helene cecile sophie anne julie lucie
    alice juliette charlotte mathilde marine noemie coralie morgane amandine vanessa jennifer jessica
    alexia alexandra tatiana tiphaine gwenaelle maelle gaelle yann yannick loic erwan ronan tanguy
    gwendal mael corentin quentin florian romain maxime antoine alexandre julien nicolas thomas
    guillaume mathieu matthieu vincent sebastien christophe stephane laurent eric thierry philippe
    pascal patrick didier bruno gilles herve serge alain bernard michel jacques daniel gerard
    jeremy jeremie anthony mickael michael mikael jonathan david damien cedric fabrice ludovic
    gregoire benjamin benoit arnaud xavier olivier francois frederic franck fabien xavier lucas hugo
    louis jules arthur gabriel raphael adam nathan theo tom timeo axel baptiste clement adrien
    simon samuel victor paul martin valentin bastien dorian killian tristan aymeric thibault
    thibaut rodolphe regis remi remy joel denis andre rene roger raymond marcel lucien fernand
    maurice yvon yvan igor boris vladimir dimitri sacha natacha natasha olga irina svetlana anya
    ewa agnieszka piotr tomasz joao jose carlos manuel luis pedro miguel antonio fernando paulo
    rui nuno tiago diogo goncalo fatima conceicao lurdes rosa graca isabel giulia giovanni giuseppe
    luigi marco paolo francesca chiara nguyen thanh minh linh thuy hung tuan hai lan hoa wei ming
    xin ling mei chen priya deepak rajesh sanjay kumar amit anita sunil ahmed ahmet mehmet mustafa
    emre ayse elif yusuf ibrahim ismail hasan huseyin dilara zeynep esra selin kemal orhan
    yanis yohan johan johann joris jeremie marvin melvin calvin wesley warren wendy mandy sonia
    sonya tania tanya lydie lydia nadege nadine mireille mauricette maryse maryline marylene marilyn
    maryvonne annick yolande yoann yohann ophelie ophelia oriane orianne soizic solene solenne
    sixtine segolene quitterie perrine penelope romane roxane salome sarah sara selma selena shana
    shanna shirley sidonie sihem siham sirine soraya souhila tessa thais tifany tiffany tiphanie
    wafa wassila widad yael yasmina yousra zakaria zakia zohra ziad ziyad wassim wael wissem
    """.split()
)

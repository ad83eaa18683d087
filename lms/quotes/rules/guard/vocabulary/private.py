"""What a card must not say of anybody: health, belief, origin, looks, private life.

One phrase a line or between commas; ``*`` ends a beginning of word. The name before each list is
the condition under which its phrases betray (see ``detectors.phrases``).
"""

from lms.quotes.rules.guard.findings import Kind

Table = tuple[Kind, str, str]

PRIVATE: tuple[Table, ...] = (
    (
        Kind.HEALTH,
        "always",
        """
        cancer, cancers, cancereu*, diabete, diabetique*, depressi*, burn out, burnout, epilep*, asthm*, seroposi*,
        vih, sida, chimio*, radiotherap*, arret maladie, arret de travail, arrets maladie, conge maladie, en arret,
        arretee par son medecin, arrete par son medecin, mi temps therapeutique, temps partiel therapeutique,
        hospitalis*, operation du, operation de la, operation des, fait operer, ete opere, ete operee, avc, infarctus,
        crise cardiaque, migraineu*, bequilles, jambe cassee, bras casse, bras en echarpe, jambe dans le platre,
        poignet casse, main bandee, pied casse, cheville foulee, fracture*, entorse*, mal de dos, mal au dos,
        lumbago, sciatique, hernie*, canal carpien, tendinite*, psychiatr*, psychologue, antidepress*, anxiolytique*,
        alcoolique*, alcoolis*, ivre, ivres, sentait l alcool, sent l alcool, problemes d alcool, toxicoman*, drogue dure, se droguait,
        drogue dans, addict*, sevrage, bipolaire*, schizo*, anorex*, boulimi*, tentative de suicide, suicid*,
        crise d angoisse, crises d angoisse, crise de panique, crise d epilepsie, fait un malaise, fit un malaise, faire un malaise, eu un malaise, victime d un malaise, tombe dans les pommes,
        tombee dans les pommes, evanoui*, accident du travail, accident de travail, inapt*, medecine du travail,
        maladie de, maladie professionnelle, maladie chronique, sa maladie, ma maladie, grave maladie, longue maladie,
        affection longue duree, ald, covid positi*, attrape le covid, vih, hepatite*, sclerose*, parkinson, alzheimer,
        leucemi*, tumeur*, dialys*, thyroid*, insomni*, traitement lourd, sous traitement, sous antidepresseur*,
        transplant*, pacemaker, stoma, incontinen*, endometriose, menopaus*, grossesse difficile, burnout,
        harcel*, agression sexuelle, viol, violee, violences conjugales, femme battue, cure de, desintox*, ligament*
        , torticolis, vertige*, phlebite, ulcere*, eczema, psoriasis, zona, gastro, angine, bronchite, pneumonie,
        grippe, allergie severe, choc anaphylactique, malade, malades, rechute*, convalescen*, remission
    """,
    ),
    (
        Kind.HEALTH,
        "person",
        """
        allergique*, depressi*, fragile psychologiquement, souffrant*, souffre de, souffrait de, soigne pour, soignee pour, migraine, migraines
    """,
    ),
    (
        Kind.DISABILITY,
        "single",
        """
        handicap*, malentendant*, malvoyant*, mal voyant*, mal entendant*, non voyant*, sourd, sourde, sourd muet,
        sourds, sourdes, aveugle, aveugles, mobilite reduite, deficien*, personne a mobilite reduite
    """,
    ),
    (
        Kind.DISABILITY,
        "always",
        """
        fauteuil roulant, en fauteuil, sourde et muette, sourd et muet, autis*, asperger, dyslexi*, dyspraxi*, dysphasi*, dyscalcul*, begue, begues, begaie*,
        begaya*, begaiement, begaye*, trisomi*, rqth, travailleur handicape, travailleuse handicapee, prothese auditive, canne blanche,
        chien guide, tdah, hyperactif, hyperactive, invalidite, invalide, hemiplegi*, paraplegi*, tetraplegi*, ampute*, infirmite,
        langue des signes, appareil auditif, moteur cerebral, deambulateur, marche avec une canne, marchait avec une canne,
        marche difficilement, marchait difficilement, zozote*, cheveu sur la langue, troubles dys, qui boite, boitait, retard mental, deficience
    """,
    ),
    (Kind.PREGNANCY, "single", "enceinte, enceintes"),
    (
        Kind.PREGNANCY,
        "always",
        """
        tombee enceinte, grossesse, fausse couche, fiv, allaite*, accouch*, conge maternite, conge mat, conges maternite, conge parental,
        conge paternite, conge d adoption, depart en maternite, retour de maternite, en maternite, son ventre rond, futur papa, future maman,
        jeune maman, attend un bebe, attend un enfant, attendait un bebe, attendait un enfant, attend un heureux, fecondation in vitro, pma
    """,
    ),
    (
        Kind.RELIGION,
        "always",
        """
        voilee, voilees, en voile, son voile, porte le voile, port du voile, portait le voile, portant le voile, portait un voile,
        porte un voile, hijab*, niqab*, burqa*, burka*, kippa*, musulman*, islam*, juif, juive, juifs, juives, israelite*, catholique*, catho, chretien,
        chretienne, chretiens, protestant*, evangeli*, bouddhist*, hindou*, sikh*, temoin de jehovah, temoins de jehovah, mormon*,
        ramadan, aid, shabbat, sabbat, kippour, carem*, sa priere, priere du, prieres, salle de priere, prier, priait, mosquee, synagogue,
        paroisse, imam, rabbin, pretre, cure, pasteur, bonne soeur, religieuse catholique, croix autour du cou, turban, djellaba, foulard islamique,
        foulard sur la tete, portait un foulard, porte un foulard, portait le foulard, porte le foulard, jeunait, jeune du,
        croyant, croyante, pratiquante, tres pratiquant, athee, sa religion, convertie, converti a l islam, communion, bapteme*, messe,
        orthodoxe, franc macon, adventiste, pelerinage
    """,
    ),
    (
        Kind.UNION,
        "always",
        """
        syndicat*, syndique*, syndical*, delegue du personnel, deleguee du personnel, delegues du personnel, representant du personnel,
        representante du personnel, cgt, cfdt, cftc, unsa, cfe cgc, force ouvriere, solidaires, comite d entreprise, elu du personnel, elue du personnel,
        elu au cse, elue au cse, elu cse, elue cse, elu du cse, elue du cse, membre du cse, cse, comite social, prud homm*, prudhomm*, en greve, faire greve, fait greve,
        greviste*, la greve, une greve, de greve, debrayage, tract, tracts, section syndicale, droit de retrait, representants du personnel, inspecteur du travail, inspection du travail
    """,
    ),
    (
        Kind.PRIVATE_LIFE,
        "always",
        """
        homosexuel*, gay, gays, lesbienne*, bisexuel*, transgenre*, transsexuel*, en transition de genre, change de sexe, coming out, pacse*, pacsee,
        divorc*, separe de sa, separee de son, veuf, veuve, celibataire*, mere isolee, famille monoparentale, garde alternee, infidel*,
        trompe sa femme, liaison avec, en couple avec, sortait avec, amant, maitresse de, ex mari, ex femme, ex copain, ex copine,
        garde a vue, casier judiciaire, prison, ex detenu, bracelet electronique, sous tutelle, sous curatelle, surendett*, interdit bancaire, interdite bancaire,
        sans domicile, sdf, sans abri, au rsa, touche le rsa, au chomage, sans papiers, expulse de, dette*, huissier, saisie sur salaire,
        militant*, militante, gilet jaune, gilets jaunes, melenchon*, lepen*, front national, rassemblement national, lfi, parti socialiste,
        vote pour, votait, communiste*, extreme droite, extreme gauche, conseiller municipal, conseillere municipale, elu municipal,
        deuil, enterrement, obseques, perdu sa mere, perdu son pere, perdu sa femme, perdu son mari, perdu son fils, perdu sa fille, deces de, decede, decedee, mort de son, mort de sa,
        demenage, en instance de divorce, probleme de famille, problemes personnels, problemes familiaux
    """,
    ),
    (
        Kind.APPEARANCE,
        "always",
        """
        tatou*, piercing*, barbu, barbue, a la barbe, longue barbe, grosse barbe, cheveux roses, cheveux bleus, cheveux verts, cheveux rouges, cheveux longs,
        cheveux blancs, cheveux gris, cheveux violets, cheveux roux, cheveux rases, crane rase, cheveux courts et, cheveux teints, chauve, rouquin*, obese, obeses, corpulen*, en surpoids, surpoids, dreadlocks, dreads, locks,
        bossu, bossue, cicatrice*, balafre*, moustachu*, sa moustache, tres maigre, maigrichon*, gringalet, bien portante, forte corpulence, aux yeux bleus,
        aux yeux verts, yeux bleus, aux cheveux, petite taille, de grande taille, nain, naine, mesure 1, mesurait, pese, edente*, mal rase,
        peau noire, peau mate, de couleur, type maghrebin, type africain, type asiatique, type europeen, typee, accoutre*, odeur corporelle, sent mauvais, sentait mauvais,
        mal habille*, gros ventre, bedonnant*, queue de cheval rousse, taches de rousseur, grain de beaute, strabisme, qui louche, louchait, dentier, bec de lievre,
        tres grande et, tres grand et, voix grave, voix aigue, voix de, borgne
    """,
    ),
    (
        Kind.APPEARANCE,
        "noun",
        """
        gros, grosse, blonde, blond, blonds, brun, brune, rousse, roux, chatain, maigre, ronde, rondelette, trapu, noir, noire, noirs, blanc, blanche, metis, metisse, mate, elancee,
        geant, immense, tres grande, tres grand, tres petite, a lunettes, a casquette, en jogging, en costume, a capuche, minuscule, menue, forte, coquette, ridee, basanee, basane
    """,
    ),
    (
        Kind.ORIGIN,
        "always",
        """
        d origine, originaire d*, ne au, nee au, ne en, nee en, sans papier, immigre*, refugie*, demandeur d asile, demandeuse d asile, migrant*, naturalis*, titre de sejour,
        carte de sejour, gitan*, manouche*, tzigane*, gens du voyage, maghrebin*, beur, beurette, arabe, arabes, kabyle*, berbere*, roms, asiatique,
        asiatiques, racise*, expatrie*, double nationalite, nationalite, son pays d origine, vient du bled, au bled, ch ti, chti, chtis
    """,
    ),
    (
        Kind.LANGUAGE,
        "always",
        """
        accent du, accent de, accent des, accent d, accent marque, accent prononce, accent etranger, fort accent, petit accent, gros accent, leger accent, son accent, mon accent, accent chantant, accent tres, un accent,
        langue maternelle, sa langue, roule les r, roulait les r, patois, breton couramment, bilingue en, bilingue, trilingue, creole, verlan
    """,
    ),
)
NATIONS = frozenset(
    """algerien marocain tunisien portugais espagnol italien polonais roumain turc chinois vietnamien africain
    senegalais malien ivoirien camerounais congolais anglais americain allemand belge suisse ukrainien russe syrien
    afghan bresilien japonais coreen indien pakistanais tamoul srilankais sri-lankais bangladais libanais egyptien
    irakien iranien israelien palestinien mauritanien guineen togolais beninois gabonais comorien malgache haitien
    capverdien angolais albanais serbe kosovar bulgare grec hongrois tcheque slovaque croate bosniaque moldave
    georgien armenien tchetchene canadien quebecois mexicain colombien argentin peruvien cubain australien
    neerlandais hollandais danois suedois norvegien finlandais irlandais ecossais gallois luxembourgeois
    philippin thailandais cambodgien laotien birman nepalais tibetain mongol kurde nigerian ghaneen
    ethiopien erythreen somalien soudanais tchadien rwandais burundais mauricien seychellois britannique scandinave
    slave latino maori rom""".split()
)
LANGUAGES = frozenset(
    """arabe anglais espagnol portugais italien allemand chinois mandarin turc polonais russe ukrainien roumain
    vietnamien tamoul wolof bambara peul soninke lingala kabyle berbere darija creole breton basque corse alsacien
    catalan japonais coreen hindi ourdou farsi dari pachto kurde hebreu grec neerlandais flamand francais romani
    albanais serbe bulgare hongrois tcheque thai khmer""".split()
)

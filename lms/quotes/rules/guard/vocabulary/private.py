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
        burn out, burnout, arret maladie, arret de travail, arrets maladie, conge maladie, arretee par son medecin,
        arrete par son medecin, mi temps therapeutique, temps partiel therapeutique, se faire operer, fait operer,
        crise cardiaque, bras en echarpe, jambe dans le platre, main bandee, tentative de suicide, suicid*, depressi*,
        accident du travail, accident de travail, medecine du travail, maladie professionnelle, sa maladie, ma maladie,
        grave maladie, longue maladie, affection longue duree, toxicoman*, alcoolique*, alcoolis*, seroposi*, schizo*,
        sous antidepresseur*, antidepress*, anxiolytique*, se droguait, desintox*, agression sexuelle, viol, violee,
        violences conjugales, femme battue, harcelement sexuel, sentait l alcool, sent l alcool, problemes d alcool,
        probleme d alcool, tombe dans les pommes, tombee dans les pommes, psychiatr*, en cure de, bipolaire*, chimio*,
        radiotherap*, leucemi*, tumeur*, son cancer, sa depression, sa chimio, aptitude medicale, restriction medicale,
        restrictions medicales, amenagement de poste, inaptitude, declare inapte, declaree inapte, poste amenage,
        ne doit pas porter de charges, ne peut pas porter, ne peut plus porter, suivi psychologique, rendez vous medical,
        rendez vous medicaux, visite medicale, certificat medical, fausse couche, endometriose, menopaus*
    """,
    ),
    (
        Kind.HEALTH,
        "one",
        """
        en arret, cancer*, diabete, diabetique*, epilep*, asthm*, vih, sida, hospitalis*, hopital, operation du, operation de la, operation des,
        ete opere, ete operee, opere du, opere de, operee du, operee de, avc, infarctus, migraineu*, migraine*, bequille*, jambe cassee,
        bras casse, poignet casse, pied casse, cheville foulee, fracture*, entorse*, mal de dos, mal au dos, lumbago, sciatique, hernie*,
        canal carpien, tendinite*, psychologue, psy, ivre, ivres, drogue*, addict*, sevrage, anorex*, boulimi*, crise d angoisse,
        crises d angoisse, angoisse*, crise de panique, crise d epilepsie, un malaise, malaises, evanoui*, inapte, maladie*, covid,
        hepatite*, sclerose*, parkinson, alzheimer, dialys*, thyroid*, insomni*, traitement lourd, sous traitement, transplant*, pacemaker,
        incontinen*, cure de, ligament*, torticolis, vertige*, phlebite, ulcere*, eczema, psoriasis, zona, gastro*, angine, bronchite,
        pneumonie, grippe*, allergique*, allergie*, choc anaphylactique, malade*, rechute*, convalescen*, remission, souffrant*, souffre de, souffre d,
        souffrait de, souffrait d, soigne pour, soignee pour, dans le platre, un platre, une attelle, attelle, minerve, sa canne, sous medicament*,
        sous medicaments, prend des medicaments, perte de poids, tremblements, tremblait des mains, surmenage, epuisement, psychologiquement,
        eczemateu*, sa sante, problemes de sante, probleme de sante, soucis de sante, souci de sante, etat de sante, fibromyalgie, vue basse, myope, lombalgie, lupus,
        greffe, ostomie, poche, prothese*, genou, hanche, varices, arthrose, rhumatisme*, polyarthrite, son coeur, cardiaque*, hypertendu*
    """,
    ),
    (
        Kind.DISABILITY,
        "one",
        """
        handicap*, malentendant*, malvoyant*, mal voyant*, mal entendant*, non voyant*, sourd, sourde, sourd muet, sourds, sourdes, aveugle, aveugles,
        mobilite reduite, deficien*, autis*, asperger, dyslexi*, dyspraxi*, dysphasi*, dyscalcul*, begue*, trisomi*, invalide, invalides, canne blanche,
        chien guide, chien d aveugle, tdah, hyperacti*, hemiplegi*, paraplegi*, tetraplegi*, ampute*, infirme, langue des signes, appareil auditif, appareils auditifs,
        deambulateur, en fauteuil, fauteuil roulant, muet, muette, prothese auditive, moteur cerebral, troubles dys, boite, un bras, une jambe,
        lit sur les levres, lisait sur les levres, ne voyait pas bien, entend mal, entendait mal, n entend pas, n entendait pas bien, marche avec une canne, marchait avec une canne, marche difficilement,
        marchait difficilement, besoin d un ascenseur, main atrophiee, un seul bras, une seule main, un seul oeil
    """,
    ),
    (
        Kind.DISABILITY,
        "always",
        """
        begaie*, begaya*, begaiement, begaye*, rqth, travailleur handicape, travailleuse handicapee, zozot*, cheveu sur la langue, boitait, boitille*, qui boite,
        retard mental, son handicap, mon handicap, son fauteuil roulant, sa surdite, sa cecite, sourde et muette, sourd et muet, son invalidite, pension d invalidite, son autisme, sa dyslexie,
        son appareil auditif, ses appareils auditifs, son begaiement, esat
    """,
    ),
    (
        Kind.PREGNANCY,
        "one",
        "enceinte*, grossesse, allaite, allaitait, allaiter, accouch*, attend un bebe, attend un enfant, ventre rond, nausees, sage femme",
    ),
    (
        Kind.PREGNANCY,
        "always",
        """
        tombee enceinte, sa grossesse, ma grossesse, fausse couche, fiv, conge maternite, conge mat, conges maternite, conge parental,
        conge paternite, conge d adoption, depart en maternite, retour de maternite, en maternite, son ventre rond, futur papa, future maman,
        attendait un bebe, attendait un enfant, attend un heureux, attend son, attendait son deuxieme, attendait son premier, fecondation in vitro, pma,
        mois de grossesse, semaines de grossesse, tire son lait, tirait son lait, tirer son lait, vient d avoir un bebe, venait d avoir un bebe, vient d etre papa, vient d etre maman, jeune papa, jeune accouchee
    """,
    ),
    (
        Kind.RELIGION,
        "always",
        """
        voilee, voilees, son voile, porte le voile, port du voile, portait le voile, portant le voile, portait un voile, porte un voile,
        hijab*, niqab*, burqa*, burka*, kippa*, musulman*, juif, juive, juifs, juives, israelite*, catholique*, catho,
        protestant*, evangeli*, bouddhist*, sikh*, temoin de jehovah, temoins de jehovah, mormon*, adventiste*, shabbat, sabbat, kippour,
        sa priere, ses prieres, salle de priere, mosquee, synagogue, paroisse, imam, rabbin, bonne soeur, croix autour du cou,
        foulard islamique, foulard sur la tete, foulard sur les cheveux, portait un foulard, porte un foulard, portait le foulard, porte le foulard, jeunait, fait le ramadan,
        faisait le ramadan, son ramadan, pendant le ramadan, le jeune du, croyante, tres pratiquant, tres pratiquante, sa religion, sa foi, ses croyances, convertie, converti a, a l islam, l islam,
        franc macon, pelerinage, loge maconnique, messe du, a la messe, sa djellaba, en djellaba, portait un turban, porte un turban, son turban, l aid, evangelique, diacre, seminariste
    """,
    ),
    (
        Kind.RELIGION,
        "one",
        "islam*, chretien*, hindou*, ramadan, careme, croyant*, pratiquant*, athee*, orthodoxe*",
    ),
    (
        Kind.RELIGION,
        "person",
        """turban, djellaba, prier, priait, prie, voile, foulard, pretre, messe, croix, casher, halal, bapteme*, communion,
        medaille religieuse""",
    ),
    (
        Kind.UNION,
        "always",
        """
        syndicat*, syndique*, syndical*, delegue du personnel, deleguee du personnel, delegues du personnel, representant du personnel, representants du personnel,
        representante du personnel, representant des salaries, cgt, cfdt, cftc, unsa, cfe cgc, force ouvriere, cegetiste*, comite d entreprise, elu du personnel, elue du personnel,
        elu au cse, elue au cse, elu cse, elue cse, elu du cse, elue du cse, membre du cse, cse, chsct, cssct, comite social, prud homm*, prudhomm*, en greve, faire greve, fait greve, faisait greve,
        greviste*, la greve, une greve, de greve, debraya*, debrayage*, tract, tracts, tractait, tractage, droit de retrait, inspecteur du travail, inspectrice du travail, inspection du travail,
        heures de delegation, heure de delegation, nao, elections professionnelles, negociations annuelles, porte parole des salaries, delegue central, deleguee centrale, piquet, section sud, chez sud, sud solidaires,
        solidaires, intersyndicale, mandat de delegue, est delegue, est deleguee, etait delegue, etait deleguee, le delegue, la deleguee, notre delegue, notre deleguee, un delegue, une deleguee, permanence du cse
    """,
    ),
    (Kind.UNION, "capitals", "fo, sud, cgc, cnt"),
    (
        Kind.PRIVATE_LIFE,
        "always",
        """
        homosexuel*, lesbienne*, bisexuel*, transgenre*, transsexuel*, en transition de genre, change de sexe, coming out, son divorce, mon divorce, divorce difficile,
        en instance de divorce, en plein divorce, separe de sa, separee de son, mere isolee, famille monoparentale, garde alternee, trompe sa femme, liaison avec, sortait avec, maitresse de,
        ex mari, ex femme, ex copain, ex copine, garde a vue, casier judiciaire, ex detenu, bracelet electronique, sous tutelle, sous curatelle, surendett*, interdit bancaire, interdite bancaire,
        sans domicile, sdf, sans abri, touche le rsa, au rsa, sans papiers, expulse de, saisie sur salaire, gilet jaune, gilets jaunes, melenchon*, front national, rassemblement national, lfi, parti socialiste,
        vote pour, votait, extreme droite, extreme gauche, conseiller municipal, conseillere municipale, elu municipal, perdu sa mere, perdu son pere, perdu sa femme, perdu son mari, perdu son fils, perdu sa fille,
        mort de son, mort de sa, problemes personnels, problemes familiaux, problemes d argent, problemes de couple, avance sur salaire, saisie arret, chomeur, chomeuse, en couple avec
    """,
    ),
    (
        Kind.PRIVATE_LIFE,
        "one",
        """
        gay, gays, divorc*, veuf, veuve, celibataire*, amant, prison, chomage, dettes, huissier, militant*, communiste*, socialiste*, deuil, enterrement, obseques, deces de, decede, decedee, pacse*, lepen*, macroniste*, ecologiste*
    """,
    ),
    (
        Kind.APPEARANCE,
        "always",
        """
        barbu, barbue, barbus, moustachu*, longue barbe, grosse barbe, cheveux roses, cheveux bleus, cheveux verts, cheveux violets, cheveux rases, crane rase, rouquin*, obese, obeses, corpulen*, en surpoids, dreadlocks, dreads,
        bossu, bossue, balafre*, sa cicatrice, maigrichon*, gringalet, forte corpulence, de forte corpulence, edente*, peau noire, peau mate, type maghrebin, type africain, type asiatique, type europeen, typee, odeur corporelle,
        sentait mauvais, mal habille*, bedonnant*, taches de rousseur, bec de lievre, qui louche, louchait, borgne, son tatouage, ses tatouages, ses piercings, son piercing, baraque comme, tatoue, tatouee, tatoues, chauve, colosse, armoire a glace, acne, vitiligo, grand brule, grande brulee, sa moustache, sa barbe, sa calvitie, son embonpoint, sa perruque, son chignon, ses tresses, son crane rase, son surpoids, son obesite, ses dreads, sa coupe afro, coupe afro, crete, petite brune, grande brune, petite blonde, grande blonde, petit brun, grand brun, grand blond, petit blond, grand chauve, petit chauve, petite rousse, grande rousse, grand roux, petit roux, grand costaud, jolie blonde, jolie brune, yeux brides, double menton, mine patibulaire
    """,
    ),
    (
        Kind.APPEARANCE,
        "noun",
        """
        gros, grosse, blonde, blond, blonds, brun, brune, rousse, roux, chatain, maigre, ronde, rondelette, trapu, trapue, noir, noire, noirs, blanc, blanche, metis, metisse, mate, elancee, mince, costaud, muscle, musclee,
        frise, frisee, boucle, bouclee, geant, geante, immense, tres grande, tres grand, tres petite, tres petit, a lunettes, a casquette, minuscule, menue, coquette, ridee, ride, basane, basanee, de couleur, maquillee, tres maquillee, baraque, baraquee,
        boutonneux, cheveux courts, en jogging, en survetement, en costume, a capuche, en tailleur, en djellaba, en talons, en blouse, en minijupe, en short, en bottes, de petite taille, de grande taille, petit gros, petite grosse, aux cheveux, aux yeux, a la peau, a la barbe, a moustache, bien en chair,
        tire a quatre epingles, mal rase, debraille*, bien habille*, voutee, voute, bronzee, bronze, grisonnant*, tout en noir, tout de noir, vetu, vetue, typee, type, type mediterraneen, asiatique*, maghrebin*, africain*, arabe, arabes
    """,
    ),
    (
        Kind.APPEARANCE,
        "person",
        """
        tatouage*, piercing*, cheveux, yeux bleus, yeux verts, moustache, barbe, crane, cicatrice*, kilos, surpoids, queue de cheval, chignon, tresses, nattes, perruque, beret, casquette, chapeau, bonnet, manteau, blouson, lunettes, costume, tailleur,
        survetement, jogging, capuche, boucle d oreille, boucles d oreilles, anneau, talons, bague, strass, dent, dents, grain de beaute, nez, silhouette, carrure, voix grave, voix aigue, voix cassee, voix rauque, maquillage, vernis, faux ongles, bracelet, foulard, sac rouge, mesure 1, mesurait, deux metres, pese, pesait
    """,
    ),
    (
        Kind.ORIGIN,
        "always",
        """
        sans papier, immigre, immigree, immigres, refugie*, demandeur d asile, demandeuse d asile, migrant*, naturalis*, titre de sejour, carte de sejour, gitan*, manouche*, tzigane*, gens du voyage,
        kabyle*, berbere*, racise*, expatrie*, double nationalite, sa nationalite, de nationalite, son pays, son pays d origine, vient du bled, au bled, ch ti, chti, chtis, une rom, les roms, un rom
    """,
    ),
    (
        Kind.ORIGIN,
        "person",
        "d origine, originaire d*, nee au, nee en, nee a, ne au, beur, beurette, arabe, arabes, maghrebin*, asiatique*, etranger, etrangere, etrangers, d ici, du pays, de l est, du sud",
    ),
    (
        Kind.LANGUAGE,
        "always",
        """
        accent marque, accent prononce, accent etranger, fort accent, son accent, mon accent, accent chantant, gros accent, langue maternelle, roule les r, roulait les r, patois, creole, breton couramment
    """,
    ),
    (
        Kind.LANGUAGE,
        "one",
        "accent du, accent de, accent des, accent d, petit accent, leger accent, un accent, l accent, accent tres, sa langue, bilingue*, trilingue*, verlan, interprete, traducteur, mauvais francais",
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

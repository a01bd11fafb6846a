package dpa

func french() words {
	return words{
		title: "Certificat relatif au traitement des données",
		note: "Généré par orgctl à partir de ce que l’organisation a enregistré. Ce document n’est pas un texte juridique et ne remplace aucun " +
			"contrat\u00a0: seules engagent les parties les conditions qu’elles ont convenues.",
		parties: "Parties", controller: "Responsable du traitement", processor: "Sous-traitant", someProcessor: "le fournisseur des produits énumérés",
		address: "Adresse", vat: "Numéro de TVA", website: "Site web",
		roles: "Rôles",
		controllerRole: "Le responsable du traitement décide quelles données personnelles sont traitées avec les produits énumérés, et dans quel but. " +
			"Il répond de la licéité du traitement et de l’information des personnes concernées.",
		processorRole: "Le sous-traitant héberge ces données et les traite pour le compte du responsable, afin de fournir les produits. " +
			"Il répond de la sécurité de son infrastructure\u00a0; la configuration et l’usage des produits relèvent du responsable.",
		products: "Catégories de produits utilisées", noProducts: "Aucun produit n’était utilisé à cette date.",
		commitments: "Engagements du sous-traitant",
		statement: "Le fournisseur des produits a publié ce à quoi il s’engage en tant que sous-traitant. " +
			"Résumés en d’autres termes, et sans vérification par orgctl, ses engagements sont de\u00a0:",
		promises: []string{
			"garder les données dans des centres de données tous situés en Suisse, sans les transférer vers une autre infrastructure\u00a0;",
			"travailler selon des normes de sécurité strictes et perfectionner sans cesse ses procédures, pour tous ses services\u00a0;",
			"prévenir ses clients sans tarder si leurs données ont été violées\u00a0;",
			"ne rien cacher des sous-traitants auxquels il recourt et qui pourraient traiter les données\u00a0;",
			"protéger ses locaux, et toujours mieux, afin que nul n’accède sans droit aux lieux où les données sont stockées\u00a0;",
			"séparer l’hébergement d’un client de celui d’un autre, physiquement, logiquement ou les deux, et mettre cette séparation à l’épreuve " +
				"chaque année par des intrusions simulées\u00a0;",
			"mettre rapidement à jour les systèmes dont il a la charge lorsque leur sécurité l’exige.",
		},
		law: "Références légales",
		swiss: "Suisse\u00a0: loi fédérale sur la protection des données du 25 septembre 2020 (LPD), en vigueur depuis le 1er septembre 2023, " +
			"en particulier les articles 8 (sécurité des données), 9 (sous-traitance), 16 (communication à l’étranger) et 24 (annonce des violations)",
		european: "Union européenne\u00a0: règlement (UE) 2016/679 du 27 avril 2016 (RGPD), applicable depuis le 25 mai 2018, " +
			"en particulier les articles 28 (sous-traitant), 32 (sécurité), 33 (notification des violations) et 44 à 50 (transferts vers des pays tiers)",
		issue: "Établissement", date: "Date", requester: "Demandé par", organization: "Organisation dans orgctl", owner: "responsable légal", admin: "administrateur",
		covered: "L’empreinte désigne ce texte\u00a0: c’est le SHA-256 de sa forme Markdown sans la dernière ligne, et elle figure dans le journal de l’organisation.",
		hash:    "Empreinte du contenu", colon: "\u00a0:",
	}
}

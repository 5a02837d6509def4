CREATE TABLE source (
	source TEXT COLLATE "C" NOT NULL,
	reached_at TIMESTAMP WITHOUT TIME ZONE,
	failed_at TIMESTAMP WITHOUT TIME ZONE,
	reason TEXT COLLATE "C",
	CONSTRAINT pk_source PRIMARY KEY (source)
);

COMMENT ON TABLE source IS 'Quellen der Lieferungen und wie es um sie steht';

COMMENT ON COLUMN source.source IS 'Name der Quelle in settings.toml';

COMMENT ON COLUMN source.reached_at IS 'zuletzt ganz durchgesehen';

COMMENT ON COLUMN source.failed_at IS 'nicht erreichbar seit; leer: erreichbar';

COMMENT ON COLUMN source.reason IS 'warum sie nicht erreichbar ist';

CREATE TABLE incoming (
	incoming_id INTEGER NOT NULL,
	source TEXT COLLATE "C" NOT NULL,
	path TEXT COLLATE "C" NOT NULL,
	mark TEXT COLLATE "C" NOT NULL,
	sha256 TEXT COLLATE "C" NOT NULL,
	byte_count BIGINT NOT NULL,
	received_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	sender TEXT COLLATE "C",
	outcome TEXT COLLATE "C" NOT NULL,
	parts INTEGER NOT NULL,
	CONSTRAINT pk_incoming PRIMARY KEY (incoming_id),
	CONSTRAINT uq_incoming_source_path_mark UNIQUE (source, path, mark),
	CONSTRAINT ck_incoming_sha256_is_digest CHECK (length("sha256") = 64),
	CONSTRAINT ck_incoming_byte_count_not_negative CHECK ("byte_count" >= 0),
	CONSTRAINT ck_incoming_outcome_in_list CHECK ("outcome" IN ('taken', 'nothing', 'automatic', 'refused')),
	CONSTRAINT ck_incoming_parts_not_negative CHECK ("parts" >= 0)
);

COMMENT ON TABLE incoming IS 'Eingänge: jede Datei und jede Mail, die eine Quelle gab';

COMMENT ON COLUMN incoming.incoming_id IS 'laufende Nummer';

COMMENT ON COLUMN incoming.source IS 'Quelle';

COMMENT ON COLUMN incoming.path IS 'Pfad in der Quelle, bei Mails die Message-ID';

COMMENT ON COLUMN incoming.mark IS 'woran eine Änderung erkannt wird: Größe und Zeit, Prüfsumme';

COMMENT ON COLUMN incoming.sha256 IS 'Prüfsumme dessen, was kam, im Archiv';

COMMENT ON COLUMN incoming.byte_count IS 'Größe in Byte';

COMMENT ON COLUMN incoming.received_at IS 'eingegangen (Ortszeit Europe/Berlin)';

COMMENT ON COLUMN incoming.seen_at IS 'abgeholt';

COMMENT ON COLUMN incoming.sender IS 'Absender einer Mail';

COMMENT ON COLUMN incoming.outcome IS 'taken (Lieferungen darin), nothing, automatic, refused';

COMMENT ON COLUMN incoming.parts IS 'wie viele Dateien darin lagen';

CREATE TABLE outbox (
	message_id TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	month TEXT COLLATE "C",
	respondent_id TEXT COLLATE "C",
	submission_id INTEGER,
	recipient TEXT COLLATE "C" NOT NULL,
	subject TEXT COLLATE "C" NOT NULL,
	text TEXT COLLATE "C" NOT NULL,
	html TEXT COLLATE "C" NOT NULL,
	attachments TEXT COLLATE "C" NOT NULL,
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	attempts INTEGER NOT NULL,
	attempted_at TIMESTAMP WITHOUT TIME ZONE,
	may_be_sent BOOLEAN NOT NULL,
	next_attempt_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	last_reply TEXT COLLATE "C",
	sent_at TIMESTAMP WITHOUT TIME ZONE,
	given_up_at TIMESTAMP WITHOUT TIME ZONE,
	CONSTRAINT pk_outbox PRIMARY KEY (message_id),
	CONSTRAINT ck_outbox_kind_in_list CHECK ("kind" IN ('receipt', 'report', 'set_aside', 'invitation', 'reminder', 'escalation')),
	CONSTRAINT ck_outbox_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_outbox_submission_id_not_negative CHECK ("submission_id" >= 0),
	CONSTRAINT ck_outbox_attempts_not_negative CHECK ("attempts" >= 0)
);

CREATE INDEX ix_outbox_month ON outbox (month);

COMMENT ON TABLE outbox IS 'Postausgang: jede Mail, bevor sie gesendet wird';

COMMENT ON COLUMN outbox.message_id IS 'Message-ID, fest je Anlass';

COMMENT ON COLUMN outbox.kind IS 'receipt, report, set_aside, invitation, reminder, escalation';

COMMENT ON COLUMN outbox.month IS 'Berichtsmonat';

COMMENT ON COLUMN outbox.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN outbox.submission_id IS 'beantwortete Lieferung';

COMMENT ON COLUMN outbox.recipient IS 'Empfänger';

COMMENT ON COLUMN outbox.subject IS 'Betreff';

COMMENT ON COLUMN outbox.text IS 'Mail als Text';

COMMENT ON COLUMN outbox.html IS 'Mail als HTML';

COMMENT ON COLUMN outbox.attachments IS 'Anlagen als JSON: name, path im Datenordner, sha256';

COMMENT ON COLUMN outbox.created_at IS 'geschrieben';

COMMENT ON COLUMN outbox.attempts IS 'begonnene Sendeversuche';

COMMENT ON COLUMN outbox.attempted_at IS 'letzter Versuch begonnen';

COMMENT ON COLUMN outbox.may_be_sent IS 'ein früherer Versuch endete, ohne dass bekannt ist, ob die Mail ankam';

COMMENT ON COLUMN outbox.next_attempt_at IS 'frühestens wieder versuchen';

COMMENT ON COLUMN outbox.last_reply IS 'was der Mailserver zuletzt sagte';

COMMENT ON COLUMN outbox.sent_at IS 'vom Mailserver angenommen';

COMMENT ON COLUMN outbox.given_up_at IS 'aufgegeben: unzustellbar';

CREATE TABLE pinned (
	sha256 TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	content TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_pinned PRIMARY KEY (sha256),
	CONSTRAINT ck_pinned_sha256_is_digest CHECK (length("sha256") = 64)
);

COMMENT ON TABLE pinned IS 'Womit Berichte entstanden: jede Fassung der Regelungen und der Codelisten einmal';

COMMENT ON COLUMN pinned.sha256 IS 'Prüfsumme des Inhalts';

COMMENT ON COLUMN pinned.kind IS 'policy (Regelungen) oder codes (Codelisten)';

COMMENT ON COLUMN pinned.content IS 'Inhalt als JSON';

CREATE TABLE reporting_rate (
	centre_id TEXT COLLATE "C" NOT NULL,
	month TEXT COLLATE "C" NOT NULL,
	version TEXT COLLATE "C" NOT NULL,
	counted_month TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	expected INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	nil INTEGER,
	late INTEGER,
	returned INTEGER,
	exempt INTEGER,
	CONSTRAINT pk_reporting_rate PRIMARY KEY (centre_id, month, version, counted_month, kind),
	CONSTRAINT ck_reporting_rate_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_reporting_rate_counted_month_is_month CHECK ("counted_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_reporting_rate_kind_in_list CHECK ("kind" IN ('school', 'daycare', 'association', 'centre')),
	CONSTRAINT ck_reporting_rate_expected_not_negative CHECK ("expected" >= 0),
	CONSTRAINT ck_reporting_rate_accepted_not_negative CHECK ("accepted" >= 0),
	CONSTRAINT ck_reporting_rate_nil_not_negative CHECK ("nil" >= 0),
	CONSTRAINT ck_reporting_rate_late_not_negative CHECK ("late" >= 0),
	CONSTRAINT ck_reporting_rate_returned_not_negative CHECK ("returned" >= 0),
	CONSTRAINT ck_reporting_rate_exempt_not_negative CHECK ("exempt" >= 0),
	CONSTRAINT ck_reporting_rate_accepted_expected CHECK ("accepted" <= "expected")
);

COMMENT ON TABLE reporting_rate IS 'Rücklauf, eingefroren mit der Veröffentlichung';

COMMENT ON COLUMN reporting_rate.centre_id IS 'Integrationszentrum';

COMMENT ON COLUMN reporting_rate.month IS 'Berichtsmonat';

COMMENT ON COLUMN reporting_rate.version IS 'Fassung des Berichts';

COMMENT ON COLUMN reporting_rate.counted_month IS 'gezählter Monat: der Berichtsmonat oder einer der Monate davor';

COMMENT ON COLUMN reporting_rate.kind IS 'Art der Berichtsstelle';

COMMENT ON COLUMN reporting_rate.expected IS 'geschuldete Meldungen zum Datenstand';

COMMENT ON COLUMN reporting_rate.accepted IS 'davon angenommen, Fehlanzeigen eingeschlossen';

COMMENT ON COLUMN reporting_rate.nil IS 'davon Fehlanzeigen';

COMMENT ON COLUMN reporting_rate.late IS 'davon nach dem Abgabetermin eingegangen';

COMMENT ON COLUMN reporting_rate.returned IS 'zurückgegeben und noch nicht berichtigt';

COMMENT ON COLUMN reporting_rate.exempt IS 'befreit, nicht geschuldet';

CREATE TABLE revision (
	centre_id TEXT COLLATE "C" NOT NULL,
	month TEXT COLLATE "C" NOT NULL,
	version TEXT COLLATE "C" NOT NULL,
	number INTEGER NOT NULL,
	revised_month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	indicator TEXT COLLATE "C" NOT NULL,
	fact_table TEXT COLLATE "C" NOT NULL,
	dimension_1 TEXT COLLATE "C",
	code_1 TEXT COLLATE "C",
	dimension_2 TEXT COLLATE "C",
	code_2 TEXT COLLATE "C",
	value_before FLOAT,
	value_after FLOAT,
	cause TEXT COLLATE "C" NOT NULL,
	note TEXT COLLATE "C",
	CONSTRAINT pk_revision PRIMARY KEY (centre_id, month, version, number),
	CONSTRAINT ck_revision_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_revision_revised_month_is_month CHECK ("revised_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_revision_value_before_not_negative CHECK ("value_before" >= 0),
	CONSTRAINT ck_revision_value_after_not_negative CHECK ("value_after" >= 0)
);

COMMENT ON TABLE revision IS 'Änderungen veröffentlichter Werte von Bericht zu Bericht: je Kennzahl, Gliederung und Berichtsstelle, mit Ursache';

COMMENT ON COLUMN revision.centre_id IS 'Integrationszentrum';

COMMENT ON COLUMN revision.month IS 'Berichtsmonat des Berichts, der die Änderung zuerst enthält';

COMMENT ON COLUMN revision.version IS 'Fassung dieses Berichts';

COMMENT ON COLUMN revision.number IS 'laufende Nummer im Bericht';

COMMENT ON COLUMN revision.revised_month IS 'Monat, dessen Wert sich geändert hat';

COMMENT ON COLUMN revision.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN revision.indicator IS 'Kennzahl; wo die Spalte keine ist, ihr Name';

COMMENT ON COLUMN revision.fact_table IS 'Tabelle der Meldung';

COMMENT ON COLUMN revision.dimension_1 IS 'erste Gliederung';

COMMENT ON COLUMN revision.code_1 IS 'ihr Wert';

COMMENT ON COLUMN revision.dimension_2 IS 'zweite Gliederung';

COMMENT ON COLUMN revision.code_2 IS 'ihr Wert';

COMMENT ON COLUMN revision.value_before IS 'Wert zum Datenstand des Berichts davor; leer: keiner';

COMMENT ON COLUMN revision.value_after IS 'Wert zum Datenstand des Berichts; leer: keiner';

COMMENT ON COLUMN revision.cause IS 'late (Nachmeldung), resubmitted (neue Fassung), waiver (Ausnahme oder Zulassung), rule (Regel), register';

COMMENT ON COLUMN revision.note IS 'was im Register anders ist, welche Ausnahme, oder woraus ein Code wurde';

CREATE TABLE warehouse_version (
	version SERIAL NOT NULL,
	CONSTRAINT pk_warehouse_version PRIMARY KEY (version)
);

COMMENT ON TABLE warehouse_version IS 'Fassung dieses Datenbestands';

COMMENT ON COLUMN warehouse_version.version IS 'Fassung des Tabellenaufbaus';

CREATE TABLE centre (
	centre_id TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	type TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_centre PRIMARY KEY (centre_id)
);

COMMENT ON TABLE centre IS 'Die 54 Kommunalen Integrationszentren in Nordrhein-Westfalen';

COMMENT ON COLUMN centre.centre_id IS 'AGS des Integrationszentrums, acht Ziffern';

COMMENT ON COLUMN centre.name IS 'Name der Stadt oder des Kreises';

COMMENT ON COLUMN centre.type IS 'kreisfreie Stadt, Kreis oder Städteregion';

COMMENT ON COLUMN centre.region IS 'Regierungsbezirk';

CREATE TABLE month (
	month TEXT COLLATE "C" NOT NULL,
	year INTEGER NOT NULL,
	quarter INTEGER NOT NULL,
	school_year TEXT COLLATE "C" NOT NULL,
	reference_date DATE NOT NULL,
	opens DATE NOT NULL,
	deadline DATE NOT NULL,
	report_date DATE NOT NULL,
	cutoff DATE NOT NULL,
	CONSTRAINT pk_month PRIMARY KEY (month),
	CONSTRAINT ck_month_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_month_year_not_negative CHECK ("year" >= 0),
	CONSTRAINT ck_month_quarter_not_negative CHECK ("quarter" >= 0),
	CONSTRAINT ck_month_opens_deadline CHECK ("opens" <= "deadline")
);

COMMENT ON TABLE month IS 'Berichtsmonate mit ihren Terminen';

COMMENT ON COLUMN month.month IS 'Berichtsmonat JJJJ-MM';

COMMENT ON COLUMN month.year IS 'Kalenderjahr';

COMMENT ON COLUMN month.quarter IS 'Quartal 1 bis 4';

COMMENT ON COLUMN month.school_year IS 'Schul- und Kitajahr (1. August bis 31. Juli)';

COMMENT ON COLUMN month.reference_date IS 'Stichtag';

COMMENT ON COLUMN month.opens IS 'Öffnung des Berichtsmonats';

COMMENT ON COLUMN month.deadline IS 'Abgabetermin';

COMMENT ON COLUMN month.report_date IS 'Berichtstermin';

COMMENT ON COLUMN month.cutoff IS 'Ausschlussfrist';

CREATE TABLE code (
	list TEXT COLLATE "C" NOT NULL,
	code TEXT COLLATE "C" NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	position INTEGER NOT NULL,
	CONSTRAINT pk_code PRIMARY KEY (list, code),
	CONSTRAINT ck_code_position_not_negative CHECK ("position" >= 0)
);

COMMENT ON TABLE code IS 'Codelisten';

COMMENT ON COLUMN code.list IS 'Name der Codeliste';

COMMENT ON COLUMN code.code IS 'Code';

COMMENT ON COLUMN code.title IS 'deutsche Bezeichnung';

COMMENT ON COLUMN code.position IS 'Reihenfolge in der Liste';

CREATE TABLE data_dictionary (
	"table" TEXT COLLATE "C" NOT NULL,
	"column" TEXT COLLATE "C" NOT NULL,
	type TEXT COLLATE "C" NOT NULL,
	unit TEXT COLLATE "C" NOT NULL,
	comment TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_data_dictionary PRIMARY KEY ("table", "column")
);

COMMENT ON TABLE data_dictionary IS 'Datenwörterbuch: jede Tabelle, Sicht und Spalte mit ihrer Bedeutung';

COMMENT ON COLUMN data_dictionary."table" IS 'Tabelle oder Sicht';

COMMENT ON COLUMN data_dictionary."column" IS 'Spalte; leer: die Tabelle selbst';

COMMENT ON COLUMN data_dictionary.type IS 'Tabelle, Sicht oder Art der Werte';

COMMENT ON COLUMN data_dictionary.unit IS 'Einheit der Werte';

COMMENT ON COLUMN data_dictionary.comment IS 'was sie bedeutet';

CREATE TABLE submission (
	submission_id INTEGER NOT NULL,
	sha256 TEXT COLLATE "C" NOT NULL,
	named_month TEXT COLLATE "C" NOT NULL,
	byte_count BIGINT NOT NULL,
	file TEXT COLLATE "C" NOT NULL,
	received_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	form TEXT COLLATE "C",
	form_version INTEGER,
	respondent_id TEXT COLLATE "C",
	month TEXT COLLATE "C",
	reference_date DATE,
	is_nil BOOLEAN NOT NULL,
	remarks TEXT COLLATE "C",
	digest TEXT COLLATE "C",
	figures INTEGER,
	errors INTEGER NOT NULL,
	warnings INTEGER NOT NULL,
	informations INTEGER NOT NULL,
	checked_at TIMESTAMP WITHOUT TIME ZONE,
	accepted_at TIMESTAMP WITHOUT TIME ZONE,
	superseded_at TIMESTAMP WITHOUT TIME ZONE,
	recheck_of INTEGER,
	CONSTRAINT pk_submission PRIMARY KEY (submission_id),
	CONSTRAINT fk_submission_recheck_of FOREIGN KEY(recheck_of) REFERENCES submission (submission_id),
	CONSTRAINT ck_submission_sha256_is_digest CHECK (length("sha256") = 64),
	CONSTRAINT ck_submission_named_month_is_month CHECK ("named_month" = '' OR "named_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_submission_byte_count_not_negative CHECK ("byte_count" >= 0),
	CONSTRAINT ck_submission_state_in_list CHECK ("state" IN ('expected', 'received', 'unreadable', 'returned_for_correction', 'accepted', 'accepted_with_queries', 'nil', 'exempt', 'late', 'missing', 'set_aside', 'superseded', 'withdrawn')),
	CONSTRAINT ck_submission_form_in_list CHECK ("form" IN ('school', 'daycare', 'association', 'centre')),
	CONSTRAINT ck_submission_form_version_not_negative CHECK ("form_version" >= 0),
	CONSTRAINT ck_submission_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_submission_figures_not_negative CHECK ("figures" >= 0),
	CONSTRAINT ck_submission_errors_not_negative CHECK ("errors" >= 0),
	CONSTRAINT ck_submission_warnings_not_negative CHECK ("warnings" >= 0),
	CONSTRAINT ck_submission_informations_not_negative CHECK ("informations" >= 0)
);

CREATE INDEX ix_submission_month ON submission (month);

CREATE INDEX ix_submission_recheck_of ON submission (recheck_of);

CREATE INDEX ix_submission_respondent_id ON submission (respondent_id);

CREATE UNIQUE INDEX submission_came_once ON submission (sha256, named_month) WHERE recheck_of IS NULL;

COMMENT ON TABLE submission IS 'Lieferungen: jede Datei, die kam, eine Fassung einer Meldung';

COMMENT ON COLUMN submission.submission_id IS 'laufende Nummer der Lieferung';

COMMENT ON COLUMN submission.sha256 IS 'Prüfsumme der Datei';

COMMENT ON COLUMN submission.named_month IS 'Berichtsmonat, den der Dateiname nennt; leer, wenn keiner';

COMMENT ON COLUMN submission.byte_count IS 'Größe der Datei in Byte';

COMMENT ON COLUMN submission.file IS 'Dateiname, wie er kam';

COMMENT ON COLUMN submission.received_at IS 'eingegangen (Ortszeit Europe/Berlin)';

COMMENT ON COLUMN submission.state IS 'Zustand (Lieferung)';

COMMENT ON COLUMN submission.form IS 'Meldebogen';

COMMENT ON COLUMN submission.form_version IS 'Fassung des Meldebogens';

COMMENT ON COLUMN submission.respondent_id IS 'Berichtsstelle, wie angegeben';

COMMENT ON COLUMN submission.month IS 'Berichtsmonat, wie angegeben';

COMMENT ON COLUMN submission.reference_date IS 'Stichtag, wie angegeben';

COMMENT ON COLUMN submission.is_nil IS 'Fehlanzeige';

COMMENT ON COLUMN submission.remarks IS 'Bemerkungen der Berichtsstelle';

COMMENT ON COLUMN submission.digest IS 'Prüfsumme der gelesenen Angaben';

COMMENT ON COLUMN submission.figures IS 'wie viele Zahlen gelesen wurden; 0: alles leer';

COMMENT ON COLUMN submission.errors IS 'Anzahl Fehler';

COMMENT ON COLUMN submission.warnings IS 'Anzahl Rückfragen';

COMMENT ON COLUMN submission.informations IS 'Anzahl Hinweise';

COMMENT ON COLUMN submission.checked_at IS 'geprüft';

COMMENT ON COLUMN submission.accepted_at IS 'angenommen';

COMMENT ON COLUMN submission.superseded_at IS 'durch eine neuere Fassung ersetzt';

COMMENT ON COLUMN submission.recheck_of IS 'Lieferung, mit der die Datei kam; leer: diese; sonst: erneut geprüft';

CREATE TABLE clearance (
	submission_id INTEGER NOT NULL,
	given_by TEXT COLLATE "C" NOT NULL,
	reason TEXT COLLATE "C" NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_clearance PRIMARY KEY (submission_id),
	CONSTRAINT fk_clearance_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE clearance IS 'Zulassungen: zurückgestellte Lieferungen, die jemand namentlich angenommen hat';

COMMENT ON COLUMN clearance.submission_id IS 'Lieferung';

COMMENT ON COLUMN clearance.given_by IS 'wer sie zugelassen hat';

COMMENT ON COLUMN clearance.reason IS 'warum';

COMMENT ON COLUMN clearance.given_at IS 'wann';

CREATE TABLE explanation (
	submission_id INTEGER NOT NULL,
	rule TEXT COLLATE "C" NOT NULL,
	subject TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	month TEXT COLLATE "C" NOT NULL,
	value TEXT COLLATE "C",
	text TEXT COLLATE "C" NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_explanation PRIMARY KEY (submission_id, rule, subject),
	CONSTRAINT fk_explanation_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_explanation_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
);

CREATE INDEX ix_explanation_respondent_id ON explanation (respondent_id);

COMMENT ON TABLE explanation IS 'Erläuterungen zu Rückfragen';

COMMENT ON COLUMN explanation.submission_id IS 'Lieferung, die sie enthielt';

COMMENT ON COLUMN explanation.rule IS 'Regel';

COMMENT ON COLUMN explanation.subject IS 'wovon: Tabelle, Spalte und Zeile';

COMMENT ON COLUMN explanation.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN explanation.month IS 'Berichtsmonat';

COMMENT ON COLUMN explanation.value IS 'Wert, der erläutert wird';

COMMENT ON COLUMN explanation.text IS 'Erläuterung der Berichtsstelle';

COMMENT ON COLUMN explanation.given_at IS 'eingegangen';

CREATE TABLE answer (
	submission_id INTEGER NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	checked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	written_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	folder TEXT COLLATE "C" NOT NULL,
	message_id TEXT COLLATE "C",
	CONSTRAINT pk_answer PRIMARY KEY (submission_id),
	CONSTRAINT fk_answer_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_answer_kind_in_list CHECK ("kind" IN ('receipt', 'report', 'set_aside'))
);

COMMENT ON TABLE answer IS 'Antworten auf Lieferungen';

COMMENT ON COLUMN answer.submission_id IS 'Lieferung';

COMMENT ON COLUMN answer.kind IS 'receipt (Quittung), report (Prüfprotokoll) oder set_aside';

COMMENT ON COLUMN answer.checked_at IS 'welche Prüfung sie mitteilt';

COMMENT ON COLUMN answer.written_at IS 'geschrieben';

COMMENT ON COLUMN answer.folder IS 'Ordner unter replies/';

COMMENT ON COLUMN answer.message_id IS 'Mail im Postausgang; leer: niemand hat eine Adresse';

CREATE TABLE publication (
	centre_id TEXT COLLATE "C" NOT NULL,
	month TEXT COLLATE "C" NOT NULL,
	version TEXT COLLATE "C" NOT NULL,
	vintage TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	content TEXT COLLATE "C" NOT NULL,
	previous_vintage TIMESTAMP WITHOUT TIME ZONE,
	manifest TEXT COLLATE "C",
	centre_name TEXT COLLATE "C",
	policy TEXT COLLATE "C",
	codes TEXT COLLATE "C",
	rule_set TEXT COLLATE "C",
	code_version TEXT COLLATE "C",
	CONSTRAINT pk_publication PRIMARY KEY (centre_id, month, version),
	CONSTRAINT fk_publication_centre_id FOREIGN KEY(centre_id) REFERENCES centre (centre_id),
	CONSTRAINT fk_publication_policy FOREIGN KEY(policy) REFERENCES pinned (sha256),
	CONSTRAINT fk_publication_codes FOREIGN KEY(codes) REFERENCES pinned (sha256),
	CONSTRAINT ck_publication_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_publication_policy_is_digest CHECK (length("policy") = 64),
	CONSTRAINT ck_publication_codes_is_digest CHECK (length("codes") = 64)
);

COMMENT ON TABLE publication IS 'Veröffentlichte Berichte, mit allem, was mit ihnen festliegt';

COMMENT ON COLUMN publication.centre_id IS 'Integrationszentrum';

COMMENT ON COLUMN publication.month IS 'Berichtsmonat';

COMMENT ON COLUMN publication.version IS 'Fassung: 1.0, 1.1, ...';

COMMENT ON COLUMN publication.vintage IS 'Datenstand: was bis dahin angenommen war';

COMMENT ON COLUMN publication.content IS 'Prüfsumme der Zahlen, ohne Fassung und Datenstand';

COMMENT ON COLUMN publication.previous_vintage IS 'Datenstand des Berichts davor, mit dem verglichen wird';

COMMENT ON COLUMN publication.manifest IS 'Prüfsumme von manifest.json; leer, solange der Bericht nur geplant ist';

COMMENT ON COLUMN publication.centre_name IS 'wie das Integrationszentrum im Bericht heißt';

COMMENT ON COLUMN publication.policy IS 'Regelungen, mit denen er entstand';

COMMENT ON COLUMN publication.codes IS 'Codelisten, mit denen er entstand';

COMMENT ON COLUMN publication.rule_set IS 'Prüfsumme der Prüfregeln';

COMMENT ON COLUMN publication.code_version IS 'Fassung des Programms';

CREATE TABLE respondent (
	respondent_id TEXT COLLATE "C" NOT NULL,
	centre_id TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	school_type TEXT COLLATE "C",
	district TEXT COLLATE "C",
	carrier TEXT COLLATE "C",
	CONSTRAINT pk_respondent PRIMARY KEY (respondent_id),
	CONSTRAINT fk_respondent_centre_id FOREIGN KEY(centre_id) REFERENCES centre (centre_id),
	CONSTRAINT ck_respondent_kind_in_list CHECK ("kind" IN ('school', 'daycare', 'association', 'centre'))
);

COMMENT ON TABLE respondent IS 'Berichtsstellen';

COMMENT ON COLUMN respondent.respondent_id IS 'Schulnummer, Kita- oder Vereinskennung, AGS';

COMMENT ON COLUMN respondent.centre_id IS 'zuständiges Integrationszentrum';

COMMENT ON COLUMN respondent.kind IS 'school, daycare, association oder centre';

COMMENT ON COLUMN respondent.name IS 'Name der Einrichtung';

COMMENT ON COLUMN respondent.school_type IS 'Schulform (nur Schulen)';

COMMENT ON COLUMN respondent.district IS 'Stadtteil';

COMMENT ON COLUMN respondent.carrier IS 'Träger';

CREATE TABLE delivery (
	submission_id INTEGER NOT NULL,
	file TEXT COLLATE "C" NOT NULL,
	incoming_id INTEGER NOT NULL,
	seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_delivery PRIMARY KEY (submission_id, file, incoming_id),
	CONSTRAINT fk_delivery_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT fk_delivery_incoming_id FOREIGN KEY(incoming_id) REFERENCES incoming (incoming_id)
);

COMMENT ON TABLE delivery IS 'Wie oft und unter welchem Namen dieselben Bytes kamen';

COMMENT ON COLUMN delivery.submission_id IS 'Lieferung';

COMMENT ON COLUMN delivery.file IS 'Dateiname';

COMMENT ON COLUMN delivery.incoming_id IS 'Eingang, mit dem sie kam';

COMMENT ON COLUMN delivery.seen_at IS 'gesehen';

CREATE TABLE waiver (
	waiver_id INTEGER NOT NULL,
	rule TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	month_from TEXT COLLATE "C" NOT NULL,
	month_to TEXT COLLATE "C" NOT NULL,
	reason TEXT COLLATE "C" NOT NULL,
	given_by TEXT COLLATE "C" NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	expires_on DATE NOT NULL,
	CONSTRAINT pk_waiver PRIMARY KEY (waiver_id),
	CONSTRAINT fk_waiver_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT ck_waiver_month_from_is_month CHECK ("month_from" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_waiver_month_to_is_month CHECK ("month_to" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_waiver_month_from_month_to CHECK ("month_from" <= "month_to")
);

COMMENT ON TABLE waiver IS 'Ausnahmen: eine Regel, die für eine Berichtsstelle und einige Monate nicht gilt';

COMMENT ON COLUMN waiver.waiver_id IS 'laufende Nummer';

COMMENT ON COLUMN waiver.rule IS 'Regel, die nicht gilt';

COMMENT ON COLUMN waiver.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN waiver.month_from IS 'erster Berichtsmonat';

COMMENT ON COLUMN waiver.month_to IS 'letzter Berichtsmonat';

COMMENT ON COLUMN waiver.reason IS 'Begründung, wie sie im Bericht steht';

COMMENT ON COLUMN waiver.given_by IS 'wer sie erteilt hat';

COMMENT ON COLUMN waiver.given_at IS 'erteilt';

COMMENT ON COLUMN waiver.expires_on IS 'gilt für Prüfungen bis zu diesem Tag';

CREATE TABLE respondent_history (
	respondent_id TEXT COLLATE "C" NOT NULL,
	number INTEGER NOT NULL,
	recorded_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	centre_id TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	school_type TEXT COLLATE "C",
	district TEXT COLLATE "C",
	carrier TEXT COLLATE "C",
	spans TEXT COLLATE "C",
	CONSTRAINT pk_respondent_history PRIMARY KEY (respondent_id, number),
	CONSTRAINT fk_respondent_history_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_respondent_history_centre_id FOREIGN KEY(centre_id) REFERENCES centre (centre_id)
);

COMMENT ON TABLE respondent_history IS 'Was das Register wann von einer Berichtsstelle wusste; wird nur ergänzt, nie geändert';

COMMENT ON COLUMN respondent_history.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN respondent_history.number IS 'laufende Nummer; 1: der erste Eintrag';

COMMENT ON COLUMN respondent_history.recorded_at IS 'so im Register seit';

COMMENT ON COLUMN respondent_history.centre_id IS 'zuständiges Integrationszentrum';

COMMENT ON COLUMN respondent_history.kind IS 'school, daycare, association oder centre';

COMMENT ON COLUMN respondent_history.name IS 'Name der Einrichtung';

COMMENT ON COLUMN respondent_history.school_type IS 'Schulform (nur Schulen)';

COMMENT ON COLUMN respondent_history.district IS 'Stadtteil';

COMMENT ON COLUMN respondent_history.carrier IS 'Träger';

COMMENT ON COLUMN respondent_history.spans IS 'Zeiträume der Meldepflicht als JSON: erster Tag, letzter Tag, Nachfolge';

CREATE TABLE respondent_span (
	respondent_id TEXT COLLATE "C" NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	successor_id TEXT COLLATE "C",
	CONSTRAINT pk_respondent_span PRIMARY KEY (respondent_id, valid_from),
	CONSTRAINT fk_respondent_span_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT ck_respondent_span_valid_from_valid_to CHECK ("valid_from" <= "valid_to")
);

COMMENT ON TABLE respondent_span IS 'Zeiträume, in denen eine Berichtsstelle meldet';

COMMENT ON COLUMN respondent_span.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN respondent_span.valid_from IS 'erster Tag der Meldepflicht';

COMMENT ON COLUMN respondent_span.valid_to IS 'letzter Tag der Meldepflicht, leer: unbefristet';

COMMENT ON COLUMN respondent_span.successor_id IS 'Nachfolgestelle';

CREATE TABLE contact (
	respondent_id TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C",
	email TEXT COLLATE "C",
	phone TEXT COLLATE "C",
	CONSTRAINT pk_contact PRIMARY KEY (respondent_id),
	CONSTRAINT fk_contact_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
);

COMMENT ON TABLE contact IS 'Kontaktdaten, getrennt von den Fakten';

COMMENT ON COLUMN contact.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN contact.name IS 'Ansprechperson aus der letzten Meldung';

COMMENT ON COLUMN contact.email IS 'E-Mail aus Register oder letzter Meldung';

COMMENT ON COLUMN contact.phone IS 'Telefon aus dem Register';

CREATE TABLE return (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	form TEXT COLLATE "C" NOT NULL,
	is_owed BOOLEAN NOT NULL,
	reason TEXT COLLATE "C",
	state TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER,
	latest_submission_id INTEGER,
	entered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	first_received_at TIMESTAMP WITHOUT TIME ZONE,
	is_late BOOLEAN NOT NULL,
	CONSTRAINT pk_return PRIMARY KEY (month, respondent_id),
	CONSTRAINT fk_return_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_return_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT fk_return_latest_submission_id FOREIGN KEY(latest_submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_return_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_return_form_in_list CHECK ("form" IN ('school', 'daycare', 'association', 'centre')),
	CONSTRAINT ck_return_state_in_list CHECK ("state" IN ('expected', 'received', 'unreadable', 'returned_for_correction', 'accepted', 'accepted_with_queries', 'nil', 'exempt', 'late', 'missing', 'set_aside', 'superseded', 'withdrawn'))
);

CREATE INDEX ix_return_submission_id ON return (submission_id);

COMMENT ON TABLE return IS 'Meldungen: was eine Berichtsstelle für einen Monat schuldet';

COMMENT ON COLUMN return.month IS 'Berichtsmonat';

COMMENT ON COLUMN return.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN return.form IS 'Meldebogen';

COMMENT ON COLUMN return.is_owed IS 'geschuldet; nein: befreit, zählt nicht in der Rücklaufquote';

COMMENT ON COLUMN return.reason IS 'warum befreit: Ferien, geschlossen, Nachfolge';

COMMENT ON COLUMN return.state IS 'Zustand der Meldung';

COMMENT ON COLUMN return.submission_id IS 'Lieferung in Kraft';

COMMENT ON COLUMN return.latest_submission_id IS 'zuletzt eingegangene Lieferung';

COMMENT ON COLUMN return.entered_at IS 'ins Soll aufgenommen';

COMMENT ON COLUMN return.first_received_at IS 'erste angenommene Lieferung eingegangen';

COMMENT ON COLUMN return.is_late IS 'erst nach dem Abgabetermin eingegangen';

CREATE TABLE school_pupils (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	grade TEXT COLLATE "C" NOT NULL,
	pupils BIGINT,
	pupils_female BIGINT,
	migration_background BIGINT,
	other_family_language BIGINT,
	foreign_nationality BIGINT,
	first_support BIGINT,
	first_support_female BIGINT,
	first_support_ukraine BIGINT,
	german_class BIGINT,
	german_group BIGINT,
	follow_up_support BIGINT,
	arrivals BIGINT,
	transitions BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_school_pupils PRIMARY KEY (month, respondent_id, submission_id, grade),
	CONSTRAINT fk_school_pupils_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_school_pupils_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_school_pupils_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_school_pupils_pupils_not_negative CHECK ("pupils" >= 0),
	CONSTRAINT ck_school_pupils_pupils_female_not_negative CHECK ("pupils_female" >= 0),
	CONSTRAINT ck_school_pupils_migration_background_not_negative CHECK ("migration_background" >= 0),
	CONSTRAINT ck_school_pupils_other_family_language_not_negative CHECK ("other_family_language" >= 0),
	CONSTRAINT ck_school_pupils_foreign_nationality_not_negative CHECK ("foreign_nationality" >= 0),
	CONSTRAINT ck_school_pupils_first_support_not_negative CHECK ("first_support" >= 0),
	CONSTRAINT ck_school_pupils_first_support_female_not_negative CHECK ("first_support_female" >= 0),
	CONSTRAINT ck_school_pupils_first_support_ukraine_not_negative CHECK ("first_support_ukraine" >= 0),
	CONSTRAINT ck_school_pupils_german_class_not_negative CHECK ("german_class" >= 0),
	CONSTRAINT ck_school_pupils_german_group_not_negative CHECK ("german_group" >= 0),
	CONSTRAINT ck_school_pupils_follow_up_support_not_negative CHECK ("follow_up_support" >= 0),
	CONSTRAINT ck_school_pupils_arrivals_not_negative CHECK ("arrivals" >= 0),
	CONSTRAINT ck_school_pupils_transitions_not_negative CHECK ("transitions" >= 0),
	CONSTRAINT ck_school_pupils_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE school_pupils IS 'Schülerinnen und Schüler nach Jahrgang. Je Jahrgang eine Zeile; Bestände am Stichtag, Zugänge und Übergänge im Berichtsmonat.';

COMMENT ON COLUMN school_pupils.month IS 'Berichtsmonat';

COMMENT ON COLUMN school_pupils.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN school_pupils.submission_id IS 'Lieferung';

COMMENT ON COLUMN school_pupils.grade IS 'Jahrgang: Jahrgangsstufe; Eingangsphase E1 zählt als 01, E2 als 02.';

COMMENT ON COLUMN school_pupils.pupils IS 'Schülerinnen und Schüler insgesamt [S01, Schülerinnen und Schüler]: Alle am Stichtag eingeschriebenen Schülerinnen und Schüler.';

COMMENT ON COLUMN school_pupils.pupils_female IS 'darunter weiblich [Schülerinnen und Schüler]: Schülerinnen am Stichtag.';

COMMENT ON COLUMN school_pupils.migration_background IS 'mit Zuwanderungsgeschichte [S02, Schülerinnen und Schüler]: Selbst zugewandert, oder mindestens ein Elternteil zugewandert, oder die Familiensprache ist nicht Deutsch. Die Staatsangehörigkeit spielt keine Rolle.';

COMMENT ON COLUMN school_pupils.other_family_language IS 'mit nichtdeutscher Familiensprache [S03, Schülerinnen und Schüler]: In der Familie wird überwiegend eine andere Sprache als Deutsch gesprochen.';

COMMENT ON COLUMN school_pupils.foreign_nationality IS 'mit ausländischer Staatsangehörigkeit [S04, Schülerinnen und Schüler]: Ohne deutsche Staatsangehörigkeit.';

COMMENT ON COLUMN school_pupils.first_support IS 'in Erstförderung Deutsch [S05, Schülerinnen und Schüler]: Neu zugewandert und in der Erstförderung (Deutsch als Zielsprache).';

COMMENT ON COLUMN school_pupils.first_support_female IS 'Erstförderung: weiblich [Schülerinnen und Schüler]: Darunter Schülerinnen in Erstförderung.';

COMMENT ON COLUMN school_pupils.first_support_ukraine IS 'Erstförderung: aus der Ukraine [S06, Schülerinnen und Schüler]: Darunter mit Herkunft Ukraine.';

COMMENT ON COLUMN school_pupils.german_class IS 'in Deutschförderklasse (DFK) [S07, Schülerinnen und Schüler]: In einer eigenen Klasse zur Deutschförderung.';

COMMENT ON COLUMN school_pupils.german_group IS 'in Deutschfördergruppe (DFG) [S08, Schülerinnen und Schüler]: In der Regelklasse mit Deutschfördergruppe.';

COMMENT ON COLUMN school_pupils.follow_up_support IS 'in Anschlussförderung [S09, Schülerinnen und Schüler]: Nach der Erstförderung weiter gefördert.';

COMMENT ON COLUMN school_pupils.arrivals IS 'Zugänge im Monat (neu zugewandert) [S10, Schülerinnen und Schüler]: Im Berichtsmonat neu zugewandert aufgenommen.';

COMMENT ON COLUMN school_pupils.transitions IS 'Übergänge in die Regelklasse im Monat [S11, Schülerinnen und Schüler]: Im Berichtsmonat aus der Deutschförderklasse in die Regelklasse gewechselt.';

COMMENT ON COLUMN school_pupils.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN school_pupils.source_row IS 'Zeile im Blatt';

CREATE TABLE school_pupils_rest PARTITION OF school_pupils DEFAULT;

CREATE TABLE school_arrivals (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	country TEXT COLLATE "C" NOT NULL,
	arrivals BIGINT,
	arrivals_female BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_school_arrivals PRIMARY KEY (month, respondent_id, submission_id, country),
	CONSTRAINT fk_school_arrivals_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_school_arrivals_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_school_arrivals_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_school_arrivals_arrivals_not_negative CHECK ("arrivals" >= 0),
	CONSTRAINT ck_school_arrivals_arrivals_female_not_negative CHECK ("arrivals_female" >= 0),
	CONSTRAINT ck_school_arrivals_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE school_arrivals IS 'Zugänge nach Herkunftsland. Je Herkunftsland eine Zeile; zusammen so viele wie die Zugänge nach Jahrgang.';

COMMENT ON COLUMN school_arrivals.month IS 'Berichtsmonat';

COMMENT ON COLUMN school_arrivals.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN school_arrivals.submission_id IS 'Lieferung';

COMMENT ON COLUMN school_arrivals.country IS 'Herkunftsland: Name des Landes, ISO-Kürzel oder Destatis-Nummer.';

COMMENT ON COLUMN school_arrivals.arrivals IS 'Zugänge aus dem Herkunftsland [S10, Schülerinnen und Schüler]: Im Berichtsmonat neu zugewandert aufgenommen.';

COMMENT ON COLUMN school_arrivals.arrivals_female IS 'darunter weiblich [Schülerinnen und Schüler]: Darunter Schülerinnen.';

COMMENT ON COLUMN school_arrivals.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN school_arrivals.source_row IS 'Zeile im Blatt';

CREATE TABLE school_arrivals_rest PARTITION OF school_arrivals DEFAULT;

CREATE TABLE heritage_language_lessons (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	language TEXT COLLATE "C" NOT NULL,
	stage TEXT COLLATE "C" NOT NULL,
	participants BIGINT,
	groups BIGINT,
	weekly_hours FLOAT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_heritage_language_lessons PRIMARY KEY (month, respondent_id, submission_id, language, stage),
	CONSTRAINT fk_heritage_language_lessons_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_heritage_language_lessons_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_heritage_language_lessons_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_heritage_language_lessons_participants_not_negative CHECK ("participants" >= 0),
	CONSTRAINT ck_heritage_language_lessons_groups_not_negative CHECK ("groups" >= 0),
	CONSTRAINT ck_heritage_language_lessons_weekly_hours_not_negative CHECK ("weekly_hours" >= 0),
	CONSTRAINT ck_heritage_language_lessons_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE heritage_language_lessons IS 'Herkunftssprachlicher Unterricht (HSU). Je Sprache und Stufe eine Zeile, Bestand am Stichtag.';

COMMENT ON COLUMN heritage_language_lessons.month IS 'Berichtsmonat';

COMMENT ON COLUMN heritage_language_lessons.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN heritage_language_lessons.submission_id IS 'Lieferung';

COMMENT ON COLUMN heritage_language_lessons.language IS 'Sprache: Herkunftssprache des Unterrichts.';

COMMENT ON COLUMN heritage_language_lessons.stage IS 'Stufe: Primarstufe oder Sekundarstufe I.';

COMMENT ON COLUMN heritage_language_lessons.participants IS 'Teilnehmende HSU [S12, Schülerinnen und Schüler]: Am Herkunftssprachlichen Unterricht teilnehmende Schülerinnen und Schüler.';

COMMENT ON COLUMN heritage_language_lessons.groups IS 'HSU-Gruppen [S13, Gruppen]: Zahl der Lerngruppen.';

COMMENT ON COLUMN heritage_language_lessons.weekly_hours IS 'Wochenstunden [S14, Stunden]: Unterrichtsstunden je Woche, alle Gruppen zusammen.';

COMMENT ON COLUMN heritage_language_lessons.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN heritage_language_lessons.source_row IS 'Zeile im Blatt';

CREATE TABLE heritage_language_lessons_rest PARTITION OF heritage_language_lessons DEFAULT;

CREATE TABLE teacher_training (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	course TEXT COLLATE "C" NOT NULL,
	teachers BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_teacher_training PRIMARY KEY (month, respondent_id, submission_id, course),
	CONSTRAINT fk_teacher_training_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_teacher_training_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_teacher_training_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_teacher_training_teachers_not_negative CHECK ("teachers" >= 0),
	CONSTRAINT ck_teacher_training_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE teacher_training IS 'Fortbildung der Lehrkräfte. Je Fortbildung eine Zeile.';

COMMENT ON COLUMN teacher_training.month IS 'Berichtsmonat';

COMMENT ON COLUMN teacher_training.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN teacher_training.submission_id IS 'Lieferung';

COMMENT ON COLUMN teacher_training.course IS 'Fortbildung: Art der Fortbildung, zum Beispiel DemeK.';

COMMENT ON COLUMN teacher_training.teachers IS 'Lehrkräfte mit Abschluss im Monat [S15, Lehrkräfte]: Lehrkräfte, die die Fortbildung im Berichtsmonat abgeschlossen haben.';

COMMENT ON COLUMN teacher_training.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN teacher_training.source_row IS 'Zeile im Blatt';

CREATE TABLE teacher_training_rest PARTITION OF teacher_training DEFAULT;

CREATE TABLE parent_programmes (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	programme TEXT COLLATE "C" NOT NULL,
	language TEXT COLLATE "C" NOT NULL,
	groups BIGINT,
	families BIGINT,
	children BIGINT,
	parent_guides BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_parent_programmes PRIMARY KEY (month, respondent_id, submission_id, programme, language),
	CONSTRAINT fk_parent_programmes_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_parent_programmes_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_parent_programmes_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_parent_programmes_groups_not_negative CHECK ("groups" >= 0),
	CONSTRAINT ck_parent_programmes_families_not_negative CHECK ("families" >= 0),
	CONSTRAINT ck_parent_programmes_children_not_negative CHECK ("children" >= 0),
	CONSTRAINT ck_parent_programmes_parent_guides_not_negative CHECK ("parent_guides" >= 0),
	CONSTRAINT ck_parent_programmes_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE parent_programmes IS 'Programme der Elternbildung. Je Programm und Gruppensprache eine Zeile, Bestand am Stichtag.';

COMMENT ON COLUMN parent_programmes.month IS 'Berichtsmonat';

COMMENT ON COLUMN parent_programmes.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN parent_programmes.submission_id IS 'Lieferung';

COMMENT ON COLUMN parent_programmes.programme IS 'Programm: Programm der Elternbildung des Landes.';

COMMENT ON COLUMN parent_programmes.language IS 'Gruppensprache: Sprache, in der die Gruppe arbeitet.';

COMMENT ON COLUMN parent_programmes.groups IS 'Gruppen [K07, Gruppen]: Laufende Gruppen am Stichtag.';

COMMENT ON COLUMN parent_programmes.families IS 'Familien [K08, Familien]: Teilnehmende Familien am Stichtag.';

COMMENT ON COLUMN parent_programmes.children IS 'Kinder [K09, Kinder]: Kinder in den teilnehmenden Familien.';

COMMENT ON COLUMN parent_programmes.parent_guides IS 'Elternbegleitungen [K10, Elternbegleitungen]: Tätige Elternbegleiterinnen und Elternbegleiter.';

COMMENT ON COLUMN parent_programmes.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN parent_programmes.source_row IS 'Zeile im Blatt';

CREATE TABLE parent_programmes_rest PARTITION OF parent_programmes DEFAULT;

CREATE TABLE daycare_children (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	age_group TEXT COLLATE "C" NOT NULL,
	children BIGINT,
	children_female BIGINT,
	foreign_origin_parent BIGINT,
	other_family_language BIGINT,
	certified_support_need BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_daycare_children PRIMARY KEY (month, respondent_id, submission_id, age_group),
	CONSTRAINT fk_daycare_children_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_daycare_children_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_daycare_children_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_daycare_children_children_not_negative CHECK ("children" >= 0),
	CONSTRAINT ck_daycare_children_children_female_not_negative CHECK ("children_female" >= 0),
	CONSTRAINT ck_daycare_children_foreign_origin_parent_not_negative CHECK ("foreign_origin_parent" >= 0),
	CONSTRAINT ck_daycare_children_other_family_language_not_negative CHECK ("other_family_language" >= 0),
	CONSTRAINT ck_daycare_children_certified_support_need_not_negative CHECK ("certified_support_need" >= 0),
	CONSTRAINT ck_daycare_children_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE daycare_children IS 'Kinder nach Altersgruppe. Je Altersgruppe eine Zeile, Bestand am Stichtag.';

COMMENT ON COLUMN daycare_children.month IS 'Berichtsmonat';

COMMENT ON COLUMN daycare_children.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN daycare_children.submission_id IS 'Lieferung';

COMMENT ON COLUMN daycare_children.age_group IS 'Altersgruppe: Unter drei Jahren (U3) oder ab drei Jahren (Ü3).';

COMMENT ON COLUMN daycare_children.children IS 'Kinder insgesamt [K01, Kinder]: Alle am Stichtag betreuten Kinder.';

COMMENT ON COLUMN daycare_children.children_female IS 'darunter weiblich [Kinder]: Mädchen am Stichtag.';

COMMENT ON COLUMN daycare_children.foreign_origin_parent IS 'mit mindestens einem Elternteil ausländischer Herkunft [K02, Kinder]: Mindestens ein Elternteil stammt aus dem Ausland.';

COMMENT ON COLUMN daycare_children.other_family_language IS 'mit nichtdeutscher Familiensprache [K03, Kinder]: In der Familie wird vorrangig nicht Deutsch gesprochen.';

COMMENT ON COLUMN daycare_children.certified_support_need IS 'mit festgestelltem Sprachförderbedarf [K04, Kinder]: Förderbedarf in Deutsch ist festgestellt.';

COMMENT ON COLUMN daycare_children.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN daycare_children.source_row IS 'Zeile im Blatt';

CREATE TABLE daycare_children_rest PARTITION OF daycare_children DEFAULT;

CREATE TABLE daycare_languages (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	language TEXT COLLATE "C" NOT NULL,
	children BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_daycare_languages PRIMARY KEY (month, respondent_id, submission_id, language),
	CONSTRAINT fk_daycare_languages_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_daycare_languages_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_daycare_languages_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_daycare_languages_children_not_negative CHECK ("children" >= 0),
	CONSTRAINT ck_daycare_languages_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE daycare_languages IS 'Familiensprachen. Je Familiensprache eine Zeile; zusammen so viele wie Kinder mit nichtdeutscher Familiensprache.';

COMMENT ON COLUMN daycare_languages.month IS 'Berichtsmonat';

COMMENT ON COLUMN daycare_languages.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN daycare_languages.submission_id IS 'Lieferung';

COMMENT ON COLUMN daycare_languages.language IS 'Familiensprache: Sprache, die in der Familie vorrangig gesprochen wird.';

COMMENT ON COLUMN daycare_languages.children IS 'Kinder mit dieser Familiensprache [K03, Kinder]: Kinder mit dieser nichtdeutschen Familiensprache.';

COMMENT ON COLUMN daycare_languages.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN daycare_languages.source_row IS 'Zeile im Blatt';

CREATE TABLE daycare_languages_rest PARTITION OF daycare_languages DEFAULT;

CREATE TABLE daycare_places (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	group_form TEXT COLLATE "C" NOT NULL,
	booked_hours TEXT COLLATE "C" NOT NULL,
	places_occupied BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_daycare_places PRIMARY KEY (month, respondent_id, submission_id, group_form, booked_hours),
	CONSTRAINT fk_daycare_places_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_daycare_places_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_daycare_places_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_daycare_places_places_occupied_not_negative CHECK ("places_occupied" >= 0),
	CONSTRAINT ck_daycare_places_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE daycare_places IS 'Belegte Plätze nach Gruppenform und Betreuungszeit. Je Gruppenform und Betreuungszeit eine Zeile; zusammen so viele wie Kinder.';

COMMENT ON COLUMN daycare_places.month IS 'Berichtsmonat';

COMMENT ON COLUMN daycare_places.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN daycare_places.submission_id IS 'Lieferung';

COMMENT ON COLUMN daycare_places.group_form IS 'Gruppenform: Gruppenform I, II oder III nach KiBiz.';

COMMENT ON COLUMN daycare_places.booked_hours IS 'Wochenstunden: Betreuungszeit je Woche: 25, 35 oder 45 Stunden.';

COMMENT ON COLUMN daycare_places.places_occupied IS 'belegte Plätze [K05, Plätze]: Am Stichtag belegte Plätze.';

COMMENT ON COLUMN daycare_places.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN daycare_places.source_row IS 'Zeile im Blatt';

CREATE TABLE daycare_places_rest PARTITION OF daycare_places DEFAULT;

CREATE TABLE offers (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	component TEXT COLLATE "C",
	field_of_action TEXT COLLATE "C",
	target_group TEXT COLLATE "C",
	partner TEXT COLLATE "C",
	dates_held BIGINT,
	participants BIGINT,
	participants_female BIGINT,
	participants_under_27 BIGINT,
	participants_60_and_over BIGINT,
	volunteers BIGINT,
	paid_staff BIGINT,
	fee_paid_staff BIGINT,
	is_funded_by_komm_an TEXT COLLATE "C",
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_offers PRIMARY KEY (month, respondent_id, submission_id, title),
	CONSTRAINT fk_offers_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_offers_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_offers_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_offers_dates_held_not_negative CHECK ("dates_held" >= 0),
	CONSTRAINT ck_offers_participants_not_negative CHECK ("participants" >= 0),
	CONSTRAINT ck_offers_participants_female_not_negative CHECK ("participants_female" >= 0),
	CONSTRAINT ck_offers_participants_under_27_not_negative CHECK ("participants_under_27" >= 0),
	CONSTRAINT ck_offers_participants_60_and_over_not_negative CHECK ("participants_60_and_over" >= 0),
	CONSTRAINT ck_offers_volunteers_not_negative CHECK ("volunteers" >= 0),
	CONSTRAINT ck_offers_paid_staff_not_negative CHECK ("paid_staff" >= 0),
	CONSTRAINT ck_offers_fee_paid_staff_not_negative CHECK ("fee_paid_staff" >= 0),
	CONSTRAINT ck_offers_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE offers IS 'Angebote. Je Angebot eine Zeile.';

COMMENT ON COLUMN offers.month IS 'Berichtsmonat';

COMMENT ON COLUMN offers.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN offers.submission_id IS 'Lieferung';

COMMENT ON COLUMN offers.title IS 'Titel des Angebots: Kurzer, eindeutiger Titel, ohne Namen von Personen.';

COMMENT ON COLUMN offers.component IS 'KOMM-AN-Baustein: Baustein A bis D oder keiner.';

COMMENT ON COLUMN offers.field_of_action IS 'Handlungsfeld: Handlungsfeld des Angebots.';

COMMENT ON COLUMN offers.target_group IS 'Zielgruppe: Wen das Angebot vor allem erreicht.';

COMMENT ON COLUMN offers.partner IS 'Kooperationspartner: Mit wem das Angebot gemeinsam getragen wird.';

COMMENT ON COLUMN offers.dates_held IS 'Termine im Monat [Termine]: Durchgeführte Termine im Berichtsmonat.';

COMMENT ON COLUMN offers.participants IS 'Teilnehmende im Monat [V05, Personen]: Teilnehmende im Berichtsmonat, jede Person einmal.';

COMMENT ON COLUMN offers.participants_female IS 'darunter weiblich [Personen]: Teilnehmerinnen.';

COMMENT ON COLUMN offers.participants_under_27 IS 'darunter unter 27 Jahren [Personen]: Junge Menschen unter 27.';

COMMENT ON COLUMN offers.participants_60_and_over IS 'darunter 60 Jahre und älter [V07, Personen]: Seniorinnen und Senioren.';

COMMENT ON COLUMN offers.volunteers IS 'Ehrenamtliche [V04, Personen]: Am Stichtag im Angebot tätige Ehrenamtliche.';

COMMENT ON COLUMN offers.paid_staff IS 'Hauptamtliche [Personen]: Am Stichtag im Angebot tätige Beschäftigte.';

COMMENT ON COLUMN offers.fee_paid_staff IS 'Honorarkräfte [Personen]: Am Stichtag im Angebot tätige Honorarkräfte.';

COMMENT ON COLUMN offers.is_funded_by_komm_an IS 'KOMM-AN gefördert [V01]: Ja, wenn das Angebot aus KOMM-AN gefördert wird.';

COMMENT ON COLUMN offers.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN offers.source_row IS 'Zeile im Blatt';

CREATE TABLE offers_rest PARTITION OF offers DEFAULT;

CREATE TABLE offer_funds (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	component TEXT COLLATE "C" NOT NULL,
	budget_line TEXT COLLATE "C" NOT NULL,
	granted_eur NUMERIC(18, 2),
	spent_eur NUMERIC(18, 2),
	own_eur NUMERIC(18, 2),
	third_party_eur NUMERIC(18, 2),
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_offer_funds PRIMARY KEY (month, respondent_id, submission_id, component, budget_line),
	CONSTRAINT fk_offer_funds_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_offer_funds_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_offer_funds_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_offer_funds_granted_eur_not_negative CHECK ("granted_eur" >= 0),
	CONSTRAINT ck_offer_funds_spent_eur_not_negative CHECK ("spent_eur" >= 0),
	CONSTRAINT ck_offer_funds_own_eur_not_negative CHECK ("own_eur" >= 0),
	CONSTRAINT ck_offer_funds_third_party_eur_not_negative CHECK ("third_party_eur" >= 0),
	CONSTRAINT ck_offer_funds_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE offer_funds IS 'Mittel nach Baustein und Kostenart. Je Baustein und Kostenart eine Zeile.';

COMMENT ON COLUMN offer_funds.month IS 'Berichtsmonat';

COMMENT ON COLUMN offer_funds.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN offer_funds.submission_id IS 'Lieferung';

COMMENT ON COLUMN offer_funds.component IS 'KOMM-AN-Baustein: Baustein A bis D oder keiner.';

COMMENT ON COLUMN offer_funds.budget_line IS 'Kostenart: Personal, Honorar, Miete, Sachkosten oder Sonstiges.';

COMMENT ON COLUMN offer_funds.granted_eur IS 'bewilligt im Jahr (EUR) [V08, EUR]: Für das Kalenderjahr bewilligte Mittel des Landes.';

COMMENT ON COLUMN offer_funds.spent_eur IS 'verausgabt im Monat (EUR) [V09, EUR]: Im Berichtsmonat verausgabte Mittel des Landes.';

COMMENT ON COLUMN offer_funds.own_eur IS 'Eigenmittel im Monat (EUR) [EUR]: Im Berichtsmonat eingesetzte Eigenmittel.';

COMMENT ON COLUMN offer_funds.third_party_eur IS 'Drittmittel im Monat (EUR) [V10, EUR]: Im Berichtsmonat eingesetzte Mittel Dritter und Spenden.';

COMMENT ON COLUMN offer_funds.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN offer_funds.source_row IS 'Zeile im Blatt';

CREATE TABLE offer_funds_rest PARTITION OF offer_funds DEFAULT;

CREATE TABLE meeting_places (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	place TEXT COLLATE "C" NOT NULL,
	district TEXT COLLATE "C",
	open_hours FLOAT,
	target_group_hours FLOAT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_meeting_places PRIMARY KEY (month, respondent_id, submission_id, place),
	CONSTRAINT fk_meeting_places_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_meeting_places_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_meeting_places_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_meeting_places_open_hours_not_negative CHECK ("open_hours" >= 0),
	CONSTRAINT ck_meeting_places_target_group_hours_not_negative CHECK ("target_group_hours" >= 0),
	CONSTRAINT ck_meeting_places_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE meeting_places IS 'Ankommenstreffpunkte. Je Treffpunkt eine Zeile.';

COMMENT ON COLUMN meeting_places.month IS 'Berichtsmonat';

COMMENT ON COLUMN meeting_places.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN meeting_places.submission_id IS 'Lieferung';

COMMENT ON COLUMN meeting_places.place IS 'Ankommenstreffpunkt [V02]: Bezeichnung des Treffpunkts.';

COMMENT ON COLUMN meeting_places.district IS 'Stadtteil: Stadtteil oder Ortsteil.';

COMMENT ON COLUMN meeting_places.open_hours IS 'Öffnungsstunden im Monat [Stunden]: Stunden, die der Treffpunkt im Berichtsmonat offen war.';

COMMENT ON COLUMN meeting_places.target_group_hours IS 'davon Nutzungsstunden der Zielgruppe [V03, Stunden]: Stunden, in denen die Zielgruppe den Treffpunkt genutzt hat; mindestens 33 % werden erwartet.';

COMMENT ON COLUMN meeting_places.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN meeting_places.source_row IS 'Zeile im Blatt';

CREATE TABLE meeting_places_rest PARTITION OF meeting_places DEFAULT;

CREATE TABLE volunteer_training (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	course TEXT COLLATE "C" NOT NULL,
	course_hours FLOAT,
	volunteers_qualified BIGINT,
	volunteers_female BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_volunteer_training PRIMARY KEY (month, respondent_id, submission_id, course),
	CONSTRAINT fk_volunteer_training_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_volunteer_training_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_volunteer_training_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_volunteer_training_course_hours_not_negative CHECK ("course_hours" >= 0),
	CONSTRAINT ck_volunteer_training_volunteers_qualified_not_negative CHECK ("volunteers_qualified" >= 0),
	CONSTRAINT ck_volunteer_training_volunteers_female_not_negative CHECK ("volunteers_female" >= 0),
	CONSTRAINT ck_volunteer_training_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE volunteer_training IS 'Qualifizierung von Ehrenamtlichen. Je Schulung eine Zeile.';

COMMENT ON COLUMN volunteer_training.month IS 'Berichtsmonat';

COMMENT ON COLUMN volunteer_training.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN volunteer_training.submission_id IS 'Lieferung';

COMMENT ON COLUMN volunteer_training.course IS 'Schulung: Titel der Schulung für Ehrenamtliche.';

COMMENT ON COLUMN volunteer_training.course_hours IS 'Stunden [Stunden]: Umfang der Schulung im Berichtsmonat.';

COMMENT ON COLUMN volunteer_training.volunteers_qualified IS 'qualifizierte Ehrenamtliche [V06, Personen]: Im Berichtsmonat qualifizierte Ehrenamtliche.';

COMMENT ON COLUMN volunteer_training.volunteers_female IS 'darunter weiblich [Personen]: Darunter Frauen.';

COMMENT ON COLUMN volunteer_training.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN volunteer_training.source_row IS 'Zeile im Blatt';

CREATE TABLE volunteer_training_rest PARTITION OF volunteer_training DEFAULT;

CREATE TABLE counselling (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	stage TEXT COLLATE "C" NOT NULL,
	first_interviews BIGINT,
	school_places_found BIGINT,
	waiting BIGINT,
	median_waiting_days FLOAT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_counselling PRIMARY KEY (month, respondent_id, submission_id, stage),
	CONSTRAINT fk_counselling_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_counselling_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_counselling_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_counselling_first_interviews_not_negative CHECK ("first_interviews" >= 0),
	CONSTRAINT ck_counselling_school_places_found_not_negative CHECK ("school_places_found" >= 0),
	CONSTRAINT ck_counselling_waiting_not_negative CHECK ("waiting" >= 0),
	CONSTRAINT ck_counselling_median_waiting_days_not_negative CHECK ("median_waiting_days" >= 0),
	CONSTRAINT ck_counselling_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE counselling IS 'Beratung und Schulplätze. Je Stufe eine Zeile.';

COMMENT ON COLUMN counselling.month IS 'Berichtsmonat';

COMMENT ON COLUMN counselling.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN counselling.submission_id IS 'Lieferung';

COMMENT ON COLUMN counselling.stage IS 'Stufe: Stufe, für die beraten wurde.';

COMMENT ON COLUMN counselling.first_interviews IS 'Erstgespräche im Monat [I01, Personen]: Erstberatungen (Seiteneinstiegsberatung) im Berichtsmonat.';

COMMENT ON COLUMN counselling.school_places_found IS 'vermittelte Schulplätze im Monat [I02, Personen]: Im Berichtsmonat vermittelte Schulplätze.';

COMMENT ON COLUMN counselling.waiting IS 'Wartende am Stichtag [I03, Personen]: Kinder und Jugendliche, die am Stichtag auf einen Schulplatz warten.';

COMMENT ON COLUMN counselling.median_waiting_days IS 'mittlere Wartezeit (Median, Tage) [I04, Tage]: Median der Wartezeit in Tagen.';

COMMENT ON COLUMN counselling.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN counselling.source_row IS 'Zeile im Blatt';

CREATE TABLE counselling_rest PARTITION OF counselling DEFAULT;

CREATE TABLE interpreting (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	language TEXT COLLATE "C" NOT NULL,
	area TEXT COLLATE "C" NOT NULL,
	assignments BIGINT,
	interpreting_hours FLOAT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_interpreting PRIMARY KEY (month, respondent_id, submission_id, language, area),
	CONSTRAINT fk_interpreting_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_interpreting_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_interpreting_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_interpreting_assignments_not_negative CHECK ("assignments" >= 0),
	CONSTRAINT ck_interpreting_interpreting_hours_not_negative CHECK ("interpreting_hours" >= 0),
	CONSTRAINT ck_interpreting_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE interpreting IS 'Dolmetschen. Je Sprache und Einsatzbereich eine Zeile.';

COMMENT ON COLUMN interpreting.month IS 'Berichtsmonat';

COMMENT ON COLUMN interpreting.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN interpreting.submission_id IS 'Lieferung';

COMMENT ON COLUMN interpreting.language IS 'Sprache: Gedolmetschte Sprache.';

COMMENT ON COLUMN interpreting.area IS 'Einsatzbereich: Wo gedolmetscht wurde.';

COMMENT ON COLUMN interpreting.assignments IS 'Einsätze im Monat [I05, Einsätze]: Einsätze des Dolmetschpools im Berichtsmonat.';

COMMENT ON COLUMN interpreting.interpreting_hours IS 'Einsatzstunden im Monat [I06, Stunden]: Stunden der Einsätze.';

COMMENT ON COLUMN interpreting.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN interpreting.source_row IS 'Zeile im Blatt';

CREATE TABLE interpreting_rest PARTITION OF interpreting DEFAULT;

CREATE TABLE case_management (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	legal_area TEXT COLLATE "C" NOT NULL,
	consultations BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_case_management PRIMARY KEY (month, respondent_id, submission_id, legal_area),
	CONSTRAINT fk_case_management_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_case_management_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_case_management_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_case_management_consultations_not_negative CHECK ("consultations" >= 0),
	CONSTRAINT ck_case_management_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE case_management IS 'Case Management. Je Rechtskreis eine Zeile.';

COMMENT ON COLUMN case_management.month IS 'Berichtsmonat';

COMMENT ON COLUMN case_management.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN case_management.submission_id IS 'Lieferung';

COMMENT ON COLUMN case_management.legal_area IS 'Rechtskreis: Rechtskreis der Beratung.';

COMMENT ON COLUMN case_management.consultations IS 'Beratungen im Monat [I07, Beratungen]: Beratungen im Case Management im Berichtsmonat.';

COMMENT ON COLUMN case_management.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN case_management.source_row IS 'Zeile im Blatt';

CREATE TABLE case_management_rest PARTITION OF case_management DEFAULT;

CREATE TABLE posts (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	module TEXT COLLATE "C" NOT NULL,
	granted_fte FLOAT,
	filled_fte FLOAT,
	grant_eur NUMERIC(18, 2),
	spent_eur NUMERIC(18, 2),
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_posts PRIMARY KEY (month, respondent_id, submission_id, module),
	CONSTRAINT fk_posts_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_posts_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_posts_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_posts_granted_fte_not_negative CHECK ("granted_fte" >= 0),
	CONSTRAINT ck_posts_filled_fte_not_negative CHECK ("filled_fte" >= 0),
	CONSTRAINT ck_posts_grant_eur_not_negative CHECK ("grant_eur" >= 0),
	CONSTRAINT ck_posts_spent_eur_not_negative CHECK ("spent_eur" >= 0),
	CONSTRAINT ck_posts_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE posts IS 'Stellen und Zuwendung. Je Modul eine Zeile.';

COMMENT ON COLUMN posts.month IS 'Berichtsmonat';

COMMENT ON COLUMN posts.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN posts.submission_id IS 'Lieferung';

COMMENT ON COLUMN posts.module IS 'Modul: Förderbaustein der Personalstellen.';

COMMENT ON COLUMN posts.granted_fte IS 'bewilligte Stellen (VZÄ) [VZÄ]: Bewilligte Stellen in Vollzeitäquivalenten.';

COMMENT ON COLUMN posts.filled_fte IS 'besetzte Stellen (VZÄ) [I08, VZÄ]: Am Stichtag besetzte Stellen in Vollzeitäquivalenten.';

COMMENT ON COLUMN posts.grant_eur IS 'Zuwendung im Jahr (EUR) [EUR]: Für das Kalenderjahr bewilligte Zuwendung.';

COMMENT ON COLUMN posts.spent_eur IS 'verausgabt im Monat (EUR) [EUR]: Im Berichtsmonat verausgabt.';

COMMENT ON COLUMN posts.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN posts.source_row IS 'Zeile im Blatt';

CREATE TABLE posts_rest PARTITION OF posts DEFAULT;

CREATE TABLE parent_guide_training (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	programme TEXT COLLATE "C" NOT NULL,
	qualified_guides BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_parent_guide_training PRIMARY KEY (month, respondent_id, submission_id, programme),
	CONSTRAINT fk_parent_guide_training_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_parent_guide_training_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_parent_guide_training_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_parent_guide_training_qualified_guides_not_negative CHECK ("qualified_guides" >= 0),
	CONSTRAINT ck_parent_guide_training_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE parent_guide_training IS 'Qualifizierung von Elternbegleitungen. Je Programm eine Zeile.';

COMMENT ON COLUMN parent_guide_training.month IS 'Berichtsmonat';

COMMENT ON COLUMN parent_guide_training.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN parent_guide_training.submission_id IS 'Lieferung';

COMMENT ON COLUMN parent_guide_training.programme IS 'Programm: Programm der Elternbildung des Landes.';

COMMENT ON COLUMN parent_guide_training.qualified_guides IS 'qualifizierte Elternbegleitungen im Monat [K11, Personen]: Im Berichtsmonat qualifiziert.';

COMMENT ON COLUMN parent_guide_training.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN parent_guide_training.source_row IS 'Zeile im Blatt';

CREATE TABLE parent_guide_training_rest PARTITION OF parent_guide_training DEFAULT;

CREATE TABLE network (
	month TEXT COLLATE "C" NOT NULL,
	respondent_id TEXT COLLATE "C" NOT NULL,
	submission_id INTEGER NOT NULL,
	partner TEXT COLLATE "C" NOT NULL,
	meetings BIGINT,
	participants BIGINT,
	agreements BIGINT,
	source_sheet TEXT COLLATE "C" NOT NULL,
	source_row INTEGER NOT NULL,
	CONSTRAINT pk_network PRIMARY KEY (month, respondent_id, submission_id, partner),
	CONSTRAINT fk_network_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	CONSTRAINT fk_network_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT ck_network_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT ck_network_meetings_not_negative CHECK ("meetings" >= 0),
	CONSTRAINT ck_network_participants_not_negative CHECK ("participants" >= 0),
	CONSTRAINT ck_network_agreements_not_negative CHECK ("agreements" >= 0),
	CONSTRAINT ck_network_source_row_not_negative CHECK ("source_row" >= 0)
)
 PARTITION BY RANGE (month);

COMMENT ON TABLE network IS 'Netzwerkarbeit. Je Partner eine Zeile.';

COMMENT ON COLUMN network.month IS 'Berichtsmonat';

COMMENT ON COLUMN network.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN network.submission_id IS 'Lieferung';

COMMENT ON COLUMN network.partner IS 'Partner: Partner im Netzwerk.';

COMMENT ON COLUMN network.meetings IS 'Treffen im Monat [N01, Treffen]: Netzwerktreffen im Berichtsmonat.';

COMMENT ON COLUMN network.participants IS 'Teilnehmende der Treffen [N02, Personen]: Teilnehmende an den Treffen im Berichtsmonat.';

COMMENT ON COLUMN network.agreements IS 'getroffene Vereinbarungen [N03, Vereinbarungen]: Im Berichtsmonat getroffene Vereinbarungen.';

COMMENT ON COLUMN network.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN network.source_row IS 'Zeile im Blatt';

CREATE TABLE network_rest PARTITION OF network DEFAULT;

CREATE TABLE finding (
	submission_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	file TEXT COLLATE "C" NOT NULL,
	rule TEXT COLLATE "C" NOT NULL,
	severity TEXT COLLATE "C" NOT NULL,
	"table" TEXT COLLATE "C",
	sheet TEXT COLLATE "C",
	cell TEXT COLLATE "C",
	row INTEGER,
	"column" TEXT COLLATE "C",
	value TEXT COLLATE "C",
	message TEXT COLLATE "C" NOT NULL,
	hint TEXT COLLATE "C" NOT NULL,
	subject TEXT COLLATE "C",
	answer TEXT COLLATE "C",
	waiver_id INTEGER,
	is_settled BOOLEAN GENERATED ALWAYS AS (answer IS NOT NULL) STORED,
	CONSTRAINT pk_finding PRIMARY KEY (submission_id, number),
	CONSTRAINT fk_finding_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	CONSTRAINT fk_finding_waiver_id FOREIGN KEY(waiver_id) REFERENCES waiver (waiver_id),
	CONSTRAINT ck_finding_severity_in_list CHECK ("severity" IN ('error', 'warning', 'information')),
	CONSTRAINT ck_finding_row_not_negative CHECK ("row" >= 0)
);

COMMENT ON TABLE finding IS 'Befunde: Fehler, Rückfragen und Hinweise';

COMMENT ON COLUMN finding.submission_id IS 'Lieferung';

COMMENT ON COLUMN finding.number IS 'laufende Nummer in der Lieferung';

COMMENT ON COLUMN finding.file IS 'Dateiname';

COMMENT ON COLUMN finding.rule IS 'Regel';

COMMENT ON COLUMN finding.severity IS 'error, warning oder information';

COMMENT ON COLUMN finding."table" IS 'Tabelle';

COMMENT ON COLUMN finding.sheet IS 'Blatt';

COMMENT ON COLUMN finding.cell IS 'Zelle';

COMMENT ON COLUMN finding.row IS 'Zeile, ab 1';

COMMENT ON COLUMN finding."column" IS 'Spalte';

COMMENT ON COLUMN finding.value IS 'was dort stand';

COMMENT ON COLUMN finding.message IS 'deutscher Satz';

COMMENT ON COLUMN finding.hint IS 'wie es zu beheben ist';

COMMENT ON COLUMN finding.subject IS 'wovon: Tabelle, Spalte und Zeile, von Monat zu Monat dasselbe';

COMMENT ON COLUMN finding.answer IS 'Erläuterung oder Ausnahme, mit der der Befund erledigt ist';

COMMENT ON COLUMN finding.waiver_id IS 'Ausnahme';

COMMENT ON COLUMN finding.is_settled IS 'erledigt: erläutert oder ausgenommen';

CREATE FUNCTION add_year(year text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET lock_timeout = '60s' AS $$
DECLARE parent record;
BEGIN
  IF year !~ '^[0-9]{4}$' THEN RAISE EXCEPTION 'no year: %', year; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('add_year'));
  FOR parent IN
    SELECT c.relname, c.relnamespace::regnamespace AS folder FROM pg_class c
    WHERE c.relkind = 'p' AND c.relnamespace = current_schema()::regnamespace
      AND to_regclass(format('%I.%I', current_schema(), c.relname || '_' || year)) IS NULL ORDER BY c.relname
  LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
      parent.relname || '_' || year, parent.relname, year || '-01', (year::int + 1) || '-01');
  END LOOP;
END $$;

CREATE VIEW current_school_pupils AS SELECT f.* FROM school_pupils f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_school_arrivals AS SELECT f.* FROM school_arrivals f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_heritage_language_lessons AS SELECT f.* FROM heritage_language_lessons f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_teacher_training AS SELECT f.* FROM teacher_training f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_parent_programmes AS SELECT f.* FROM parent_programmes f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_daycare_children AS SELECT f.* FROM daycare_children f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_daycare_languages AS SELECT f.* FROM daycare_languages f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_daycare_places AS SELECT f.* FROM daycare_places f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_offers AS SELECT f.* FROM offers f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_offer_funds AS SELECT f.* FROM offer_funds f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_meeting_places AS SELECT f.* FROM meeting_places f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_volunteer_training AS SELECT f.* FROM volunteer_training f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_counselling AS SELECT f.* FROM counselling f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_interpreting AS SELECT f.* FROM interpreting f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_case_management AS SELECT f.* FROM case_management f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_posts AS SELECT f.* FROM posts f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_parent_guide_training AS SELECT f.* FROM parent_guide_training f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW current_network AS SELECT f.* FROM network f JOIN "return" r ON r.submission_id = f.submission_id;

CREATE VIEW indicator_value AS SELECT p.centre_id, f.respondent_id, f.month, 'S01' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.pupils AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.pupils IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S02' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.migration_background AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.migration_background IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S03' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S04' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_nationality AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.foreign_nationality IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S05' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.first_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S06' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support_ukraine AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.first_support_ukraine IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S07' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_class AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.german_class IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S08' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_group AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.german_group IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S09' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.follow_up_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.follow_up_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S11' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.transitions AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.transitions IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_arrivals' AS fact_table, 'country' AS dimension_1, f.country AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_school_arrivals f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S12' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S13' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S14' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.weekly_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.weekly_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S15' AS indicator, 'teacher_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.teachers AS DOUBLE PRECISION) AS value, 'Lehrkräfte' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_teacher_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.teachers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K07' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K08' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.families AS DOUBLE PRECISION) AS value, 'Familien' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.families IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K09' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K10' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.parent_guides AS DOUBLE PRECISION) AS value, 'Elternbegleitungen' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.parent_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K01' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K02' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_origin_parent AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.foreign_origin_parent IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K04' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.certified_support_need AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.certified_support_need IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_languages' AS fact_table, 'language' AS dimension_1, f.language AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_languages f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K05' AS indicator, 'daycare_places' AS fact_table, 'group_form' AS dimension_1, f.group_form AS code_1, 'booked_hours' AS dimension_2, f.booked_hours AS code_2, CAST(f.places_occupied AS DOUBLE PRECISION) AS value, 'Plätze' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_daycare_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.places_occupied IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V05' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V07' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants_60_and_over AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.participants_60_and_over IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V04' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.volunteers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V01' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS DOUBLE PRECISION) AS value, 'Angebote' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V08' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.granted_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.granted_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V09' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.spent_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.spent_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V10' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.third_party_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.third_party_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V02' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(1 AS DOUBLE PRECISION) AS value, 'Treffpunkte' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_meeting_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE 1 IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V03' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) AS DOUBLE PRECISION) AS value, '%' AS unit, 'ratio' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_meeting_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE 100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V06' AS indicator, 'volunteer_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers_qualified AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_volunteer_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.volunteers_qualified IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I01' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_interviews AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.first_interviews IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I02' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.school_places_found AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.school_places_found IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I03' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.waiting AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.waiting IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I04' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.median_waiting_days AS DOUBLE PRECISION) AS value, 'Tage' AS unit, 'ratio' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.median_waiting_days IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I05' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.assignments AS DOUBLE PRECISION) AS value, 'Einsätze' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_interpreting f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.assignments IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I06' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.interpreting_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_interpreting f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.interpreting_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I07' AS indicator, 'case_management' AS fact_table, 'legal_area' AS dimension_1, f.legal_area AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.consultations AS DOUBLE PRECISION) AS value, 'Beratungen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_case_management f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.consultations IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I08' AS indicator, 'posts' AS fact_table, 'module' AS dimension_1, f.module AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.filled_fte AS DOUBLE PRECISION) AS value, 'VZÄ' AS unit, 'stock' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_posts f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.filled_fte IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K11' AS indicator, 'parent_guide_training' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.qualified_guides AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_parent_guide_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.qualified_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N01' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.meetings AS DOUBLE PRECISION) AS value, 'Treffen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.meetings IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N02' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'N' AS conf_status, f.submission_id FROM current_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N03' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.agreements AS DOUBLE PRECISION) AS value, 'Vereinbarungen' AS unit, 'flow' AS kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, 'F' AS conf_status, f.submission_id FROM current_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id LEFT JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL GROUP BY centre_id) b ON b.centre_id = p.centre_id WHERE f.agreements IS NOT NULL;

CREATE VIEW history_school_pupils AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM school_pupils f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_school_arrivals AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM school_arrivals f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_heritage_language_lessons AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM heritage_language_lessons f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_teacher_training AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM teacher_training f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_parent_programmes AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM parent_programmes f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_daycare_children AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM daycare_children f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_daycare_languages AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM daycare_languages f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_daycare_places AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM daycare_places f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_offers AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM offers f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_offer_funds AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM offer_funds f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_meeting_places AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM meeting_places f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_volunteer_training AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM volunteer_training f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_counselling AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM counselling f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_interpreting AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM interpreting f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_case_management AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM case_management f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_posts AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM posts f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_parent_guide_training AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM parent_guide_training f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_network AS SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until FROM network f JOIN submission s ON s.submission_id = f.submission_id WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at);

CREATE VIEW history_indicator_value AS SELECT p.centre_id, f.respondent_id, f.month, 'S01' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.pupils AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.pupils IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S02' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.migration_background AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.migration_background IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S03' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S04' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_nationality AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.foreign_nationality IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S05' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.first_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S06' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support_ukraine AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.first_support_ukraine IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S07' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_class AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.german_class IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S08' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_group AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.german_group IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S09' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.follow_up_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.follow_up_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S11' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.transitions AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_pupils f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.transitions IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_arrivals' AS fact_table, 'country' AS dimension_1, f.country AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_school_arrivals f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S12' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S13' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S14' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.weekly_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_heritage_language_lessons f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.weekly_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S15' AS indicator, 'teacher_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.teachers AS DOUBLE PRECISION) AS value, 'Lehrkräfte' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_teacher_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.teachers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K07' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K08' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.families AS DOUBLE PRECISION) AS value, 'Familien' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.families IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K09' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K10' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.parent_guides AS DOUBLE PRECISION) AS value, 'Elternbegleitungen' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_parent_programmes f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.parent_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K01' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K02' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_origin_parent AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.foreign_origin_parent IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K04' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.certified_support_need AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_children f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.certified_support_need IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_languages' AS fact_table, 'language' AS dimension_1, f.language AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_languages f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K05' AS indicator, 'daycare_places' AS fact_table, 'group_form' AS dimension_1, f.group_form AS code_1, 'booked_hours' AS dimension_2, f.booked_hours AS code_2, CAST(f.places_occupied AS DOUBLE PRECISION) AS value, 'Plätze' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_daycare_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.places_occupied IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V05' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V07' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants_60_and_over AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.participants_60_and_over IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V04' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.volunteers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V01' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS DOUBLE PRECISION) AS value, 'Angebote' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offers f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V08' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.granted_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.granted_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V09' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.spent_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.spent_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V10' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.third_party_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_offer_funds f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.third_party_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V02' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(1 AS DOUBLE PRECISION) AS value, 'Treffpunkte' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_meeting_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE 1 IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V03' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) AS DOUBLE PRECISION) AS value, '%' AS unit, 'ratio' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_meeting_places f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE 100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V06' AS indicator, 'volunteer_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers_qualified AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_volunteer_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.volunteers_qualified IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I01' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_interviews AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.first_interviews IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I02' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.school_places_found AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.school_places_found IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I03' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.waiting AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.waiting IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I04' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.median_waiting_days AS DOUBLE PRECISION) AS value, 'Tage' AS unit, 'ratio' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_counselling f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.median_waiting_days IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I05' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.assignments AS DOUBLE PRECISION) AS value, 'Einsätze' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_interpreting f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.assignments IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I06' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.interpreting_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_interpreting f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.interpreting_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I07' AS indicator, 'case_management' AS fact_table, 'legal_area' AS dimension_1, f.legal_area AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.consultations AS DOUBLE PRECISION) AS value, 'Beratungen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_case_management f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.consultations IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I08' AS indicator, 'posts' AS fact_table, 'module' AS dimension_1, f.module AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.filled_fte AS DOUBLE PRECISION) AS value, 'VZÄ' AS unit, 'stock' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_posts f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.filled_fte IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K11' AS indicator, 'parent_guide_training' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.qualified_guides AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_parent_guide_training f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.qualified_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N01' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.meetings AS DOUBLE PRECISION) AS value, 'Treffen' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.meetings IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N02' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, 'N' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N03' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.agreements AS DOUBLE PRECISION) AS value, 'Vereinbarungen' AS unit, 'flow' AS kind, 'F' AS conf_status, f.submission_id, f.known_from, f.known_until FROM history_network f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id  WHERE f.agreements IS NOT NULL;

CREATE VIEW history_respondent AS SELECT h.*, h.recorded_at AS known_from, (SELECT n.recorded_at FROM respondent_history n WHERE n.respondent_id = h.respondent_id AND n.number = h.number + 1) AS known_until FROM respondent_history h;

CREATE FUNCTION current_school_pupils_as_of(moment timestamp) RETURNS SETOF history_school_pupils LANGUAGE sql STABLE AS $$ SELECT * FROM history_school_pupils WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_school_pupils_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_school_arrivals_as_of(moment timestamp) RETURNS SETOF history_school_arrivals LANGUAGE sql STABLE AS $$ SELECT * FROM history_school_arrivals WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_school_arrivals_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_heritage_language_lessons_as_of(moment timestamp) RETURNS SETOF history_heritage_language_lessons LANGUAGE sql STABLE AS $$ SELECT * FROM history_heritage_language_lessons WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_heritage_language_lessons_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_teacher_training_as_of(moment timestamp) RETURNS SETOF history_teacher_training LANGUAGE sql STABLE AS $$ SELECT * FROM history_teacher_training WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_teacher_training_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_parent_programmes_as_of(moment timestamp) RETURNS SETOF history_parent_programmes LANGUAGE sql STABLE AS $$ SELECT * FROM history_parent_programmes WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_parent_programmes_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_daycare_children_as_of(moment timestamp) RETURNS SETOF history_daycare_children LANGUAGE sql STABLE AS $$ SELECT * FROM history_daycare_children WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_daycare_children_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_daycare_languages_as_of(moment timestamp) RETURNS SETOF history_daycare_languages LANGUAGE sql STABLE AS $$ SELECT * FROM history_daycare_languages WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_daycare_languages_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_daycare_places_as_of(moment timestamp) RETURNS SETOF history_daycare_places LANGUAGE sql STABLE AS $$ SELECT * FROM history_daycare_places WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_daycare_places_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_offers_as_of(moment timestamp) RETURNS SETOF history_offers LANGUAGE sql STABLE AS $$ SELECT * FROM history_offers WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_offers_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_offer_funds_as_of(moment timestamp) RETURNS SETOF history_offer_funds LANGUAGE sql STABLE AS $$ SELECT * FROM history_offer_funds WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_offer_funds_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_meeting_places_as_of(moment timestamp) RETURNS SETOF history_meeting_places LANGUAGE sql STABLE AS $$ SELECT * FROM history_meeting_places WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_meeting_places_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_volunteer_training_as_of(moment timestamp) RETURNS SETOF history_volunteer_training LANGUAGE sql STABLE AS $$ SELECT * FROM history_volunteer_training WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_volunteer_training_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_counselling_as_of(moment timestamp) RETURNS SETOF history_counselling LANGUAGE sql STABLE AS $$ SELECT * FROM history_counselling WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_counselling_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_interpreting_as_of(moment timestamp) RETURNS SETOF history_interpreting LANGUAGE sql STABLE AS $$ SELECT * FROM history_interpreting WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_interpreting_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_case_management_as_of(moment timestamp) RETURNS SETOF history_case_management LANGUAGE sql STABLE AS $$ SELECT * FROM history_case_management WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_case_management_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_posts_as_of(moment timestamp) RETURNS SETOF history_posts LANGUAGE sql STABLE AS $$ SELECT * FROM history_posts WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_posts_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_parent_guide_training_as_of(moment timestamp) RETURNS SETOF history_parent_guide_training LANGUAGE sql STABLE AS $$ SELECT * FROM history_parent_guide_training WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_parent_guide_training_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION current_network_as_of(moment timestamp) RETURNS SETOF history_network LANGUAGE sql STABLE AS $$ SELECT * FROM history_network WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION current_network_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION indicator_value_as_of(moment timestamp) RETURNS SETOF indicator_value LANGUAGE sql STABLE AS $$ SELECT v.centre_id, v.respondent_id, v.month, v.indicator, v.fact_table, v.dimension_1, v.code_1, v.dimension_2, v.code_2, v.value, v.unit, v.kind, CASE WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END AS obs_status, v.conf_status, v.submission_id FROM history_indicator_value v LEFT JOIN submission s ON s.submission_id = v.submission_id LEFT JOIN month m ON m.month = v.month LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL AND vintage <= moment GROUP BY centre_id) b ON b.centre_id = v.centre_id WHERE known_from <= moment AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION indicator_value_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';

CREATE FUNCTION respondent_as_of(moment timestamp) RETURNS SETOF history_respondent LANGUAGE sql STABLE AS $$ SELECT * FROM history_respondent WHERE (known_from <= moment OR number = 1) AND (known_until IS NULL OR known_until > moment) $$;

COMMENT ON FUNCTION respondent_as_of(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn';


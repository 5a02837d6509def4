CREATE TABLE source (
	source VARCHAR(40) NOT NULL,
	reached_at TIMESTAMP WITHOUT TIME ZONE,
	failed_at TIMESTAMP WITHOUT TIME ZONE,
	reason TEXT,
	PRIMARY KEY (source)
);

COMMENT ON TABLE source IS 'Quellen der Lieferungen und wie es um sie steht';

COMMENT ON COLUMN source.source IS 'Name der Quelle in settings.toml';

COMMENT ON COLUMN source.reached_at IS 'zuletzt ganz durchgesehen';

COMMENT ON COLUMN source.failed_at IS 'nicht erreichbar seit; leer: erreichbar';

COMMENT ON COLUMN source.reason IS 'warum sie nicht erreichbar ist';

CREATE TABLE incoming (
	incoming_id INTEGER NOT NULL,
	source VARCHAR(40) NOT NULL,
	path VARCHAR(500) NOT NULL,
	mark VARCHAR(120) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	byte_count INTEGER NOT NULL,
	received_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	sender VARCHAR(320),
	outcome VARCHAR(20) NOT NULL,
	parts INTEGER NOT NULL,
	PRIMARY KEY (incoming_id),
	UNIQUE (source, path, mark)
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
	message_id VARCHAR(200) NOT NULL,
	kind VARCHAR(20) NOT NULL,
	month VARCHAR(7),
	respondent_id VARCHAR(20),
	submission_id INTEGER,
	recipient VARCHAR(320) NOT NULL,
	subject VARCHAR(300) NOT NULL,
	text TEXT NOT NULL,
	html TEXT NOT NULL,
	attachments TEXT NOT NULL,
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	attempts INTEGER NOT NULL,
	attempted_at TIMESTAMP WITHOUT TIME ZONE,
	may_be_sent BOOLEAN NOT NULL,
	next_attempt_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	last_reply TEXT,
	sent_at TIMESTAMP WITHOUT TIME ZONE,
	given_up_at TIMESTAMP WITHOUT TIME ZONE,
	PRIMARY KEY (message_id)
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

CREATE TABLE warehouse_version (
	version SERIAL NOT NULL,
	PRIMARY KEY (version)
);

COMMENT ON TABLE warehouse_version IS 'Fassung dieses Datenbestands';

COMMENT ON COLUMN warehouse_version.version IS 'Fassung des Tabellenaufbaus';

CREATE TABLE centre (
	centre_id VARCHAR(8) NOT NULL,
	name VARCHAR(200) NOT NULL,
	type VARCHAR(200) NOT NULL,
	region VARCHAR(200) NOT NULL,
	PRIMARY KEY (centre_id)
);

COMMENT ON TABLE centre IS 'Die 54 Kommunalen Integrationszentren in Nordrhein-Westfalen';

COMMENT ON COLUMN centre.centre_id IS 'AGS des Integrationszentrums, acht Ziffern';

COMMENT ON COLUMN centre.name IS 'Name der Stadt oder des Kreises';

COMMENT ON COLUMN centre.type IS 'kreisfreie Stadt, Kreis oder Städteregion';

COMMENT ON COLUMN centre.region IS 'Regierungsbezirk';

CREATE TABLE month (
	month VARCHAR(7) NOT NULL,
	year INTEGER NOT NULL,
	quarter INTEGER NOT NULL,
	school_year VARCHAR(7) NOT NULL,
	reference_date DATE NOT NULL,
	opens DATE NOT NULL,
	deadline DATE NOT NULL,
	report_date DATE NOT NULL,
	cutoff DATE NOT NULL,
	PRIMARY KEY (month)
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
	list VARCHAR(40) NOT NULL,
	code VARCHAR(40) NOT NULL,
	title VARCHAR(200) NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (list, code)
);

COMMENT ON TABLE code IS 'Codelisten';

COMMENT ON COLUMN code.list IS 'Name der Codeliste';

COMMENT ON COLUMN code.code IS 'Code';

COMMENT ON COLUMN code.title IS 'deutsche Bezeichnung';

COMMENT ON COLUMN code.position IS 'Reihenfolge in der Liste';

CREATE TABLE submission (
	submission_id INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	named_month VARCHAR(7) NOT NULL,
	byte_count INTEGER NOT NULL,
	file VARCHAR(255) NOT NULL,
	received_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	state VARCHAR(30) NOT NULL,
	form VARCHAR(20),
	form_version INTEGER,
	respondent_id VARCHAR(20),
	month VARCHAR(7),
	reference_date DATE,
	is_nil BOOLEAN NOT NULL,
	remarks TEXT,
	digest VARCHAR(64),
	figures INTEGER,
	errors INTEGER NOT NULL,
	warnings INTEGER NOT NULL,
	informations INTEGER NOT NULL,
	checked_at TIMESTAMP WITHOUT TIME ZONE,
	accepted_at TIMESTAMP WITHOUT TIME ZONE,
	superseded_at TIMESTAMP WITHOUT TIME ZONE,
	PRIMARY KEY (submission_id),
	UNIQUE (sha256, named_month)
);

CREATE INDEX ix_submission_month ON submission (month);

CREATE INDEX ix_submission_respondent_id ON submission (respondent_id);

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

CREATE TABLE reporting_rate (
	centre_id VARCHAR(8) NOT NULL,
	month VARCHAR(7) NOT NULL,
	version VARCHAR(8) NOT NULL,
	kind VARCHAR(20) NOT NULL,
	expected INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	PRIMARY KEY (centre_id, month, version, kind)
);

COMMENT ON TABLE reporting_rate IS 'Rücklaufquote, eingefroren mit der Veröffentlichung';

COMMENT ON COLUMN reporting_rate.centre_id IS 'Integrationszentrum';

COMMENT ON COLUMN reporting_rate.month IS 'Berichtsmonat';

COMMENT ON COLUMN reporting_rate.version IS 'Fassung des Berichts';

COMMENT ON COLUMN reporting_rate.kind IS 'Art der Berichtsstelle';

COMMENT ON COLUMN reporting_rate.expected IS 'geschuldete Meldungen zum Datenstand';

COMMENT ON COLUMN reporting_rate.accepted IS 'davon angenommen';

CREATE TABLE clearance (
	submission_id INTEGER NOT NULL,
	given_by VARCHAR(200) NOT NULL,
	reason TEXT NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	PRIMARY KEY (submission_id),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE clearance IS 'Zulassungen: zurückgestellte Lieferungen, die jemand namentlich angenommen hat';

COMMENT ON COLUMN clearance.submission_id IS 'Lieferung';

COMMENT ON COLUMN clearance.given_by IS 'wer sie zugelassen hat';

COMMENT ON COLUMN clearance.reason IS 'warum';

COMMENT ON COLUMN clearance.given_at IS 'wann';

CREATE TABLE explanation (
	submission_id INTEGER NOT NULL,
	rule VARCHAR(80) NOT NULL,
	subject VARCHAR(300) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	month VARCHAR(7) NOT NULL,
	value TEXT,
	text TEXT NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	PRIMARY KEY (submission_id, rule, subject),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
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
	kind VARCHAR(20) NOT NULL,
	checked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	written_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	folder VARCHAR(300) NOT NULL,
	message_id VARCHAR(200),
	PRIMARY KEY (submission_id),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE answer IS 'Antworten auf Lieferungen';

COMMENT ON COLUMN answer.submission_id IS 'Lieferung';

COMMENT ON COLUMN answer.kind IS 'receipt (Quittung), report (Prüfprotokoll) oder set_aside';

COMMENT ON COLUMN answer.checked_at IS 'welche Prüfung sie mitteilt';

COMMENT ON COLUMN answer.written_at IS 'geschrieben';

COMMENT ON COLUMN answer.folder IS 'Ordner unter replies/';

COMMENT ON COLUMN answer.message_id IS 'Mail im Postausgang; leer: niemand hat eine Adresse';

CREATE TABLE respondent (
	respondent_id VARCHAR(20) NOT NULL,
	centre_id VARCHAR(8) NOT NULL,
	kind VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	school_type VARCHAR(4),
	district VARCHAR(200),
	carrier VARCHAR(200),
	PRIMARY KEY (respondent_id),
	FOREIGN KEY(centre_id) REFERENCES centre (centre_id)
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
	file VARCHAR(255) NOT NULL,
	incoming_id INTEGER NOT NULL,
	seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	PRIMARY KEY (submission_id, file, incoming_id),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	FOREIGN KEY(incoming_id) REFERENCES incoming (incoming_id)
);

COMMENT ON TABLE delivery IS 'Wie oft und unter welchem Namen dieselben Bytes kamen';

COMMENT ON COLUMN delivery.submission_id IS 'Lieferung';

COMMENT ON COLUMN delivery.file IS 'Dateiname';

COMMENT ON COLUMN delivery.incoming_id IS 'Eingang, mit dem sie kam';

COMMENT ON COLUMN delivery.seen_at IS 'gesehen';

CREATE TABLE publication (
	centre_id VARCHAR(8) NOT NULL,
	month VARCHAR(7) NOT NULL,
	version VARCHAR(8) NOT NULL,
	vintage TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	content VARCHAR(64) NOT NULL,
	previous_vintage TIMESTAMP WITHOUT TIME ZONE,
	manifest VARCHAR(64),
	PRIMARY KEY (centre_id, month, version),
	FOREIGN KEY(centre_id) REFERENCES centre (centre_id)
);

COMMENT ON TABLE publication IS 'Veröffentlichte Berichte';

COMMENT ON COLUMN publication.centre_id IS 'Integrationszentrum';

COMMENT ON COLUMN publication.month IS 'Berichtsmonat';

COMMENT ON COLUMN publication.version IS 'Fassung: 1.0, 1.1, ...';

COMMENT ON COLUMN publication.vintage IS 'Datenstand: was bis dahin angenommen war';

COMMENT ON COLUMN publication.content IS 'Prüfsumme der Zahlen, ohne Fassung und Datenstand';

COMMENT ON COLUMN publication.previous_vintage IS 'Datenstand des Berichts davor, mit dem verglichen wird';

COMMENT ON COLUMN publication.manifest IS 'Prüfsumme von manifest.json; leer, solange der Bericht nur geplant ist';

CREATE TABLE school_pupils (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	grade VARCHAR(40) NOT NULL,
	pupils INTEGER,
	pupils_female INTEGER,
	migration_background INTEGER,
	other_family_language INTEGER,
	foreign_nationality INTEGER,
	first_support INTEGER,
	first_support_female INTEGER,
	first_support_ukraine INTEGER,
	german_class INTEGER,
	german_group INTEGER,
	follow_up_support INTEGER,
	arrivals INTEGER,
	transitions INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, grade),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE school_arrivals (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	country VARCHAR(40) NOT NULL,
	arrivals INTEGER,
	arrivals_female INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, country),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE school_arrivals IS 'Zugänge nach Herkunftsland. Je Herkunftsland eine Zeile; zusammen so viele wie die Zugänge nach Jahrgang.';

COMMENT ON COLUMN school_arrivals.month IS 'Berichtsmonat';

COMMENT ON COLUMN school_arrivals.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN school_arrivals.submission_id IS 'Lieferung';

COMMENT ON COLUMN school_arrivals.country IS 'Herkunftsland: Name des Landes, ISO-Kürzel oder Destatis-Nummer.';

COMMENT ON COLUMN school_arrivals.arrivals IS 'Zugänge aus dem Herkunftsland [S10, Schülerinnen und Schüler]: Im Berichtsmonat neu zugewandert aufgenommen.';

COMMENT ON COLUMN school_arrivals.arrivals_female IS 'darunter weiblich [Schülerinnen und Schüler]: Darunter Schülerinnen.';

COMMENT ON COLUMN school_arrivals.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN school_arrivals.source_row IS 'Zeile im Blatt';

CREATE TABLE heritage_language_lessons (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	language VARCHAR(40) NOT NULL,
	stage VARCHAR(40) NOT NULL,
	participants INTEGER,
	groups INTEGER,
	weekly_hours FLOAT,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, language, stage),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE teacher_training (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	course VARCHAR(40) NOT NULL,
	teachers INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, course),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE teacher_training IS 'Fortbildung der Lehrkräfte. Je Fortbildung eine Zeile.';

COMMENT ON COLUMN teacher_training.month IS 'Berichtsmonat';

COMMENT ON COLUMN teacher_training.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN teacher_training.submission_id IS 'Lieferung';

COMMENT ON COLUMN teacher_training.course IS 'Fortbildung: Art der Fortbildung, zum Beispiel DemeK.';

COMMENT ON COLUMN teacher_training.teachers IS 'Lehrkräfte mit Abschluss im Monat [S15, Lehrkräfte]: Lehrkräfte, die die Fortbildung im Berichtsmonat abgeschlossen haben.';

COMMENT ON COLUMN teacher_training.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN teacher_training.source_row IS 'Zeile im Blatt';

CREATE TABLE parent_programmes (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	programme VARCHAR(40) NOT NULL,
	language VARCHAR(40) NOT NULL,
	groups INTEGER,
	families INTEGER,
	children INTEGER,
	parent_guides INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, programme, language),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE daycare_children (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	age_group VARCHAR(40) NOT NULL,
	children INTEGER,
	children_female INTEGER,
	foreign_origin_parent INTEGER,
	other_family_language INTEGER,
	certified_support_need INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, age_group),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE daycare_languages (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	language VARCHAR(40) NOT NULL,
	children INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, language),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE daycare_languages IS 'Familiensprachen. Je Familiensprache eine Zeile; zusammen so viele wie Kinder mit nichtdeutscher Familiensprache.';

COMMENT ON COLUMN daycare_languages.month IS 'Berichtsmonat';

COMMENT ON COLUMN daycare_languages.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN daycare_languages.submission_id IS 'Lieferung';

COMMENT ON COLUMN daycare_languages.language IS 'Familiensprache: Sprache, die in der Familie vorrangig gesprochen wird.';

COMMENT ON COLUMN daycare_languages.children IS 'Kinder mit dieser Familiensprache [K03, Kinder]: Kinder mit dieser nichtdeutschen Familiensprache.';

COMMENT ON COLUMN daycare_languages.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN daycare_languages.source_row IS 'Zeile im Blatt';

CREATE TABLE daycare_places (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	group_form VARCHAR(40) NOT NULL,
	booked_hours VARCHAR(40) NOT NULL,
	places_occupied INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, group_form, booked_hours),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE daycare_places IS 'Belegte Plätze nach Gruppenform und Betreuungszeit. Je Gruppenform und Betreuungszeit eine Zeile; zusammen so viele wie Kinder.';

COMMENT ON COLUMN daycare_places.month IS 'Berichtsmonat';

COMMENT ON COLUMN daycare_places.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN daycare_places.submission_id IS 'Lieferung';

COMMENT ON COLUMN daycare_places.group_form IS 'Gruppenform: Gruppenform I, II oder III nach KiBiz.';

COMMENT ON COLUMN daycare_places.booked_hours IS 'Wochenstunden: Betreuungszeit je Woche: 25, 35 oder 45 Stunden.';

COMMENT ON COLUMN daycare_places.places_occupied IS 'belegte Plätze [K05, Plätze]: Am Stichtag belegte Plätze.';

COMMENT ON COLUMN daycare_places.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN daycare_places.source_row IS 'Zeile im Blatt';

CREATE TABLE offers (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	title VARCHAR(200) NOT NULL,
	component VARCHAR(40),
	field_of_action VARCHAR(40),
	target_group VARCHAR(40),
	partner VARCHAR(40),
	dates_held INTEGER,
	participants INTEGER,
	participants_female INTEGER,
	participants_under_27 INTEGER,
	participants_60_and_over INTEGER,
	volunteers INTEGER,
	paid_staff INTEGER,
	fee_paid_staff INTEGER,
	is_funded_by_komm_an VARCHAR(40),
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, title),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE offer_funds (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	component VARCHAR(40) NOT NULL,
	budget_line VARCHAR(40) NOT NULL,
	granted_eur NUMERIC(12, 2),
	spent_eur NUMERIC(12, 2),
	own_eur NUMERIC(12, 2),
	third_party_eur NUMERIC(12, 2),
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, component, budget_line),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE meeting_places (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	place VARCHAR(200) NOT NULL,
	district VARCHAR(80),
	open_hours FLOAT,
	target_group_hours FLOAT,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, place),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE volunteer_training (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	course VARCHAR(200) NOT NULL,
	course_hours FLOAT,
	volunteers_qualified INTEGER,
	volunteers_female INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, course),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE counselling (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	stage VARCHAR(40) NOT NULL,
	first_interviews INTEGER,
	school_places_found INTEGER,
	waiting INTEGER,
	median_waiting_days FLOAT,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, stage),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE interpreting (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	language VARCHAR(40) NOT NULL,
	area VARCHAR(40) NOT NULL,
	assignments INTEGER,
	interpreting_hours FLOAT,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, language, area),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE case_management (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	legal_area VARCHAR(40) NOT NULL,
	consultations INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, legal_area),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE case_management IS 'Case Management. Je Rechtskreis eine Zeile.';

COMMENT ON COLUMN case_management.month IS 'Berichtsmonat';

COMMENT ON COLUMN case_management.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN case_management.submission_id IS 'Lieferung';

COMMENT ON COLUMN case_management.legal_area IS 'Rechtskreis: Rechtskreis der Beratung.';

COMMENT ON COLUMN case_management.consultations IS 'Beratungen im Monat [I07, Beratungen]: Beratungen im Case Management im Berichtsmonat.';

COMMENT ON COLUMN case_management.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN case_management.source_row IS 'Zeile im Blatt';

CREATE TABLE posts (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	module VARCHAR(40) NOT NULL,
	granted_fte FLOAT,
	filled_fte FLOAT,
	grant_eur NUMERIC(12, 2),
	spent_eur NUMERIC(12, 2),
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, module),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE parent_guide_training (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	programme VARCHAR(40) NOT NULL,
	qualified_guides INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, programme),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

COMMENT ON TABLE parent_guide_training IS 'Qualifizierung von Elternbegleitungen. Je Programm eine Zeile.';

COMMENT ON COLUMN parent_guide_training.month IS 'Berichtsmonat';

COMMENT ON COLUMN parent_guide_training.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN parent_guide_training.submission_id IS 'Lieferung';

COMMENT ON COLUMN parent_guide_training.programme IS 'Programm: Programm der Elternbildung des Landes.';

COMMENT ON COLUMN parent_guide_training.qualified_guides IS 'qualifizierte Elternbegleitungen im Monat [K11, Personen]: Im Berichtsmonat qualifiziert.';

COMMENT ON COLUMN parent_guide_training.source_sheet IS 'Blatt in der Datei';

COMMENT ON COLUMN parent_guide_training.source_row IS 'Zeile im Blatt';

CREATE TABLE network (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	submission_id INTEGER NOT NULL,
	partner VARCHAR(40) NOT NULL,
	meetings INTEGER,
	participants INTEGER,
	agreements INTEGER,
	source_sheet VARCHAR(80) NOT NULL,
	source_row INTEGER NOT NULL,
	PRIMARY KEY (month, respondent_id, submission_id, partner),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

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

CREATE TABLE waiver (
	waiver_id INTEGER NOT NULL,
	rule VARCHAR(80) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	month_from VARCHAR(7) NOT NULL,
	month_to VARCHAR(7) NOT NULL,
	reason TEXT NOT NULL,
	given_by VARCHAR(200) NOT NULL,
	given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	expires_on DATE NOT NULL,
	PRIMARY KEY (waiver_id),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
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

CREATE TABLE respondent_span (
	respondent_id VARCHAR(20) NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	successor_id VARCHAR(20),
	PRIMARY KEY (respondent_id, valid_from),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
);

COMMENT ON TABLE respondent_span IS 'Zeiträume, in denen eine Berichtsstelle meldet';

COMMENT ON COLUMN respondent_span.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN respondent_span.valid_from IS 'erster Tag der Meldepflicht';

COMMENT ON COLUMN respondent_span.valid_to IS 'letzter Tag der Meldepflicht, leer: unbefristet';

COMMENT ON COLUMN respondent_span.successor_id IS 'Nachfolgestelle';

CREATE TABLE contact (
	respondent_id VARCHAR(20) NOT NULL,
	name VARCHAR(200),
	email VARCHAR(200),
	phone VARCHAR(60),
	PRIMARY KEY (respondent_id),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
);

COMMENT ON TABLE contact IS 'Kontaktdaten, getrennt von den Fakten';

COMMENT ON COLUMN contact.respondent_id IS 'Berichtsstelle';

COMMENT ON COLUMN contact.name IS 'Ansprechperson aus der letzten Meldung';

COMMENT ON COLUMN contact.email IS 'E-Mail aus Register oder letzter Meldung';

COMMENT ON COLUMN contact.phone IS 'Telefon aus dem Register';

CREATE TABLE return (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	form VARCHAR(20) NOT NULL,
	is_owed BOOLEAN NOT NULL,
	reason VARCHAR(200),
	state VARCHAR(30) NOT NULL,
	submission_id INTEGER,
	latest_submission_id INTEGER,
	entered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	first_received_at TIMESTAMP WITHOUT TIME ZONE,
	is_late BOOLEAN NOT NULL,
	PRIMARY KEY (month, respondent_id),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	FOREIGN KEY(latest_submission_id) REFERENCES submission (submission_id)
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

CREATE TABLE finding (
	submission_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	file VARCHAR(255) NOT NULL,
	rule VARCHAR(80) NOT NULL,
	severity VARCHAR(12) NOT NULL,
	"table" VARCHAR(40),
	sheet VARCHAR(80),
	cell VARCHAR(12),
	row INTEGER,
	"column" VARCHAR(60),
	value TEXT,
	message TEXT NOT NULL,
	hint TEXT NOT NULL,
	subject VARCHAR(300),
	answer TEXT,
	waiver_id INTEGER,
	PRIMARY KEY (submission_id, number),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	FOREIGN KEY(waiver_id) REFERENCES waiver (waiver_id)
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

CREATE VIEW indicator_value AS SELECT p.centre_id, f.respondent_id, f.month, 'S01' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.pupils AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.pupils IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S02' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.migration_background AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.migration_background IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S03' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S04' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_nationality AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.foreign_nationality IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S05' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.first_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S06' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_support_ukraine AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.first_support_ukraine IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S07' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_class AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.german_class IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S08' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.german_group AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.german_group IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S09' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.follow_up_support AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.follow_up_support IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S11' AS indicator, 'school_pupils' AS fact_table, 'grade' AS dimension_1, f.grade AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.transitions AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, f.submission_id FROM current_school_pupils f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.transitions IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S10' AS indicator, 'school_arrivals' AS fact_table, 'country' AS dimension_1, f.country AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.arrivals AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'flow' AS kind, f.submission_id FROM current_school_arrivals f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.arrivals IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S12' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Schülerinnen und Schüler' AS unit, 'stock' AS kind, f.submission_id FROM current_heritage_language_lessons f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S13' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, f.submission_id FROM current_heritage_language_lessons f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S14' AS indicator, 'heritage_language_lessons' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'stage' AS dimension_2, f.stage AS code_2, CAST(f.weekly_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'stock' AS kind, f.submission_id FROM current_heritage_language_lessons f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.weekly_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'S15' AS indicator, 'teacher_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.teachers AS DOUBLE PRECISION) AS value, 'Lehrkräfte' AS unit, 'flow' AS kind, f.submission_id FROM current_teacher_training f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.teachers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K07' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.groups AS DOUBLE PRECISION) AS value, 'Gruppen' AS unit, 'stock' AS kind, f.submission_id FROM current_parent_programmes f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.groups IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K08' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.families AS DOUBLE PRECISION) AS value, 'Familien' AS unit, 'stock' AS kind, f.submission_id FROM current_parent_programmes f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.families IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K09' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_parent_programmes f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K10' AS indicator, 'parent_programmes' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, 'language' AS dimension_2, f.language AS code_2, CAST(f.parent_guides AS DOUBLE PRECISION) AS value, 'Elternbegleitungen' AS unit, 'stock' AS kind, f.submission_id FROM current_parent_programmes f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.parent_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K01' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_children f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K02' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.foreign_origin_parent AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_children f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.foreign_origin_parent IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.other_family_language AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_children f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.other_family_language IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K04' AS indicator, 'daycare_children' AS fact_table, 'age_group' AS dimension_1, f.age_group AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.certified_support_need AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_children f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.certified_support_need IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K03' AS indicator, 'daycare_languages' AS fact_table, 'language' AS dimension_1, f.language AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.children AS DOUBLE PRECISION) AS value, 'Kinder' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_languages f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.children IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K05' AS indicator, 'daycare_places' AS fact_table, 'group_form' AS dimension_1, f.group_form AS code_1, 'booked_hours' AS dimension_2, f.booked_hours AS code_2, CAST(f.places_occupied AS DOUBLE PRECISION) AS value, 'Plätze' AS unit, 'stock' AS kind, f.submission_id FROM current_daycare_places f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.places_occupied IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V05' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_offers f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V07' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants_60_and_over AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_offers f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.participants_60_and_over IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V04' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, f.submission_id FROM current_offers f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.volunteers IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V01' AS indicator, 'offers' AS fact_table, 'title' AS dimension_1, f.title AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS DOUBLE PRECISION) AS value, 'Angebote' AS unit, 'stock' AS kind, f.submission_id FROM current_offers f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V08' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.granted_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'stock' AS kind, f.submission_id FROM current_offer_funds f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.granted_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V09' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.spent_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, f.submission_id FROM current_offer_funds f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.spent_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V10' AS indicator, 'offer_funds' AS fact_table, 'component' AS dimension_1, f.component AS code_1, 'budget_line' AS dimension_2, f.budget_line AS code_2, CAST(f.third_party_eur AS DOUBLE PRECISION) AS value, 'EUR' AS unit, 'flow' AS kind, f.submission_id FROM current_offer_funds f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.third_party_eur IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V02' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(1 AS DOUBLE PRECISION) AS value, 'Treffpunkte' AS unit, 'stock' AS kind, f.submission_id FROM current_meeting_places f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE 1 IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V03' AS indicator, 'meeting_places' AS fact_table, 'place' AS dimension_1, f.place AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) AS DOUBLE PRECISION) AS value, '%' AS unit, 'ratio' AS kind, f.submission_id FROM current_meeting_places f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE 100.0 * f.target_group_hours / NULLIF(f.open_hours, 0) IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'V06' AS indicator, 'volunteer_training' AS fact_table, 'course' AS dimension_1, f.course AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.volunteers_qualified AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_volunteer_training f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.volunteers_qualified IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I01' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.first_interviews AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_counselling f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.first_interviews IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I02' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.school_places_found AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_counselling f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.school_places_found IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I03' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.waiting AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'stock' AS kind, f.submission_id FROM current_counselling f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.waiting IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I04' AS indicator, 'counselling' AS fact_table, 'stage' AS dimension_1, f.stage AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.median_waiting_days AS DOUBLE PRECISION) AS value, 'Tage' AS unit, 'ratio' AS kind, f.submission_id FROM current_counselling f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.median_waiting_days IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I05' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.assignments AS DOUBLE PRECISION) AS value, 'Einsätze' AS unit, 'flow' AS kind, f.submission_id FROM current_interpreting f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.assignments IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I06' AS indicator, 'interpreting' AS fact_table, 'language' AS dimension_1, f.language AS code_1, 'area' AS dimension_2, f.area AS code_2, CAST(f.interpreting_hours AS DOUBLE PRECISION) AS value, 'Stunden' AS unit, 'flow' AS kind, f.submission_id FROM current_interpreting f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.interpreting_hours IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I07' AS indicator, 'case_management' AS fact_table, 'legal_area' AS dimension_1, f.legal_area AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.consultations AS DOUBLE PRECISION) AS value, 'Beratungen' AS unit, 'flow' AS kind, f.submission_id FROM current_case_management f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.consultations IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'I08' AS indicator, 'posts' AS fact_table, 'module' AS dimension_1, f.module AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.filled_fte AS DOUBLE PRECISION) AS value, 'VZÄ' AS unit, 'stock' AS kind, f.submission_id FROM current_posts f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.filled_fte IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'K11' AS indicator, 'parent_guide_training' AS fact_table, 'programme' AS dimension_1, f.programme AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.qualified_guides AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_parent_guide_training f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.qualified_guides IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N01' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.meetings AS DOUBLE PRECISION) AS value, 'Treffen' AS unit, 'flow' AS kind, f.submission_id FROM current_network f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.meetings IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N02' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.participants AS DOUBLE PRECISION) AS value, 'Personen' AS unit, 'flow' AS kind, f.submission_id FROM current_network f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.participants IS NOT NULL UNION ALL SELECT p.centre_id, f.respondent_id, f.month, 'N03' AS indicator, 'network' AS fact_table, 'partner' AS dimension_1, f.partner AS code_1, NULL AS dimension_2, NULL AS code_2, CAST(f.agreements AS DOUBLE PRECISION) AS value, 'Vereinbarungen' AS unit, 'flow' AS kind, f.submission_id FROM current_network f JOIN respondent p ON p.respondent_id = f.respondent_id WHERE f.agreements IS NOT NULL;


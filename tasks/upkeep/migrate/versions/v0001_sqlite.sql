CREATE TABLE warehouse_version (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);

CREATE TABLE centre (
	centre_id VARCHAR(8) NOT NULL,
	name VARCHAR(200) NOT NULL,
	type VARCHAR(200) NOT NULL,
	region VARCHAR(200) NOT NULL,
	PRIMARY KEY (centre_id)
);

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

CREATE TABLE code (
	list VARCHAR(40) NOT NULL,
	code VARCHAR(40) NOT NULL,
	title VARCHAR(200) NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (list, code)
);

CREATE TABLE submission (
	submission_id INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	named_month VARCHAR(7) NOT NULL,
	byte_count INTEGER NOT NULL,
	file VARCHAR(255) NOT NULL,
	received_at DATETIME NOT NULL,
	state VARCHAR(30) NOT NULL,
	form VARCHAR(20),
	form_version INTEGER,
	respondent_id VARCHAR(20),
	month VARCHAR(7),
	reference_date DATE,
	is_nil BOOLEAN NOT NULL,
	remarks TEXT,
	digest VARCHAR(64),
	errors INTEGER NOT NULL,
	warnings INTEGER NOT NULL,
	informations INTEGER NOT NULL,
	checked_at DATETIME,
	accepted_at DATETIME,
	superseded_at DATETIME,
	PRIMARY KEY (submission_id),
	UNIQUE (sha256, named_month)
);

CREATE INDEX ix_submission_month ON submission (month);

CREATE INDEX ix_submission_respondent_id ON submission (respondent_id);

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

CREATE TABLE delivery (
	submission_id INTEGER NOT NULL,
	file VARCHAR(255) NOT NULL,
	seen_at DATETIME NOT NULL,
	PRIMARY KEY (submission_id, file),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

CREATE TABLE finding (
	submission_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	file VARCHAR(255) NOT NULL,
	rule VARCHAR(80) NOT NULL,
	severity VARCHAR(12) NOT NULL,
	"table" VARCHAR(40),
	sheet VARCHAR(80),
	cell VARCHAR(12),
	"row" INTEGER,
	"column" VARCHAR(60),
	value TEXT,
	message TEXT NOT NULL,
	hint TEXT NOT NULL,
	PRIMARY KEY (submission_id, number),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id)
);

CREATE TABLE publication (
	centre_id VARCHAR(8) NOT NULL,
	month VARCHAR(7) NOT NULL,
	version VARCHAR(8) NOT NULL,
	vintage DATETIME NOT NULL,
	content VARCHAR(64) NOT NULL,
	previous_vintage DATETIME,
	manifest VARCHAR(64),
	PRIMARY KEY (centre_id, month, version),
	FOREIGN KEY(centre_id) REFERENCES centre (centre_id)
);

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

CREATE TABLE respondent_span (
	respondent_id VARCHAR(20) NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	successor_id VARCHAR(20),
	PRIMARY KEY (respondent_id, valid_from),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
);

CREATE TABLE contact (
	respondent_id VARCHAR(20) NOT NULL,
	name VARCHAR(200),
	email VARCHAR(200),
	PRIMARY KEY (respondent_id),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id)
);

CREATE TABLE return (
	month VARCHAR(7) NOT NULL,
	respondent_id VARCHAR(20) NOT NULL,
	state VARCHAR(30) NOT NULL,
	submission_id INTEGER,
	latest_submission_id INTEGER,
	entered_at DATETIME NOT NULL,
	first_received_at DATETIME,
	is_late BOOLEAN NOT NULL,
	PRIMARY KEY (month, respondent_id),
	FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id),
	FOREIGN KEY(submission_id) REFERENCES submission (submission_id),
	FOREIGN KEY(latest_submission_id) REFERENCES submission (submission_id)
);

CREATE INDEX ix_return_submission_id ON return (submission_id);

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


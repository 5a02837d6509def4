CREATE TABLE centre ( centre_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, type TEXT COLLATE "C" NOT
  NULL, region TEXT COLLATE "C" NOT NULL, CONSTRAINT pk_centre PRIMARY KEY (centre_id) );
CREATE TABLE code ( list TEXT COLLATE "C" NOT NULL, code TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL, CONSTRAINT pk_code PRIMARY KEY (list, code), CONSTRAINT ck_code_position_not_negative
  CHECK ("position" >= 0) );
CREATE TABLE data_dictionary ( "table" TEXT COLLATE "C" NOT NULL, "column" TEXT COLLATE "C" NOT NULL, type TEXT
  COLLATE "C" NOT NULL, unit TEXT COLLATE "C" NOT NULL, comment TEXT COLLATE "C" NOT NULL, CONSTRAINT
  pk_data_dictionary PRIMARY KEY ("table", "column") );
CREATE TABLE incoming ( incoming_id INTEGER NOT NULL, source TEXT COLLATE "C" NOT NULL, path TEXT COLLATE "C" NOT
  NULL, mark TEXT COLLATE "C" NOT NULL, sha256 TEXT COLLATE "C" NOT NULL, byte_count BIGINT NOT NULL, received_at
  TIMESTAMP WITHOUT TIME ZONE NOT NULL, seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, sender TEXT COLLATE "C", outcome
  TEXT COLLATE "C" NOT NULL, parts INTEGER NOT NULL, CONSTRAINT pk_incoming PRIMARY KEY (incoming_id), CONSTRAINT
  uq_incoming_source_path_mark UNIQUE (source, path, mark), CONSTRAINT ck_incoming_sha256_is_digest CHECK
  (length("sha256") = 64), CONSTRAINT ck_incoming_byte_count_not_negative CHECK ("byte_count" >= 0), CONSTRAINT
  ck_incoming_outcome_in_list CHECK ("outcome" IN ('taken', 'nothing', 'automatic', 'refused')), CONSTRAINT
  ck_incoming_parts_not_negative CHECK ("parts" >= 0) );
CREATE TABLE month ( month TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL, quarter INTEGER NOT NULL, school_year
  TEXT COLLATE "C" NOT NULL, reference_date DATE NOT NULL, opens DATE NOT NULL, deadline DATE NOT NULL, report_date
  DATE NOT NULL, cutoff DATE NOT NULL, CONSTRAINT pk_month PRIMARY KEY (month), CONSTRAINT ck_month_month_is_month
  CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_month_year_not_negative CHECK ("year" >= 0),
  CONSTRAINT ck_month_quarter_not_negative CHECK ("quarter" >= 0), CONSTRAINT ck_month_opens_deadline CHECK ("opens"
  <= "deadline") );
CREATE TABLE outbox ( message_id TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, month TEXT COLLATE "C",
  respondent_id TEXT COLLATE "C", submission_id INTEGER, recipient TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C"
  NOT NULL, text TEXT COLLATE "C" NOT NULL, html TEXT COLLATE "C" NOT NULL, attachments TEXT COLLATE "C" NOT NULL,
  created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, attempts INTEGER NOT NULL, attempted_at TIMESTAMP WITHOUT TIME
  ZONE, may_be_sent BOOLEAN NOT NULL, next_attempt_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, last_reply TEXT COLLATE
  "C", sent_at TIMESTAMP WITHOUT TIME ZONE, given_up_at TIMESTAMP WITHOUT TIME ZONE, CONSTRAINT pk_outbox PRIMARY KEY
  (message_id), CONSTRAINT ck_outbox_kind_in_list CHECK ("kind" IN ('receipt', 'report', 'set_aside', 'invitation',
  'reminder', 'escalation')), CONSTRAINT ck_outbox_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_outbox_submission_id_not_negative CHECK ("submission_id" >= 0), CONSTRAINT
  ck_outbox_attempts_not_negative CHECK ("attempts" >= 0) );
CREATE INDEX ix_outbox_month ON outbox (month);
CREATE TABLE pinned ( sha256 TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, content TEXT COLLATE "C" NOT
  NULL, CONSTRAINT pk_pinned PRIMARY KEY (sha256), CONSTRAINT ck_pinned_sha256_is_digest CHECK (length("sha256") = 64)
  );
CREATE TABLE reporting_rate ( centre_id TEXT COLLATE "C" NOT NULL, month TEXT COLLATE "C" NOT NULL, version TEXT
  COLLATE "C" NOT NULL, counted_month TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, expected INTEGER NOT
  NULL, accepted INTEGER NOT NULL, nil INTEGER, late INTEGER, returned INTEGER, exempt INTEGER, CONSTRAINT
  pk_reporting_rate PRIMARY KEY (centre_id, month, version, counted_month, kind), CONSTRAINT
  ck_reporting_rate_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_reporting_rate_counted_month_is_month CHECK ("counted_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_reporting_rate_kind_in_list CHECK ("kind" IN ('school', 'daycare', 'association', 'centre')), CONSTRAINT
  ck_reporting_rate_expected_not_negative CHECK ("expected" >= 0), CONSTRAINT ck_reporting_rate_accepted_not_negative
  CHECK ("accepted" >= 0), CONSTRAINT ck_reporting_rate_nil_not_negative CHECK ("nil" >= 0), CONSTRAINT
  ck_reporting_rate_late_not_negative CHECK ("late" >= 0), CONSTRAINT ck_reporting_rate_returned_not_negative CHECK
  ("returned" >= 0), CONSTRAINT ck_reporting_rate_exempt_not_negative CHECK ("exempt" >= 0), CONSTRAINT
  ck_reporting_rate_accepted_expected CHECK ("accepted" <= "expected") );
CREATE TABLE revision ( centre_id TEXT COLLATE "C" NOT NULL, month TEXT COLLATE "C" NOT NULL, version TEXT COLLATE "C"
  NOT NULL, number INTEGER NOT NULL, revised_month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  indicator TEXT COLLATE "C" NOT NULL, fact_table TEXT COLLATE "C" NOT NULL, dimension_1 TEXT COLLATE "C", code_1 TEXT
  COLLATE "C", dimension_2 TEXT COLLATE "C", code_2 TEXT COLLATE "C", value_before FLOAT, value_after FLOAT, cause
  TEXT COLLATE "C" NOT NULL, note TEXT COLLATE "C", CONSTRAINT pk_revision PRIMARY KEY (centre_id, month, version,
  number), CONSTRAINT ck_revision_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_revision_revised_month_is_month CHECK ("revised_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_revision_value_before_not_negative CHECK ("value_before" >= 0), CONSTRAINT ck_revision_value_after_not_negative
  CHECK ("value_after" >= 0) );
CREATE TABLE source ( source TEXT COLLATE "C" NOT NULL, reached_at TIMESTAMP WITHOUT TIME ZONE, failed_at TIMESTAMP
  WITHOUT TIME ZONE, reason TEXT COLLATE "C", growing TEXT COLLATE "C", CONSTRAINT pk_source PRIMARY KEY (source) );
CREATE TABLE submission ( submission_id INTEGER NOT NULL, sha256 TEXT COLLATE "C" NOT NULL, named_month TEXT COLLATE
  "C" NOT NULL, byte_count BIGINT NOT NULL, file TEXT COLLATE "C" NOT NULL, received_at TIMESTAMP WITHOUT TIME ZONE
  NOT NULL, state TEXT COLLATE "C" NOT NULL, form TEXT COLLATE "C", form_version INTEGER, respondent_id TEXT COLLATE
  "C", month TEXT COLLATE "C", reference_date DATE, is_nil BOOLEAN NOT NULL, remarks TEXT COLLATE "C", digest TEXT
  COLLATE "C", figures INTEGER, errors INTEGER NOT NULL, warnings INTEGER NOT NULL, informations INTEGER NOT NULL,
  checked_at TIMESTAMP WITHOUT TIME ZONE, accepted_at TIMESTAMP WITHOUT TIME ZONE, superseded_at TIMESTAMP WITHOUT
  TIME ZONE, recheck_of INTEGER, CONSTRAINT pk_submission PRIMARY KEY (submission_id), CONSTRAINT
  fk_submission_recheck_of FOREIGN KEY(recheck_of) REFERENCES submission (submission_id), CONSTRAINT
  ck_submission_sha256_is_digest CHECK (length("sha256") = 64), CONSTRAINT ck_submission_named_month_is_month CHECK
  ("named_month" = '' OR "named_month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_submission_byte_count_not_negative CHECK ("byte_count" >= 0), CONSTRAINT ck_submission_state_in_list CHECK
  ("state" IN ('expected', 'received', 'unreadable', 'returned_for_correction', 'accepted', 'accepted_with_queries',
  'nil', 'exempt', 'late', 'missing', 'set_aside', 'superseded', 'withdrawn')), CONSTRAINT ck_submission_form_in_list
  CHECK ("form" IN ('school', 'daycare', 'association', 'centre')), CONSTRAINT ck_submission_form_version_not_negative
  CHECK ("form_version" >= 0), CONSTRAINT ck_submission_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_submission_figures_not_negative CHECK ("figures" >= 0), CONSTRAINT ck_submission_errors_not_negative
  CHECK ("errors" >= 0), CONSTRAINT ck_submission_warnings_not_negative CHECK ("warnings" >= 0), CONSTRAINT
  ck_submission_informations_not_negative CHECK ("informations" >= 0) );
CREATE INDEX ix_submission_month ON submission (month);
CREATE INDEX ix_submission_recheck_of ON submission (recheck_of);
CREATE INDEX ix_submission_respondent_id ON submission (respondent_id);
CREATE INDEX ix_submission_sha256 ON submission (sha256);
CREATE UNIQUE INDEX submission_came_once ON submission (sha256, named_month) WHERE recheck_of IS NULL;
CREATE TABLE warehouse_version ( version SERIAL NOT NULL, CONSTRAINT pk_warehouse_version PRIMARY KEY (version) );
CREATE TABLE answer ( submission_id INTEGER NOT NULL, kind TEXT COLLATE "C" NOT NULL, checked_at TIMESTAMP WITHOUT
  TIME ZONE NOT NULL, written_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, folder TEXT COLLATE "C" NOT NULL, message_id
  TEXT COLLATE "C", CONSTRAINT pk_answer PRIMARY KEY (submission_id), CONSTRAINT fk_answer_submission_id FOREIGN
  KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT ck_answer_kind_in_list CHECK ("kind" IN
  ('receipt', 'report', 'set_aside')) );
CREATE TABLE clearance ( submission_id INTEGER NOT NULL, given_by TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C"
  NOT NULL, given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, CONSTRAINT pk_clearance PRIMARY KEY (submission_id),
  CONSTRAINT fk_clearance_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id) );
CREATE TABLE discard ( submission_id INTEGER NOT NULL, given_by TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C"
  NOT NULL, given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, CONSTRAINT pk_discard PRIMARY KEY (submission_id),
  CONSTRAINT fk_discard_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id) );
CREATE TABLE delivery ( submission_id INTEGER NOT NULL, file TEXT COLLATE "C" NOT NULL, incoming_id INTEGER NOT NULL,
  seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, CONSTRAINT pk_delivery PRIMARY KEY (submission_id, file, incoming_id),
  CONSTRAINT fk_delivery_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT
  fk_delivery_incoming_id FOREIGN KEY(incoming_id) REFERENCES incoming (incoming_id) );
CREATE TABLE explanation ( submission_id INTEGER NOT NULL, rule TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C"
  NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, month TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C", text
  TEXT COLLATE "C" NOT NULL, given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, CONSTRAINT pk_explanation PRIMARY KEY
  (submission_id, rule, subject), CONSTRAINT fk_explanation_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_explanation_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
  );
CREATE INDEX ix_explanation_respondent_id ON explanation (respondent_id);
CREATE TABLE publication ( centre_id TEXT COLLATE "C" NOT NULL, month TEXT COLLATE "C" NOT NULL, version TEXT COLLATE
  "C" NOT NULL, vintage TIMESTAMP WITHOUT TIME ZONE NOT NULL, content TEXT COLLATE "C" NOT NULL, previous_vintage
  TIMESTAMP WITHOUT TIME ZONE, manifest TEXT COLLATE "C", centre_name TEXT COLLATE "C", policy TEXT COLLATE "C", codes
  TEXT COLLATE "C", rule_set TEXT COLLATE "C", code_version TEXT COLLATE "C", CONSTRAINT pk_publication PRIMARY KEY
  (centre_id, month, version), CONSTRAINT fk_publication_centre_id FOREIGN KEY(centre_id) REFERENCES centre
  (centre_id), CONSTRAINT fk_publication_policy FOREIGN KEY(policy) REFERENCES pinned (sha256), CONSTRAINT
  fk_publication_codes FOREIGN KEY(codes) REFERENCES pinned (sha256), CONSTRAINT ck_publication_month_is_month CHECK
  ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_publication_policy_is_digest CHECK (length("policy") = 64),
  CONSTRAINT ck_publication_codes_is_digest CHECK (length("codes") = 64) );
CREATE TABLE respondent ( respondent_id TEXT COLLATE "C" NOT NULL, centre_id TEXT COLLATE "C" NOT NULL, kind TEXT
  COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, school_type TEXT COLLATE "C", district TEXT COLLATE "C",
  carrier TEXT COLLATE "C", legal_status TEXT COLLATE "C", CONSTRAINT pk_respondent PRIMARY KEY (respondent_id),
  CONSTRAINT fk_respondent_centre_id FOREIGN KEY(centre_id) REFERENCES centre (centre_id), CONSTRAINT
  ck_respondent_kind_in_list CHECK ("kind" IN ('school', 'daycare', 'association', 'centre')) );
CREATE TABLE case_management ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, legal_area TEXT COLLATE "C" NOT NULL, consultations BIGINT, source_sheet TEXT COLLATE "C" NOT
  NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_case_management PRIMARY KEY (month, respondent_id, submission_id,
  legal_area), CONSTRAINT fk_case_management_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_case_management_submission_id FOREIGN KEY(submission_id) REFERENCES submission
  (submission_id), CONSTRAINT ck_case_management_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_case_management_consultations_not_negative CHECK ("consultations" >= 0), CONSTRAINT
  ck_case_management_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE case_management_rest PARTITION OF case_management DEFAULT;
CREATE TABLE contact ( respondent_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C", email TEXT COLLATE "C", phone
  TEXT COLLATE "C", CONSTRAINT pk_contact PRIMARY KEY (respondent_id), CONSTRAINT fk_contact_respondent_id FOREIGN
  KEY(respondent_id) REFERENCES respondent (respondent_id) );
CREATE TABLE counselling ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, stage TEXT COLLATE "C" NOT NULL, first_interviews BIGINT, school_places_found BIGINT, waiting
  BIGINT, median_waiting_days FLOAT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT
  pk_counselling PRIMARY KEY (month, respondent_id, submission_id, stage), CONSTRAINT fk_counselling_respondent_id
  FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT fk_counselling_submission_id FOREIGN
  KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT ck_counselling_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_counselling_first_interviews_not_negative CHECK ("first_interviews" >=
  0), CONSTRAINT ck_counselling_school_places_found_not_negative CHECK ("school_places_found" >= 0), CONSTRAINT
  ck_counselling_waiting_not_negative CHECK ("waiting" >= 0), CONSTRAINT
  ck_counselling_median_waiting_days_not_negative CHECK ("median_waiting_days" >= 0), CONSTRAINT
  ck_counselling_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE counselling_rest PARTITION OF counselling DEFAULT;
CREATE TABLE daycare_children ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, age_group TEXT COLLATE "C" NOT NULL, children BIGINT, children_female BIGINT,
  foreign_origin_parent BIGINT, other_family_language BIGINT, certified_support_need BIGINT, source_sheet TEXT COLLATE
  "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_daycare_children PRIMARY KEY (month, respondent_id,
  submission_id, age_group), CONSTRAINT fk_daycare_children_respondent_id FOREIGN KEY(respondent_id) REFERENCES
  respondent (respondent_id), CONSTRAINT fk_daycare_children_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_daycare_children_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_daycare_children_children_not_negative CHECK ("children" >= 0),
  CONSTRAINT ck_daycare_children_children_female_not_negative CHECK ("children_female" >= 0), CONSTRAINT
  ck_daycare_children_foreign_origin_parent_not_negative CHECK ("foreign_origin_parent" >= 0), CONSTRAINT
  ck_daycare_children_other_family_language_not_negative CHECK ("other_family_language" >= 0), CONSTRAINT
  ck_daycare_children_certified_support_need_not_negative CHECK ("certified_support_need" >= 0), CONSTRAINT
  ck_daycare_children_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE daycare_children_rest PARTITION OF daycare_children DEFAULT;
CREATE TABLE daycare_languages ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, language TEXT COLLATE "C" NOT NULL, children BIGINT, source_sheet TEXT COLLATE "C"
  NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_daycare_languages PRIMARY KEY (month, respondent_id,
  submission_id, language), CONSTRAINT fk_daycare_languages_respondent_id FOREIGN KEY(respondent_id) REFERENCES
  respondent (respondent_id), CONSTRAINT fk_daycare_languages_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_daycare_languages_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_daycare_languages_children_not_negative CHECK ("children" >= 0),
  CONSTRAINT ck_daycare_languages_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE daycare_languages_rest PARTITION OF daycare_languages DEFAULT;
CREATE TABLE daycare_places ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, group_form TEXT COLLATE "C" NOT NULL, booked_hours TEXT COLLATE "C" NOT NULL, places_occupied
  BIGINT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_daycare_places PRIMARY
  KEY (month, respondent_id, submission_id, group_form, booked_hours), CONSTRAINT fk_daycare_places_respondent_id
  FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT fk_daycare_places_submission_id FOREIGN
  KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT ck_daycare_places_month_is_month CHECK ("month"
  ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_daycare_places_places_occupied_not_negative CHECK ("places_occupied"
  >= 0), CONSTRAINT ck_daycare_places_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE daycare_places_rest PARTITION OF daycare_places DEFAULT;
CREATE TABLE heritage_language_lessons ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, language TEXT COLLATE "C" NOT NULL, stage TEXT COLLATE "C" NOT NULL, participants
  BIGINT, groups BIGINT, weekly_hours FLOAT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL,
  CONSTRAINT pk_heritage_language_lessons PRIMARY KEY (month, respondent_id, submission_id, language, stage),
  CONSTRAINT fk_heritage_language_lessons_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_heritage_language_lessons_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_heritage_language_lessons_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_heritage_language_lessons_participants_not_negative CHECK
  ("participants" >= 0), CONSTRAINT ck_heritage_language_lessons_groups_not_negative CHECK ("groups" >= 0), CONSTRAINT
  ck_heritage_language_lessons_weekly_hours_not_negative CHECK ("weekly_hours" >= 0), CONSTRAINT
  ck_heritage_language_lessons_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE heritage_language_lessons_rest PARTITION OF heritage_language_lessons DEFAULT;
CREATE TABLE interpreting ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, language TEXT COLLATE "C" NOT NULL, area TEXT COLLATE "C" NOT NULL, assignments BIGINT,
  interpreting_hours FLOAT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT
  pk_interpreting PRIMARY KEY (month, respondent_id, submission_id, language, area), CONSTRAINT
  fk_interpreting_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT
  fk_interpreting_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT
  ck_interpreting_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_interpreting_assignments_not_negative CHECK ("assignments" >= 0), CONSTRAINT
  ck_interpreting_interpreting_hours_not_negative CHECK ("interpreting_hours" >= 0), CONSTRAINT
  ck_interpreting_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE interpreting_rest PARTITION OF interpreting DEFAULT;
CREATE TABLE meeting_places ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, place TEXT COLLATE "C" NOT NULL, district TEXT COLLATE "C", open_hours FLOAT, target_group_hours
  FLOAT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_meeting_places PRIMARY KEY
  (month, respondent_id, submission_id, place), CONSTRAINT fk_meeting_places_respondent_id FOREIGN KEY(respondent_id)
  REFERENCES respondent (respondent_id), CONSTRAINT fk_meeting_places_submission_id FOREIGN KEY(submission_id)
  REFERENCES submission (submission_id), CONSTRAINT ck_meeting_places_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_meeting_places_open_hours_not_negative CHECK ("open_hours" >= 0),
  CONSTRAINT ck_meeting_places_target_group_hours_not_negative CHECK ("target_group_hours" >= 0), CONSTRAINT
  ck_meeting_places_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE meeting_places_rest PARTITION OF meeting_places DEFAULT;
CREATE TABLE network ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id INTEGER
  NOT NULL, partner TEXT COLLATE "C" NOT NULL, meetings BIGINT, participants BIGINT, agreements BIGINT, source_sheet
  TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_network PRIMARY KEY (month, respondent_id,
  submission_id, partner), CONSTRAINT fk_network_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_network_submission_id FOREIGN KEY(submission_id) REFERENCES submission
  (submission_id), CONSTRAINT ck_network_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_network_meetings_not_negative CHECK ("meetings" >= 0), CONSTRAINT ck_network_participants_not_negative CHECK
  ("participants" >= 0), CONSTRAINT ck_network_agreements_not_negative CHECK ("agreements" >= 0), CONSTRAINT
  ck_network_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE network_rest PARTITION OF network DEFAULT;
CREATE TABLE offer_funds ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, component TEXT COLLATE "C" NOT NULL, budget_line TEXT COLLATE "C" NOT NULL, granted_eur
  NUMERIC(18, 2), spent_eur NUMERIC(18, 2), own_eur NUMERIC(18, 2), third_party_eur NUMERIC(18, 2), source_sheet TEXT
  COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_offer_funds PRIMARY KEY (month, respondent_id,
  submission_id, component, budget_line), CONSTRAINT fk_offer_funds_respondent_id FOREIGN KEY(respondent_id)
  REFERENCES respondent (respondent_id), CONSTRAINT fk_offer_funds_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_offer_funds_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_offer_funds_granted_eur_not_negative CHECK ("granted_eur" >= 0), CONSTRAINT
  ck_offer_funds_spent_eur_not_negative CHECK ("spent_eur" >= 0), CONSTRAINT ck_offer_funds_own_eur_not_negative CHECK
  ("own_eur" >= 0), CONSTRAINT ck_offer_funds_third_party_eur_not_negative CHECK ("third_party_eur" >= 0), CONSTRAINT
  ck_offer_funds_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE offer_funds_rest PARTITION OF offer_funds DEFAULT;
CREATE TABLE offers ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id INTEGER
  NOT NULL, title TEXT COLLATE "C" NOT NULL, component TEXT COLLATE "C", field_of_action TEXT COLLATE "C",
  target_group TEXT COLLATE "C", partner TEXT COLLATE "C", dates_held BIGINT, participants BIGINT, participants_female
  BIGINT, participants_under_27 BIGINT, participants_60_and_over BIGINT, volunteers BIGINT, paid_staff BIGINT,
  fee_paid_staff BIGINT, is_funded_by_komm_an TEXT COLLATE "C", source_sheet TEXT COLLATE "C" NOT NULL, source_row
  INTEGER NOT NULL, CONSTRAINT pk_offers PRIMARY KEY (month, respondent_id, submission_id, title), CONSTRAINT
  fk_offers_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT
  fk_offers_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT
  ck_offers_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_offers_dates_held_not_negative CHECK ("dates_held" >= 0), CONSTRAINT ck_offers_participants_not_negative CHECK
  ("participants" >= 0), CONSTRAINT ck_offers_participants_female_not_negative CHECK ("participants_female" >= 0),
  CONSTRAINT ck_offers_participants_under_27_not_negative CHECK ("participants_under_27" >= 0), CONSTRAINT
  ck_offers_participants_60_and_over_not_negative CHECK ("participants_60_and_over" >= 0), CONSTRAINT
  ck_offers_volunteers_not_negative CHECK ("volunteers" >= 0), CONSTRAINT ck_offers_paid_staff_not_negative CHECK
  ("paid_staff" >= 0), CONSTRAINT ck_offers_fee_paid_staff_not_negative CHECK ("fee_paid_staff" >= 0), CONSTRAINT
  ck_offers_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE offers_rest PARTITION OF offers DEFAULT;
CREATE TABLE parent_guide_training ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, programme TEXT COLLATE "C" NOT NULL, qualified_guides BIGINT, source_sheet TEXT
  COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_parent_guide_training PRIMARY KEY (month,
  respondent_id, submission_id, programme), CONSTRAINT fk_parent_guide_training_respondent_id FOREIGN
  KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT fk_parent_guide_training_submission_id FOREIGN
  KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT ck_parent_guide_training_month_is_month CHECK
  ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_parent_guide_training_qualified_guides_not_negative CHECK
  ("qualified_guides" >= 0), CONSTRAINT ck_parent_guide_training_source_row_not_negative CHECK ("source_row" >= 0) )
  PARTITION BY RANGE (month);
CREATE TABLE parent_guide_training_rest PARTITION OF parent_guide_training DEFAULT;
CREATE TABLE parent_programmes ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, programme TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL, groups
  BIGINT, families BIGINT, children BIGINT, parent_guides BIGINT, source_sheet TEXT COLLATE "C" NOT NULL, source_row
  INTEGER NOT NULL, CONSTRAINT pk_parent_programmes PRIMARY KEY (month, respondent_id, submission_id, programme,
  language), CONSTRAINT fk_parent_programmes_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_parent_programmes_submission_id FOREIGN KEY(submission_id) REFERENCES submission
  (submission_id), CONSTRAINT ck_parent_programmes_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_parent_programmes_groups_not_negative CHECK ("groups" >= 0), CONSTRAINT
  ck_parent_programmes_families_not_negative CHECK ("families" >= 0), CONSTRAINT
  ck_parent_programmes_children_not_negative CHECK ("children" >= 0), CONSTRAINT
  ck_parent_programmes_parent_guides_not_negative CHECK ("parent_guides" >= 0), CONSTRAINT
  ck_parent_programmes_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE parent_programmes_rest PARTITION OF parent_programmes DEFAULT;
CREATE TABLE posts ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id INTEGER
  NOT NULL, module TEXT COLLATE "C" NOT NULL, granted_fte FLOAT, filled_fte FLOAT, grant_eur NUMERIC(18, 2), spent_eur
  NUMERIC(18, 2), source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_posts PRIMARY KEY
  (month, respondent_id, submission_id, module), CONSTRAINT fk_posts_respondent_id FOREIGN KEY(respondent_id)
  REFERENCES respondent (respondent_id), CONSTRAINT fk_posts_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_posts_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_posts_granted_fte_not_negative CHECK ("granted_fte" >= 0), CONSTRAINT ck_posts_filled_fte_not_negative
  CHECK ("filled_fte" >= 0), CONSTRAINT ck_posts_grant_eur_not_negative CHECK ("grant_eur" >= 0), CONSTRAINT
  ck_posts_spent_eur_not_negative CHECK ("spent_eur" >= 0), CONSTRAINT ck_posts_source_row_not_negative CHECK
  ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE posts_rest PARTITION OF posts DEFAULT;
CREATE TABLE respondent_history ( respondent_id TEXT COLLATE "C" NOT NULL, number INTEGER NOT NULL, recorded_at
  TIMESTAMP WITHOUT TIME ZONE NOT NULL, centre_id TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, name TEXT
  COLLATE "C" NOT NULL, school_type TEXT COLLATE "C", district TEXT COLLATE "C", carrier TEXT COLLATE "C",
  legal_status TEXT COLLATE "C", spans TEXT COLLATE "C", CONSTRAINT pk_respondent_history PRIMARY KEY (respondent_id,
  number), CONSTRAINT fk_respondent_history_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_respondent_history_centre_id FOREIGN KEY(centre_id) REFERENCES centre (centre_id) );
CREATE TABLE respondent_span ( respondent_id TEXT COLLATE "C" NOT NULL, valid_from DATE NOT NULL, valid_to DATE,
  successor_id TEXT COLLATE "C", CONSTRAINT pk_respondent_span PRIMARY KEY (respondent_id, valid_from), CONSTRAINT
  fk_respondent_span_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT
  ck_respondent_span_valid_from_valid_to CHECK ("valid_from" <= "valid_to") );
CREATE TABLE return ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, form TEXT COLLATE "C"
  NOT NULL, is_owed BOOLEAN NOT NULL, reason TEXT COLLATE "C", state TEXT COLLATE "C" NOT NULL, submission_id INTEGER,
  latest_submission_id INTEGER, entered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, first_received_at TIMESTAMP WITHOUT
  TIME ZONE, is_late BOOLEAN NOT NULL, CONSTRAINT pk_return PRIMARY KEY (month, respondent_id), CONSTRAINT
  fk_return_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT
  fk_return_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT
  fk_return_latest_submission_id FOREIGN KEY(latest_submission_id) REFERENCES submission (submission_id), CONSTRAINT
  ck_return_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_return_form_in_list CHECK
  ("form" IN ('school', 'daycare', 'association', 'centre')), CONSTRAINT ck_return_state_in_list CHECK ("state" IN
  ('expected', 'received', 'unreadable', 'returned_for_correction', 'accepted', 'accepted_with_queries', 'nil',
  'exempt', 'late', 'missing', 'set_aside', 'superseded', 'withdrawn')) );
CREATE INDEX ix_return_submission_id ON return (submission_id);
CREATE TABLE school_arrivals ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, country TEXT COLLATE "C" NOT NULL, arrivals BIGINT, arrivals_female BIGINT, source_sheet TEXT
  COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_school_arrivals PRIMARY KEY (month, respondent_id,
  submission_id, country), CONSTRAINT fk_school_arrivals_respondent_id FOREIGN KEY(respondent_id) REFERENCES
  respondent (respondent_id), CONSTRAINT fk_school_arrivals_submission_id FOREIGN KEY(submission_id) REFERENCES
  submission (submission_id), CONSTRAINT ck_school_arrivals_month_is_month CHECK ("month" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_school_arrivals_arrivals_not_negative CHECK ("arrivals" >= 0),
  CONSTRAINT ck_school_arrivals_arrivals_female_not_negative CHECK ("arrivals_female" >= 0), CONSTRAINT
  ck_school_arrivals_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE school_arrivals_rest PARTITION OF school_arrivals DEFAULT;
CREATE TABLE school_pupils ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL, submission_id
  INTEGER NOT NULL, grade TEXT COLLATE "C" NOT NULL, pupils BIGINT, pupils_female BIGINT, migration_background BIGINT,
  other_family_language BIGINT, foreign_nationality BIGINT, first_support BIGINT, first_support_female BIGINT,
  first_support_ukraine BIGINT, german_class BIGINT, german_group BIGINT, follow_up_support BIGINT, arrivals BIGINT,
  transitions BIGINT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_school_pupils
  PRIMARY KEY (month, respondent_id, submission_id, grade), CONSTRAINT fk_school_pupils_respondent_id FOREIGN
  KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT fk_school_pupils_submission_id FOREIGN
  KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT ck_school_pupils_month_is_month CHECK ("month"
  ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_school_pupils_pupils_not_negative CHECK ("pupils" >= 0), CONSTRAINT
  ck_school_pupils_pupils_female_not_negative CHECK ("pupils_female" >= 0), CONSTRAINT
  ck_school_pupils_migration_background_not_negative CHECK ("migration_background" >= 0), CONSTRAINT
  ck_school_pupils_other_family_language_not_negative CHECK ("other_family_language" >= 0), CONSTRAINT
  ck_school_pupils_foreign_nationality_not_negative CHECK ("foreign_nationality" >= 0), CONSTRAINT
  ck_school_pupils_first_support_not_negative CHECK ("first_support" >= 0), CONSTRAINT
  ck_school_pupils_first_support_female_not_negative CHECK ("first_support_female" >= 0), CONSTRAINT
  ck_school_pupils_first_support_ukraine_not_negative CHECK ("first_support_ukraine" >= 0), CONSTRAINT
  ck_school_pupils_german_class_not_negative CHECK ("german_class" >= 0), CONSTRAINT
  ck_school_pupils_german_group_not_negative CHECK ("german_group" >= 0), CONSTRAINT
  ck_school_pupils_follow_up_support_not_negative CHECK ("follow_up_support" >= 0), CONSTRAINT
  ck_school_pupils_arrivals_not_negative CHECK ("arrivals" >= 0), CONSTRAINT ck_school_pupils_transitions_not_negative
  CHECK ("transitions" >= 0), CONSTRAINT ck_school_pupils_source_row_not_negative CHECK ("source_row" >= 0) )
  PARTITION BY RANGE (month);
CREATE TABLE school_pupils_rest PARTITION OF school_pupils DEFAULT;
CREATE TABLE teacher_training ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, course TEXT COLLATE "C" NOT NULL, teachers BIGINT, source_sheet TEXT COLLATE "C" NOT
  NULL, source_row INTEGER NOT NULL, CONSTRAINT pk_teacher_training PRIMARY KEY (month, respondent_id, submission_id,
  course), CONSTRAINT fk_teacher_training_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent
  (respondent_id), CONSTRAINT fk_teacher_training_submission_id FOREIGN KEY(submission_id) REFERENCES submission
  (submission_id), CONSTRAINT ck_teacher_training_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  CONSTRAINT ck_teacher_training_teachers_not_negative CHECK ("teachers" >= 0), CONSTRAINT
  ck_teacher_training_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE teacher_training_rest PARTITION OF teacher_training DEFAULT;
CREATE TABLE volunteer_training ( month TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT NULL,
  submission_id INTEGER NOT NULL, course TEXT COLLATE "C" NOT NULL, course_hours FLOAT, volunteers_qualified BIGINT,
  volunteers_female BIGINT, source_sheet TEXT COLLATE "C" NOT NULL, source_row INTEGER NOT NULL, CONSTRAINT
  pk_volunteer_training PRIMARY KEY (month, respondent_id, submission_id, course), CONSTRAINT
  fk_volunteer_training_respondent_id FOREIGN KEY(respondent_id) REFERENCES respondent (respondent_id), CONSTRAINT
  fk_volunteer_training_submission_id FOREIGN KEY(submission_id) REFERENCES submission (submission_id), CONSTRAINT
  ck_volunteer_training_month_is_month CHECK ("month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT
  ck_volunteer_training_course_hours_not_negative CHECK ("course_hours" >= 0), CONSTRAINT
  ck_volunteer_training_volunteers_qualified_not_negative CHECK ("volunteers_qualified" >= 0), CONSTRAINT
  ck_volunteer_training_volunteers_female_not_negative CHECK ("volunteers_female" >= 0), CONSTRAINT
  ck_volunteer_training_source_row_not_negative CHECK ("source_row" >= 0) ) PARTITION BY RANGE (month);
CREATE TABLE volunteer_training_rest PARTITION OF volunteer_training DEFAULT;
CREATE TABLE waiver ( waiver_id INTEGER NOT NULL, rule TEXT COLLATE "C" NOT NULL, respondent_id TEXT COLLATE "C" NOT
  NULL, month_from TEXT COLLATE "C" NOT NULL, month_to TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C" NOT NULL,
  given_by TEXT COLLATE "C" NOT NULL, given_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, expires_on DATE NOT NULL,
  CONSTRAINT pk_waiver PRIMARY KEY (waiver_id), CONSTRAINT fk_waiver_respondent_id FOREIGN KEY(respondent_id)
  REFERENCES respondent (respondent_id), CONSTRAINT ck_waiver_month_from_is_month CHECK ("month_from" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_waiver_month_to_is_month CHECK ("month_to" ~
  '^[0-9]{4}-(0[1-9]|1[0-2])$'), CONSTRAINT ck_waiver_month_from_month_to CHECK ("month_from" <= "month_to") );
CREATE TABLE finding ( submission_id INTEGER NOT NULL, number INTEGER NOT NULL, file TEXT COLLATE "C" NOT NULL, rule
  TEXT COLLATE "C" NOT NULL, severity TEXT COLLATE "C" NOT NULL, "table" TEXT COLLATE "C", sheet TEXT COLLATE "C",
  cell TEXT COLLATE "C", row INTEGER, "column" TEXT COLLATE "C", value TEXT COLLATE "C", message TEXT COLLATE "C" NOT
  NULL, hint TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C", answer TEXT COLLATE "C", waiver_id INTEGER,
  is_settled BOOLEAN GENERATED ALWAYS AS (answer IS NOT NULL) STORED, CONSTRAINT pk_finding PRIMARY KEY
  (submission_id, number), CONSTRAINT fk_finding_submission_id FOREIGN KEY(submission_id) REFERENCES submission
  (submission_id), CONSTRAINT fk_finding_waiver_id FOREIGN KEY(waiver_id) REFERENCES waiver (waiver_id), CONSTRAINT
  ck_finding_severity_in_list CHECK ("severity" IN ('error', 'warning', 'information')), CONSTRAINT
  ck_finding_row_not_negative CHECK ("row" >= 0) );

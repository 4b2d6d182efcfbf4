-- The tables of a store on MariaDB. `talent-powerpro init` makes them.

CREATE TABLE clients (
  rto INTEGER NOT NULL,
  code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  surname MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  given_names MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  preferred_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  usi MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  secondary_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  secondary_number VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (CASE WHEN secondary_id REGEXP '^[\\x{9}\\x{a}\\x{b}\\x{c}\\x{d}\\x{1c}\\x{1d}\\x{1e}\\x{1f} \\x{85}\\x{a0}\\x{1680}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{2000}\\x{2001}\\x{2002}\\x{2003}\\x{2004}\\x{2005}\\x{2006}\\x{2007}\\x{2008}\\x{2009}\\x{200a}]*[0-9]+[\\x{9}\\x{a}\\x{b}\\x{c}\\x{d}\\x{1c}\\x{1d}\\x{1e}\\x{1f} \\x{85}\\x{a0}\\x{1680}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{2000}\\x{2001}\\x{2002}\\x{2003}\\x{2004}\\x{2005}\\x{2006}\\x{2007}\\x{2008}\\x{2009}\\x{200a}]*$' THEN left(nullif(trim(LEADING '0' FROM regexp_replace(secondary_id, '[^0-9]', '')), ''), 200) END) VIRTUAL,
  date_of_birth DATE,
  mobile MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  email MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  email_plain VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (CASE WHEN email REGEXP '[^ -~]' OR instr(trim(email), '  ') > 0 OR char_length(email) > 200 THEN NULL ELSE lower(trim(email)) END) VIRTUAL,
  CONSTRAINT pk_clients PRIMARY KEY (rto, code)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_clients_email_plain ON clients (rto, email_plain);

CREATE INDEX ix_clients_secondary_number ON clients (rto, secondary_number);

CREATE TABLE courses (
  rto INTEGER NOT NULL,
  code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  archived BOOL NOT NULL,
  export_to_talent BOOL NOT NULL,
  talent_course_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  talent_group_key MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_courses PRIMARY KEY (rto, code),
  CONSTRAINT ck_courses_archived CHECK (archived IN (0, 1)),
  CONSTRAINT ck_courses_export_to_talent CHECK (export_to_talent IN (0, 1))
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE dismissals (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  list VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  item VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  who MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  why MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  CONSTRAINT pk_dismissals PRIMARY KEY (sequence),
  CONSTRAINT uq_dismissals_list UNIQUE (rto, list, enrolment_id, item)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_dismissals_sequence ON dismissals (rto, sequence);

CREATE TABLE due_marks (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  export_date DATE,
  CONSTRAINT pk_due_marks PRIMARY KEY (sequence),
  CONSTRAINT uq_due_marks_enrolment_id UNIQUE (rto, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_due_marks_sequence ON due_marks (rto, sequence);

CREATE TABLE engagement (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  unit_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  read_at DATETIME(6) NOT NULL,
  unit_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  status MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  progress MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  time MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  score MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolled MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  completed MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  source MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_engagement PRIMARY KEY (rto, enrolment_id, unit_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE exported_files (
  rto INTEGER NOT NULL,
  fingerprint VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  exported_at DATETIME(6) NOT NULL,
  CONSTRAINT pk_exported_files PRIMARY KEY (rto, fingerprint)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE hold_answers (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  decision MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  reason MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  facts MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  who MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  why MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  used_on DATE,
  CONSTRAINT pk_hold_answers PRIMARY KEY (sequence)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_hold_answers_sequence ON hold_answers (rto, sequence);

CREATE TABLE ids_set_aside (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  client_code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  portal VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  CONSTRAINT pk_ids_set_aside PRIMARY KEY (sequence),
  CONSTRAINT uq_ids_set_aside_client_code UNIQUE (rto, client_code, user_id, portal)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_ids_set_aside_sequence ON ids_set_aside (rto, sequence);

CREATE TABLE imported_rows (
  rto INTEGER NOT NULL,
  kind VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  row VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  cells MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_imported_rows PRIMARY KEY (rto, kind, row)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE journal (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  run_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  stage VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  begun_at DATETIME(6) NOT NULL,
  writes MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  status MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  made MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (sequence),
  CONSTRAINT uq_journal_run_id UNIQUE (rto, run_id, stage, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_journal_sequence ON journal (rto, sequence);

CREATE TABLE last_looks (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  left_on DATE,
  looked_on DATE,
  found MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_last_looks PRIMARY KEY (rto, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE looks (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  facts MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  answered_at DATETIME(6) NOT NULL,
  percentage INTEGER,
  completed_at DATETIME(6),
  unmatched MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  other_items MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_looks PRIMARY KEY (rto, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE migrations (
  version_num VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_migrations PRIMARY KEY (version_num)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE moved (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  store MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  CONSTRAINT pk_moved PRIMARY KEY (sequence)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_moved_sequence ON moved (rto, sequence);

CREATE TABLE pending_memberships (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  group_key MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_pending_memberships PRIMARY KEY (sequence),
  CONSTRAINT uq_pending_memberships_enrolment_id UNIQUE (rto, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_pending_memberships_sequence ON pending_memberships (rto, sequence);

CREATE TABLE portal (
  rto INTEGER NOT NULL,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_portal PRIMARY KEY (rto, name)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE result_evidence (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  enrolment_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  unit_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  unit_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  outcome MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  outcome_date DATE,
  talent_user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  talent_course_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  talent_unit_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  talent_unit_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  completed MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  policy MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  confirmed_by MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  confirmed_on DATE,
  version MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  run_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6),
  CONSTRAINT pk_result_evidence PRIMARY KEY (sequence),
  CONSTRAINT uq_result_evidence_run_id UNIQUE (rto, run_id, unit_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_result_evidence_sequence ON result_evidence (rto, sequence);

CREATE TABLE rtos (
  number INTEGER NOT NULL AUTO_INCREMENT,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  made_at DATETIME(6) NOT NULL,
  CONSTRAINT pk_rtos PRIMARY KEY (number),
  CONSTRAINT uq_rtos_name UNIQUE (name)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE run_locks (
  rto VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  holder MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_run_locks PRIMARY KEY (rto)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE runs (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  run_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  started DATETIME(6) NOT NULL,
  stages MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  ended DATETIME(6),
  counts MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  wrote INTEGER NOT NULL,
  stopped MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  targets MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  although_not_today MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  quota_limit INTEGER,
  quota_left INTEGER,
  CONSTRAINT pk_runs PRIMARY KEY (sequence),
  CONSTRAINT uq_runs_run_id UNIQUE (rto, run_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_runs_sequence ON runs (rto, sequence);

CREATE TABLE standing_failures (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  stage VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  reason MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  remedy MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  since DATETIME(6) NOT NULL,
  CONSTRAINT pk_standing_failures PRIMARY KEY (sequence),
  CONSTRAINT uq_standing_failures_stage UNIQUE (rto, stage, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_standing_failures_sequence ON standing_failures (rto, sequence);

CREATE TABLE standing_holds (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  stage MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  reason MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  remedy MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  releasable BOOL NOT NULL,
  facts MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `both` MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  held BOOL NOT NULL,
  CONSTRAINT pk_standing_holds PRIMARY KEY (sequence),
  CONSTRAINT ck_standing_holds_releasable CHECK (releasable IN (0, 1)),
  CONSTRAINT ck_standing_holds_held CHECK (held IN (0, 1))
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_standing_holds_sequence ON standing_holds (rto, sequence);

CREATE TABLE store (
  application VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `schema` INTEGER NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT pk_store PRIMARY KEY (application)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE suspensions (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_ids MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  whole BOOL NOT NULL,
  settled BOOL NOT NULL,
  CONSTRAINT pk_suspensions PRIMARY KEY (rto, enrolment_id),
  CONSTRAINT ck_suspensions_whole CHECK (whole IN (0, 1)),
  CONSTRAINT ck_suspensions_settled CHECK (settled IN (0, 1))
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE sync_log (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  at DATETIME(6) NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_sync_log PRIMARY KEY (sequence)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_sync_log_sequence ON sync_log (rto, sequence);

CREATE TABLE told_topics (
  rto INTEGER NOT NULL,
  topic VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  told_on DATE NOT NULL,
  CONSTRAINT pk_told_topics PRIMARY KEY (rto, topic)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE tries (
  rto INTEGER NOT NULL,
  kind VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  CONSTRAINT pk_tries PRIMARY KEY (rto, kind, id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE verified_links (
  rto INTEGER NOT NULL,
  client_code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  portal MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  basis MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_verified_links PRIMARY KEY (rto, client_code)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE waits (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  stage VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  facts MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  users MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  reason MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  message MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  remedy MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_waits PRIMARY KEY (sequence),
  CONSTRAINT uq_waits_stage UNIQUE (rto, stage, enrolment_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_waits_sequence ON waits (rto, sequence);

CREATE TABLE written_results (
  rto INTEGER NOT NULL,
  unit_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  outcome MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  outcome_date DATE,
  short_comment MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_written_results PRIMARY KEY (rto, unit_id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE written_users (
  rto INTEGER NOT NULL,
  client_code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  user_id MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  portal MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  written MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  settled MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_written_users PRIMARY KEY (rto, client_code)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE TABLE enrolments (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_code VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  booking_status MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_date DATE,
  expected_start_date DATE,
  expected_end_date DATE,
  deferment_date DATE,
  extension_date DATE,
  withdrawal_date DATE,
  completion_date DATE,
  export BOOL NOT NULL,
  export_date DATE,
  active BOOL,
  CONSTRAINT pk_enrolments PRIMARY KEY (sequence),
  CONSTRAINT fk_enrolments_client_code FOREIGN KEY(rto, client_code) REFERENCES clients (rto, code),
  CONSTRAINT fk_enrolments_course_code FOREIGN KEY(rto, course_code) REFERENCES courses (rto, code),
  CONSTRAINT uq_enrolments_id UNIQUE (rto, id),
  CONSTRAINT ck_enrolments_export CHECK (export IN (0, 1)),
  CONSTRAINT ck_enrolments_active CHECK (active IN (0, 1))
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_enrolments_scope ON enrolments (rto, course_code);

CREATE INDEX ix_enrolments_sequence ON enrolments (rto, sequence);

CREATE TABLE contact_logs (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  client_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  course_name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  contact_date DATETIME(6) NOT NULL,
  contact_type VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  contact_type_plain VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (CASE WHEN contact_type REGEXP '[^ -~]' OR instr(trim(contact_type), '  ') > 0 OR char_length(contact_type) > 200 THEN NULL ELSE lower(trim(contact_type)) END) VIRTUAL,
  created_by MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  assigned_to MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  follow_up MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  status MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  priority_flag MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  description MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_contact_logs PRIMARY KEY (sequence),
  CONSTRAINT fk_contact_logs_enrolment_id FOREIGN KEY(rto, enrolment_id) REFERENCES enrolments (rto, id),
  CONSTRAINT uq_contact_logs_enrolment_id UNIQUE (rto, enrolment_id, contact_date, contact_type),
  CONSTRAINT uq_contact_logs_id UNIQUE (rto, id)
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_contact_logs_contact_type_plain ON contact_logs (rto, contact_type_plain);

CREATE INDEX ix_contact_logs_sequence ON contact_logs (rto, sequence);

CREATE TABLE units (
  rto INTEGER NOT NULL,
  sequence INTEGER NOT NULL AUTO_INCREMENT,
  id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  enrolment_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  code MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  name MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  type VARCHAR(6) NOT NULL,
  start_date DATE,
  outcome MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  outcome_date DATE,
  short_comment MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  CONSTRAINT pk_units PRIMARY KEY (sequence),
  CONSTRAINT fk_units_enrolment_id FOREIGN KEY(rto, enrolment_id) REFERENCES enrolments (rto, id),
  CONSTRAINT uq_units_id UNIQUE (rto, id),
  CONSTRAINT ck_units_type CHECK (type IN ('Unit', 'Module'))
) CHARSET=utf8mb4 ENGINE=InnoDB;

CREATE INDEX ix_units_lines ON units (rto, enrolment_id);

CREATE INDEX ix_units_sequence ON units (rto, sequence);

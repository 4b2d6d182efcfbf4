-- The tables of a store on PostgreSQL. `talent-powerpro init` makes them.

CREATE TABLE clients (
  rto INTEGER NOT NULL,
  code VARCHAR(255) COLLATE "C" NOT NULL,
  surname TEXT COLLATE "C" NOT NULL,
  given_names TEXT COLLATE "C" NOT NULL,
  preferred_name TEXT COLLATE "C" NOT NULL,
  usi TEXT COLLATE "C" NOT NULL,
  secondary_id TEXT COLLATE "C" NOT NULL,
  secondary_number TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN (btrim(secondary_id, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a') COLLATE "C") ~ '^[0-9]+$' THEN left(nullif(ltrim(btrim(secondary_id, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'), '0'), ''), 200) END) STORED,
  date_of_birth DATE,
  mobile TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  email_plain TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN (btrim(email, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a') COLLATE "C") ~ '[^ -~]' OR position('  ' in btrim(email, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 0 OR length(btrim(email, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 200 THEN NULL ELSE lower(btrim(email, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) END) STORED,
  CONSTRAINT pk_clients PRIMARY KEY (rto, code)
);

CREATE INDEX ix_clients_email_plain ON clients (rto, email_plain);

CREATE INDEX ix_clients_secondary_number ON clients (rto, secondary_number);

CREATE TABLE courses (
  rto INTEGER NOT NULL,
  code VARCHAR(255) COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  archived BOOLEAN NOT NULL,
  export_to_talent BOOLEAN NOT NULL,
  talent_course_id TEXT COLLATE "C" NOT NULL,
  talent_group_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_courses PRIMARY KEY (rto, code)
);

CREATE TABLE dismissals (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  list VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  item VARCHAR(255) COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  who TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_dismissals PRIMARY KEY (sequence),
  CONSTRAINT uq_dismissals_list UNIQUE (rto, list, enrolment_id, item)
);

CREATE INDEX ix_dismissals_sequence ON dismissals (rto, sequence);

CREATE TABLE due_marks (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  export_date DATE,
  CONSTRAINT pk_due_marks PRIMARY KEY (sequence),
  CONSTRAINT uq_due_marks_enrolment_id UNIQUE (rto, enrolment_id)
);

CREATE INDEX ix_due_marks_sequence ON due_marks (rto, sequence);

CREATE TABLE engagement (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  unit_id VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  course_id TEXT COLLATE "C" NOT NULL,
  read_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  unit_name TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  progress TEXT COLLATE "C" NOT NULL,
  time TEXT COLLATE "C" NOT NULL,
  score TEXT COLLATE "C" NOT NULL,
  enrolled TEXT COLLATE "C" NOT NULL,
  completed TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_engagement PRIMARY KEY (rto, enrolment_id, unit_id)
);

CREATE TABLE exported_files (
  rto INTEGER NOT NULL,
  fingerprint VARCHAR(255) COLLATE "C" NOT NULL,
  exported_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_exported_files PRIMARY KEY (rto, fingerprint)
);

CREATE TABLE hold_answers (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  decision TEXT COLLATE "C" NOT NULL,
  enrolment_id TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  who TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  used_on DATE,
  CONSTRAINT pk_hold_answers PRIMARY KEY (sequence)
);

CREATE INDEX ix_hold_answers_sequence ON hold_answers (rto, sequence);

CREATE TABLE ids_set_aside (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  client_code VARCHAR(255) COLLATE "C" NOT NULL,
  user_id VARCHAR(255) COLLATE "C" NOT NULL,
  portal VARCHAR(255) COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_ids_set_aside PRIMARY KEY (sequence),
  CONSTRAINT uq_ids_set_aside_client_code UNIQUE (rto, client_code, user_id, portal)
);

CREATE INDEX ix_ids_set_aside_sequence ON ids_set_aside (rto, sequence);

CREATE TABLE imported_rows (
  rto INTEGER NOT NULL,
  kind VARCHAR(255) COLLATE "C" NOT NULL,
  row VARCHAR(255) COLLATE "C" NOT NULL,
  cells TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_imported_rows PRIMARY KEY (rto, kind, row)
);

CREATE TABLE journal (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  run_id VARCHAR(255) COLLATE "C" NOT NULL,
  stage VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  begun_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  writes TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  made TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (sequence),
  CONSTRAINT uq_journal_run_id UNIQUE (rto, run_id, stage, enrolment_id)
);

CREATE INDEX ix_journal_sequence ON journal (rto, sequence);

CREATE TABLE last_looks (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  left_on DATE,
  looked_on DATE,
  found TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_last_looks PRIMARY KEY (rto, enrolment_id)
);

CREATE INDEX ix_last_looks_state ON last_looks (rto, (CASE WHEN left_on IS NULL THEN 'in scope' WHEN looked_on IS NULL OR found <> '[]' THEN 'left' ELSE 'settled' END), enrolment_id);

CREATE TABLE looks (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  course_id TEXT COLLATE "C" NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  answered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  percentage INTEGER,
  completed_at TIMESTAMP WITHOUT TIME ZONE,
  unmatched TEXT COLLATE "C" NOT NULL,
  other_items TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_looks PRIMARY KEY (rto, enrolment_id)
);

CREATE TABLE migrations (
  version_num VARCHAR(255) COLLATE "C" NOT NULL,
  CONSTRAINT pk_migrations PRIMARY KEY (version_num)
);

CREATE TABLE moved (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  store TEXT COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_moved PRIMARY KEY (sequence)
);

CREATE INDEX ix_moved_sequence ON moved (rto, sequence);

CREATE TABLE pending_memberships (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  group_key TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_pending_memberships PRIMARY KEY (sequence),
  CONSTRAINT uq_pending_memberships_enrolment_id UNIQUE (rto, enrolment_id)
);

CREATE INDEX ix_pending_memberships_sequence ON pending_memberships (rto, sequence);

CREATE TABLE portal (
  rto INTEGER NOT NULL,
  name VARCHAR(255) COLLATE "C" NOT NULL,
  CONSTRAINT pk_portal PRIMARY KEY (rto, name)
);

CREATE TABLE result_evidence (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  enrolment_id TEXT COLLATE "C" NOT NULL,
  client_code TEXT COLLATE "C" NOT NULL,
  course_code TEXT COLLATE "C" NOT NULL,
  unit_id VARCHAR(255) COLLATE "C" NOT NULL,
  unit_code TEXT COLLATE "C" NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  outcome_date DATE,
  talent_user_id TEXT COLLATE "C" NOT NULL,
  talent_course_id TEXT COLLATE "C" NOT NULL,
  talent_unit_id TEXT COLLATE "C" NOT NULL,
  talent_unit_name TEXT COLLATE "C" NOT NULL,
  completed TEXT COLLATE "C" NOT NULL,
  policy TEXT COLLATE "C" NOT NULL,
  confirmed_by TEXT COLLATE "C" NOT NULL,
  confirmed_on DATE,
  version TEXT COLLATE "C" NOT NULL,
  run_id VARCHAR(255) COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE,
  CONSTRAINT pk_result_evidence PRIMARY KEY (sequence),
  CONSTRAINT uq_result_evidence_run_id UNIQUE (rto, run_id, unit_id)
);

CREATE INDEX ix_result_evidence_sequence ON result_evidence (rto, sequence);

CREATE TABLE rtos (
  number SERIAL NOT NULL,
  name VARCHAR(255) COLLATE "C" NOT NULL,
  made_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_rtos PRIMARY KEY (number),
  CONSTRAINT uq_rtos_name UNIQUE (name)
);

CREATE TABLE run_locks (
  rto VARCHAR(255) COLLATE "C" NOT NULL,
  holder TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_run_locks PRIMARY KEY (rto)
);

CREATE TABLE runs (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  run_id VARCHAR(255) COLLATE "C" NOT NULL,
  started TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  stages TEXT COLLATE "C" NOT NULL,
  ended TIMESTAMP WITHOUT TIME ZONE,
  counts TEXT COLLATE "C" NOT NULL,
  wrote INTEGER NOT NULL,
  stopped TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  targets TEXT COLLATE "C" NOT NULL,
  although_not_today TEXT COLLATE "C" NOT NULL,
  quota_limit INTEGER,
  quota_left INTEGER,
  CONSTRAINT pk_runs PRIMARY KEY (sequence),
  CONSTRAINT uq_runs_run_id UNIQUE (rto, run_id)
);

CREATE INDEX ix_runs_sequence ON runs (rto, sequence);

CREATE TABLE standing_failures (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  stage VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  client_code TEXT COLLATE "C" NOT NULL,
  client_name TEXT COLLATE "C" NOT NULL,
  course_code TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  remedy TEXT COLLATE "C" NOT NULL,
  since TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_standing_failures PRIMARY KEY (sequence),
  CONSTRAINT uq_standing_failures_stage UNIQUE (rto, stage, enrolment_id)
);

CREATE INDEX ix_standing_failures_sequence ON standing_failures (rto, sequence);

CREATE TABLE standing_holds (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  stage TEXT COLLATE "C" NOT NULL,
  enrolment_id TEXT COLLATE "C" NOT NULL,
  client_code TEXT COLLATE "C" NOT NULL,
  client_name TEXT COLLATE "C" NOT NULL,
  course_code TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  remedy TEXT COLLATE "C" NOT NULL,
  releasable BOOLEAN NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  "both" TEXT COLLATE "C" NOT NULL,
  held BOOLEAN NOT NULL,
  CONSTRAINT pk_standing_holds PRIMARY KEY (sequence)
);

CREATE INDEX ix_standing_holds_sequence ON standing_holds (rto, sequence);

CREATE TABLE store (
  application VARCHAR(255) COLLATE "C" NOT NULL,
  schema INTEGER NOT NULL,
  created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_store PRIMARY KEY (application)
);

CREATE TABLE suspensions (
  rto INTEGER NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  course_ids TEXT COLLATE "C" NOT NULL,
  whole BOOLEAN NOT NULL,
  settled BOOLEAN NOT NULL,
  CONSTRAINT pk_suspensions PRIMARY KEY (rto, enrolment_id)
);

CREATE TABLE sync_log (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  client_code TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_sync_log PRIMARY KEY (sequence)
);

CREATE INDEX ix_sync_log_sequence ON sync_log (rto, sequence);

CREATE TABLE told_topics (
  rto INTEGER NOT NULL,
  topic VARCHAR(255) COLLATE "C" NOT NULL,
  told_on DATE NOT NULL,
  CONSTRAINT pk_told_topics PRIMARY KEY (rto, topic)
);

CREATE TABLE tries (
  rto INTEGER NOT NULL,
  kind VARCHAR(255) COLLATE "C" NOT NULL,
  id VARCHAR(255) COLLATE "C" NOT NULL,
  at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  CONSTRAINT pk_tries PRIMARY KEY (rto, kind, id)
);

CREATE TABLE verified_links (
  rto INTEGER NOT NULL,
  client_code VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  portal TEXT COLLATE "C" NOT NULL,
  basis TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_verified_links PRIMARY KEY (rto, client_code)
);

CREATE TABLE waits (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  stage VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  facts TEXT COLLATE "C" NOT NULL,
  asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  users TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  message TEXT COLLATE "C" NOT NULL,
  remedy TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_waits PRIMARY KEY (sequence),
  CONSTRAINT uq_waits_stage UNIQUE (rto, stage, enrolment_id)
);

CREATE INDEX ix_waits_sequence ON waits (rto, sequence);

CREATE TABLE written_results (
  rto INTEGER NOT NULL,
  unit_id VARCHAR(255) COLLATE "C" NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  outcome_date DATE,
  short_comment TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_written_results PRIMARY KEY (rto, unit_id)
);

CREATE TABLE written_users (
  rto INTEGER NOT NULL,
  client_code VARCHAR(255) COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  portal TEXT COLLATE "C" NOT NULL,
  written TEXT COLLATE "C" NOT NULL,
  settled TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_written_users PRIMARY KEY (rto, client_code)
);

CREATE TABLE enrolments (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  id VARCHAR(255) COLLATE "C" NOT NULL,
  client_code VARCHAR(255) COLLATE "C" NOT NULL,
  course_code VARCHAR(255) COLLATE "C" NOT NULL,
  booking_status TEXT COLLATE "C" NOT NULL,
  enrolment_date DATE,
  expected_start_date DATE,
  expected_end_date DATE,
  deferment_date DATE,
  extension_date DATE,
  withdrawal_date DATE,
  completion_date DATE,
  export BOOLEAN NOT NULL,
  export_date DATE,
  active BOOLEAN,
  CONSTRAINT pk_enrolments PRIMARY KEY (sequence),
  CONSTRAINT fk_enrolments_client_code FOREIGN KEY(rto, client_code) REFERENCES clients (rto, code),
  CONSTRAINT fk_enrolments_course_code FOREIGN KEY(rto, course_code) REFERENCES courses (rto, code),
  CONSTRAINT uq_enrolments_id UNIQUE (rto, id)
);

CREATE INDEX ix_enrolments_closed_on ON enrolments (rto, (least(coalesce((lpad(extract(year FROM withdrawal_date)::text, 4, '0') || '-' || lpad(extract(month FROM withdrawal_date)::text, 2, '0') || '-' || lpad(extract(day FROM withdrawal_date)::text, 2, '0')), '9999-12-31'), coalesce((lpad(extract(year FROM completion_date)::text, 4, '0') || '-' || lpad(extract(month FROM completion_date)::text, 2, '0') || '-' || lpad(extract(day FROM completion_date)::text, 2, '0')), '9999-12-31')) COLLATE "C"));

CREATE INDEX ix_enrolments_scope ON enrolments (rto, course_code, (CASE WHEN active IS FALSE OR CASE WHEN (btrim(booking_status, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a') COLLATE "C") ~ '[^ -~]' OR position('  ' in btrim(booking_status, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 0 OR length(btrim(booking_status, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 200 THEN NULL ELSE lower(btrim(booking_status, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) END <> 'confirmed' THEN '0001-01-01' WHEN active IS NOT NULL THEN '9999-12-31' ELSE (least(coalesce((lpad(extract(year FROM withdrawal_date)::text, 4, '0') || '-' || lpad(extract(month FROM withdrawal_date)::text, 2, '0') || '-' || lpad(extract(day FROM withdrawal_date)::text, 2, '0')), '9999-12-31'), coalesce((lpad(extract(year FROM completion_date)::text, 4, '0') || '-' || lpad(extract(month FROM completion_date)::text, 2, '0') || '-' || lpad(extract(day FROM completion_date)::text, 2, '0')), '9999-12-31')) COLLATE "C") END));

CREATE INDEX ix_enrolments_sequence ON enrolments (rto, sequence);

CREATE TABLE contact_logs (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  id VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  client_name TEXT COLLATE "C" NOT NULL,
  course_name TEXT COLLATE "C" NOT NULL,
  contact_date TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  contact_type VARCHAR(255) COLLATE "C" NOT NULL,
  contact_type_plain TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN (btrim(contact_type, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a') COLLATE "C") ~ '[^ -~]' OR position('  ' in btrim(contact_type, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 0 OR length(btrim(contact_type, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) > 200 THEN NULL ELSE lower(btrim(contact_type, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a')) END) STORED,
  created_by TEXT COLLATE "C" NOT NULL,
  assigned_to TEXT COLLATE "C" NOT NULL,
  follow_up TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  priority_flag TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_contact_logs PRIMARY KEY (sequence),
  CONSTRAINT fk_contact_logs_enrolment_id FOREIGN KEY(rto, enrolment_id) REFERENCES enrolments (rto, id),
  CONSTRAINT uq_contact_logs_enrolment_id UNIQUE (rto, enrolment_id, contact_date, contact_type),
  CONSTRAINT uq_contact_logs_id UNIQUE (rto, id)
);

CREATE INDEX ix_contact_logs_contact_type_plain ON contact_logs (rto, contact_type_plain);

CREATE INDEX ix_contact_logs_sequence ON contact_logs (rto, sequence);

CREATE TABLE units (
  rto INTEGER NOT NULL,
  sequence SERIAL NOT NULL,
  id VARCHAR(255) COLLATE "C" NOT NULL,
  enrolment_id VARCHAR(255) COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  type VARCHAR(6) NOT NULL,
  start_date DATE,
  outcome TEXT COLLATE "C" NOT NULL,
  outcome_date DATE,
  short_comment TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_units PRIMARY KEY (sequence),
  CONSTRAINT fk_units_enrolment_id FOREIGN KEY(rto, enrolment_id) REFERENCES enrolments (rto, id),
  CONSTRAINT uq_units_id UNIQUE (rto, id),
  CONSTRAINT ck_units_type CHECK (type IN ('Unit', 'Module'))
);

CREATE INDEX ix_units_lines ON units (rto, enrolment_id);

CREATE INDEX ix_units_sequence ON units (rto, sequence);

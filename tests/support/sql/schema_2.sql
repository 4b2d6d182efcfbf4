-- A store of schema 2, as the version before `migrate` made it: a run that was cut off, holds,
-- releases, a membership to be tried again, ids set aside.
BEGIN TRANSACTION;
CREATE TABLE clients (
	code TEXT NOT NULL, 
	surname TEXT NOT NULL, 
	given_names TEXT NOT NULL, 
	preferred_name TEXT NOT NULL, 
	usi TEXT NOT NULL, 
	secondary_id TEXT NOT NULL, 
	secondary_number TEXT GENERATED ALWAYS AS (CASE WHEN trim(secondary_id, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)) NOT GLOB '*[^0-9]*' THEN nullif(ltrim(trim(secondary_id, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)), '0'), '') END) VIRTUAL, 
	date_of_birth DATE, 
	mobile TEXT NOT NULL, 
	email TEXT NOT NULL, 
	email_plain TEXT GENERATED ALWAYS AS (CASE WHEN trim(email, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)) GLOB '*[^ -~]*' OR instr(trim(email, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)), '  ') THEN NULL ELSE lower(trim(email, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202))) END) VIRTUAL, 
	CONSTRAINT pk_clients PRIMARY KEY (code)
);
INSERT INTO "clients" VALUES('2021000017','GOMEZ','JOANA','','','7','2000-12-12','','jg11@pm.me');
INSERT INTO "clients" VALUES('2021000018','PANTHER','PINK ZOË','','','8','2000-12-12','','pink@pm.me');
CREATE TABLE contact_logs (
	sequence INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	client_name TEXT NOT NULL, 
	course_name TEXT NOT NULL, 
	contact_date DATETIME NOT NULL, 
	contact_type TEXT NOT NULL, 
	contact_type_plain TEXT GENERATED ALWAYS AS (CASE WHEN trim(contact_type, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)) GLOB '*[^ -~]*' OR instr(trim(contact_type, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202)), '  ') THEN NULL ELSE lower(trim(contact_type, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202))) END) VIRTUAL, 
	created_by TEXT NOT NULL, 
	assigned_to TEXT NOT NULL, 
	follow_up TEXT NOT NULL, 
	status TEXT NOT NULL, 
	priority_flag TEXT NOT NULL, 
	description TEXT NOT NULL, 
	CONSTRAINT pk_contact_logs PRIMARY KEY (sequence), 
	CONSTRAINT uq_contact_logs_enrolment_id UNIQUE (enrolment_id, contact_date, contact_type), 
	CONSTRAINT uq_contact_logs_id UNIQUE (id), 
	CONSTRAINT fk_contact_logs_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id)
);
INSERT INTO "contact_logs" VALUES(1,'0000000000000000000000000000000a','E3','PINK ZOË PANTHER','Certificate III - Information Technology','2022-06-02 06:59:01.250000','Enrolment exported to Talent LMS','PP-CA','','','Closed','<No flag>','Enrolled in Talent Course: 126');
INSERT INTO "contact_logs" VALUES(2,'0000000000000000000000000000000b','E1','JOANA GOMEZ','Certificate III - Information Technology','2022-06-02 06:59:01.250000','Enrolment exported to Talent LMS','PP-TALENT','','','Closed','<No flag>','Enrolled in Talent Course: 126');
CREATE TABLE courses (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	archived BOOLEAN NOT NULL, 
	export_to_talent BOOLEAN NOT NULL, 
	talent_course_id TEXT NOT NULL, 
	talent_group_key TEXT NOT NULL, 
	CONSTRAINT pk_courses PRIMARY KEY (code), 
	CONSTRAINT ck_courses_archived CHECK (archived IN (0, 1)), 
	CONSTRAINT ck_courses_export_to_talent CHECK (export_to_talent IN (0, 1))
);
INSERT INTO "courses" VALUES('ICT30120','Certificate III - Information Technology',0,1,'126','77eD6LXHH');
CREATE TABLE due_marks (
	sequence INTEGER NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	export_date DATE, 
	CONSTRAINT pk_due_marks PRIMARY KEY (sequence), 
	CONSTRAINT uq_due_marks_enrolment_id UNIQUE (enrolment_id)
);
INSERT INTO "due_marks" VALUES(2,'E2',NULL);
CREATE TABLE enrolments (
	sequence INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	client_code TEXT NOT NULL, 
	course_code TEXT NOT NULL, 
	booking_status TEXT NOT NULL, 
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
	CONSTRAINT uq_enrolments_id UNIQUE (id), 
	CONSTRAINT fk_enrolments_client_code FOREIGN KEY(client_code) REFERENCES clients (code), 
	CONSTRAINT fk_enrolments_course_code FOREIGN KEY(course_code) REFERENCES courses (code), 
	CONSTRAINT ck_enrolments_export CHECK (export IN (0, 1)), 
	CONSTRAINT ck_enrolments_active CHECK (active IN (0, 1))
);
INSERT INTO "enrolments" VALUES(1,'E1','2021000017','ICT30120','Confirmed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'2022-06-02',NULL);
INSERT INTO "enrolments" VALUES(2,'E2','2021000018','ICT30120','Confirmed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'2022-06-02',NULL);
INSERT INTO "enrolments" VALUES(3,'E3','2021000018','ICT30120','Confirmed',NULL,NULL,NULL,NULL,NULL,'2022-06-01',NULL,1,'2022-06-02',NULL);
CREATE TABLE exported_files (
	fingerprint TEXT NOT NULL, 
	exported_at DATETIME NOT NULL, 
	CONSTRAINT pk_exported_files PRIMARY KEY (fingerprint)
);
INSERT INTO "exported_files" VALUES('abababababababababababababababababababababababababababababababab','2022-06-02 06:58:56.250000');
CREATE TABLE hold_releases (
	sequence INTEGER NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_hold_releases PRIMARY KEY (sequence), 
	CONSTRAINT uq_hold_releases_enrolment_id UNIQUE (enrolment_id, reason, evidence)
);
INSERT INTO "hold_releases" VALUES(1,'E2','deferment-date','deferred on 01/06/2022 – until further notice','Müller','asked','2022-06-02 06:58:56.250000');
CREATE TABLE ids_set_aside (
	sequence INTEGER NOT NULL, 
	client_code TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	portal TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_ids_set_aside PRIMARY KEY (sequence), 
	CONSTRAINT uq_ids_set_aside_client_code UNIQUE (client_code, user_id, portal)
);
INSERT INTO "ids_set_aside" VALUES(1,'2021000018','55','old.talentlms.com','2022-06-02 06:58:56.250000');
CREATE TABLE imported_rows (
	kind TEXT NOT NULL, 
	"row" TEXT NOT NULL, 
	cells JSON NOT NULL, 
	CONSTRAINT pk_imported_rows PRIMARY KEY (kind, "row")
);
INSERT INTO "imported_rows" VALUES('course','ICT30120','{"name": "Certificate III - Information Technology", "archived": false, "export_to_talent": true, "talent_course_id": "126", "talent_group_key": "77eD6LXHH"}');
INSERT INTO "imported_rows" VALUES('client','2021000017','{"surname": "GOMEZ", "given_names": "JOANA", "secondary_id": "DPC000129", "date_of_birth": "2000-12-12", "email": "jg11@pm.me"}');
INSERT INTO "imported_rows" VALUES('client','2021000018','{"surname": "PANTHER", "given_names": "PINK ZO\u00cb", "secondary_id": "8", "date_of_birth": "2000-12-12", "email": "pink@pm.me"}');
INSERT INTO "imported_rows" VALUES('enrolment','E1','{"client_code": "2021000017", "course_code": "ICT30120", "booking_status": "Confirmed", "export": true, "export_date": "2022-06-02"}');
INSERT INTO "imported_rows" VALUES('enrolment','E2','{"client_code": "2021000018", "course_code": "ICT30120", "booking_status": "Confirmed", "export": true, "export_date": "2022-06-02"}');
INSERT INTO "imported_rows" VALUES('enrolment','E3','{"client_code": "2021000018", "course_code": "ICT30120", "booking_status": "Confirmed", "export": true, "export_date": "2022-06-02", "withdrawal_date": "2022-06-01"}');
INSERT INTO "imported_rows" VALUES('unit','00000000000000000000000000000007','{"name": "Build simple web pages", "start_date": "2022-05-16", "outcome": "", "outcome_date": null}');
INSERT INTO "imported_rows" VALUES('unit','00000000000000000000000000000008','{"name": "Build simple web pages", "start_date": "2022-05-16", "outcome": "", "outcome_date": null}');
INSERT INTO "imported_rows" VALUES('unit','00000000000000000000000000000009','{"name": "Build simple web pages", "start_date": "2022-05-16", "outcome": "", "outcome_date": null}');
INSERT INTO "imported_rows" VALUES('contact log','0000000000000000000000000000000a','{"created_by": "PP-CA", "description": "Enrolled in Talent Course: 126"}');
CREATE TABLE journal (
	sequence INTEGER NOT NULL, 
	run_id TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	begun_at DATETIME NOT NULL, 
	writes JSON NOT NULL, 
	outcome TEXT NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (sequence), 
	CONSTRAINT uq_journal_run_id UNIQUE (run_id, stage, enrolment_id)
);
INSERT INTO "journal" VALUES(1,'run-1','provisioning','E1','2022-06-02 06:58:56.250000','[{"action": "create_user", "target": "new:2021000017", "new login": "jg11@pm.me", "new name": "JOANA MARIA G\u00d3MEZ", "new email": "jg11@pm.me", "new custom_field_1": "2021000017", "new custom_field_2": "USI \u00ab7\u00bb"}, {"action": "set_secondary_id", "target": "2021000017", "old secondary_id": "DPC000129", "new secondary_id": "new:2021000017"}, {"action": "enrol", "target": "new:2021000017", "new talent_course_id": "126"}, {"action": "add_to_group", "target": "new:2021000017", "new talent_group_key": "77eD6LXHH"}, {"action": "add_contact_log", "target": "E1", "new description": "Enrolled in Talent Course: 126\nAdded to Group: 77eD6LXHH"}]','provisioned');
INSERT INTO "journal" VALUES(2,'run-1','provisioning','E2','2022-06-02 06:58:56.250000','[{"action": "activate_user", "target": "8", "old status": "inactive", "new status": "active"}, {"action": "enrol", "target": "8", "new talent_course_id": "126"}]','deferred');
INSERT INTO "journal" VALUES(3,'run-2','results','E1','2022-06-02 06:58:56.250000','[{"action": "set_result", "target": "ICTWEB304 00000000000000000000000000000007", "old outcome": "", "old outcome_date": "", "old short_comment": "", "new outcome": "20 - Competency achieved/pass", "new outcome_date": "13/06/2022", "new short_comment": "[Talent Integration Agent]"}, {"action": "set_result", "target": "ICTWEB305 00000000000000000000000000000008", "old outcome": "", "old outcome_date": "", "old short_comment": "", "new outcome": "20 - Competency achieved/pass", "new outcome_date": "14/06/2022", "new short_comment": "[Talent Integration Agent]"}]','');
INSERT INTO "journal" VALUES(4,'run-2','results','E2','2022-06-02 06:58:56.250000','[]','');
INSERT INTO "journal" VALUES(5,'run-2','provisioning','E2','2022-06-02 06:58:56.250000','[{"action": "enrol", "target": "8", "new talent_course_id": "126"}]','');
CREATE TABLE pending_memberships (
	sequence INTEGER NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	group_key TEXT NOT NULL, 
	CONSTRAINT pk_pending_memberships PRIMARY KEY (sequence), 
	CONSTRAINT uq_pending_memberships_enrolment_id UNIQUE (enrolment_id)
);
INSERT INTO "pending_memberships" VALUES(1,'E1','7','77eD6LXHH');
CREATE TABLE portal (
	name TEXT NOT NULL, 
	CONSTRAINT pk_portal PRIMARY KEY (name)
);
INSERT INTO "portal" VALUES('powerpro.talentlms.com');
CREATE TABLE standing_holds (
	sequence INTEGER NOT NULL, 
	stage TEXT NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	client_code TEXT NOT NULL, 
	client_name TEXT NOT NULL, 
	course_code TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	remedy TEXT NOT NULL, 
	releasable BOOLEAN NOT NULL, 
	CONSTRAINT pk_standing_holds PRIMARY KEY (sequence), 
	CONSTRAINT ck_standing_holds_releasable CHECK (releasable IN (0, 1))
);
INSERT INTO "standing_holds" VALUES(1,'provisioning','E2','2021000018','PINK ZOË PANTHER','ICT30120','deferment-date','deferred on 01/06/2022 – until further notice','Clear the Deferment Date',1);
INSERT INTO "standing_holds" VALUES(2,'provisioning','E2','2021000018','PINK ZOË PANTHER','ICT30120','talent-user-shared','Talent User 8 is shared','',0);
INSERT INTO "standing_holds" VALUES(3,'results','E2','2021000018','PINK ZOË PANTHER','ICT30120','outcome-replaced','ICTWEB304: ''51'' gives way to ''20''','Clear the Deferment Date',1);
CREATE TABLE store (
	application TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_store PRIMARY KEY (application)
);
INSERT INTO "store" VALUES('talent-powerpro',2,'2022-06-02 06:58:56.250000');
CREATE TABLE sync_log (
	sequence INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	message TEXT NOT NULL, 
	CONSTRAINT pk_sync_log PRIMARY KEY (sequence)
);
INSERT INTO "sync_log" VALUES(1,'2022-06-02 06:58:56.250000','1 Student(s) to enrol');
INSERT INTO "sync_log" VALUES(2,'2022-06-02 06:58:56.250000','JOANA GÓMEZ – enrolled');
CREATE TABLE told_topics (
	topic TEXT NOT NULL, 
	told_on DATE NOT NULL, 
	CONSTRAINT pk_told_topics PRIMARY KEY (topic)
);
INSERT INTO "told_topics" VALUES('held: E2: deferment-date','2022-06-02');
INSERT INTO "told_topics" VALUES('missed: E3','2022-06-02');
CREATE TABLE units (
	sequence INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	enrolment_id TEXT NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	type VARCHAR(6) NOT NULL, 
	start_date DATE, 
	outcome TEXT NOT NULL, 
	outcome_date DATE, 
	short_comment TEXT NOT NULL, 
	CONSTRAINT pk_units PRIMARY KEY (sequence), 
	CONSTRAINT uq_units_id UNIQUE (id), 
	CONSTRAINT fk_units_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolments (id), 
	CONSTRAINT ck_units_type CHECK (type IN ('Unit', 'Module'))
);
INSERT INTO "units" VALUES(1,'00000000000000000000000000000007','E1','ICTWEB304','Build simple web pages','Unit','2022-05-16','20 - Competency achieved/pass','2022-06-13','[Talent Integration Agent]');
INSERT INTO "units" VALUES(2,'00000000000000000000000000000008','E1','ICTWEB305','Build simple web pages','Unit','2022-05-16','',NULL,'');
INSERT INTO "units" VALUES(3,'00000000000000000000000000000009','E2','ICTWEB304','Build simple web pages','Unit','2022-05-16','',NULL,'');
CREATE TABLE written_results (
	unit_id TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	outcome_date DATE, 
	short_comment TEXT NOT NULL, 
	CONSTRAINT pk_written_results PRIMARY KEY (unit_id)
);
INSERT INTO "written_results" VALUES('00000000000000000000000000000009','20 - Competency achieved/pass','2022-06-13','[Talent Integration Agent]');
CREATE INDEX ix_clients_email_plain ON clients (email_plain);
CREATE INDEX ix_clients_secondary_number ON clients (secondary_number);
CREATE INDEX ix_units_enrolment_id ON units (enrolment_id);
CREATE INDEX ix_contact_logs_contact_type_plain ON contact_logs (contact_type_plain);
COMMIT;

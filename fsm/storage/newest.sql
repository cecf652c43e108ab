-- The schema after migration 0014
-- Written by `python -m fsm.storage.newest`.

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

CREATE TABLE workspaces (
	id INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_workspaces PRIMARY KEY (id)
)

CREATE TABLE leads (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	state BLOB NOT NULL,
	stage VARCHAR(20) NOT NULL,
	score INTEGER,
	band VARCHAR(20),
	language VARCHAR(8) NOT NULL,
	version INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL, nudge_at DATETIME,
	CONSTRAINT fk_leads_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_leads PRIMARY KEY (id)
)

CREATE INDEX ix_leads_workspace_id_updated_at ON leads (workspace_id, updated_at)

CREATE TABLE reps (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	external_id VARCHAR(200) NOT NULL,
	name VARCHAR(300) NOT NULL,
	role VARCHAR(16) NOT NULL,
	active BOOLEAN NOT NULL,
	created_at DATETIME NOT NULL, chat VARCHAR(200) DEFAULT '' NOT NULL, username VARCHAR(64) DEFAULT '' NOT NULL, language VARCHAR(8) DEFAULT '' NOT NULL, profile TEXT DEFAULT '{}' NOT NULL, on_shift BOOLEAN DEFAULT 1 NOT NULL, capacity INTEGER DEFAULT '0' NOT NULL, asked_at DATETIME,
	CONSTRAINT fk_reps_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_reps PRIMARY KEY (id),
	CONSTRAINT uq_reps_workspace_id_channel_external_id UNIQUE (workspace_id, channel, external_id)
)

CREATE TABLE scripts (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	version INTEGER NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	body TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_scripts_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scripts PRIMARY KEY (id),
	CONSTRAINT uq_scripts_workspace_id_name_version UNIQUE (workspace_id, name, version)
)

CREATE TABLE events (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER,
	kind VARCHAR(40) NOT NULL,
	"before" TEXT NOT NULL,
	"after" TEXT NOT NULL,
	why TEXT NOT NULL,
	"by" VARCHAR(200) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_events_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_events_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_events PRIMARY KEY (id)
)

CREATE INDEX ix_events_lead_id_id ON events (lead_id, id)

CREATE TABLE facts (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	name VARCHAR(64) NOT NULL,
	value TEXT NOT NULL,
	words TEXT NOT NULL,
	message_id VARCHAR(200) NOT NULL,
	confidence FLOAT NOT NULL,
	reader VARCHAR(16) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_facts_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_facts_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_facts PRIMARY KEY (id)
)

CREATE INDEX ix_facts_lead_id_id ON facts (lead_id, id)

CREATE TABLE handoffs (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	score INTEGER NOT NULL,
	hot BOOLEAN NOT NULL,
	rep_id VARCHAR(200) NOT NULL,
	rep_name VARCHAR(300) NOT NULL,
	verdict VARCHAR(16) NOT NULL,
	offered_at DATETIME NOT NULL,
	claimed_at DATETIME,
	card_channel VARCHAR(32) NOT NULL,
	card_chat VARCHAR(200) NOT NULL,
	card_message_id VARCHAR(200) NOT NULL, why VARCHAR(16) DEFAULT '' NOT NULL, answered_at DATETIME, closed_at DATETIME, outcome VARCHAR(16) DEFAULT '' NOT NULL, amount FLOAT, reason VARCHAR(64) DEFAULT '' NOT NULL, due_at DATETIME,
	CONSTRAINT fk_handoffs_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_handoffs_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_handoffs PRIMARY KEY (id)
)

CREATE INDEX ix_handoffs_lead_id ON handoffs (lead_id)

CREATE TABLE identities (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	external_id VARCHAR(200) NOT NULL,
	lead_id INTEGER NOT NULL,
	chat VARCHAR(200) NOT NULL,
	display_name VARCHAR(300) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_identities_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_identities_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_identities PRIMARY KEY (id),
	CONSTRAINT uq_identities_workspace_id_channel_external_id UNIQUE (workspace_id, channel, external_id)
)

CREATE INDEX ix_identities_lead_id ON identities (lead_id)

CREATE TABLE inbox (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	source VARCHAR(32) NOT NULL,
	external_id VARCHAR(200) NOT NULL,
	lead_id INTEGER,
	body BLOB NOT NULL,
	received_at DATETIME NOT NULL,
	due_at DATETIME NOT NULL,
	handled_at DATETIME,
	error TEXT,
	CONSTRAINT fk_inbox_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_inbox_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_inbox PRIMARY KEY (id),
	CONSTRAINT uq_inbox_workspace_id_source_external_id UNIQUE (workspace_id, source, external_id)
)

CREATE INDEX ix_inbox_waiting ON inbox (lead_id, id) WHERE handled_at IS NULL

CREATE TABLE messages (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	author VARCHAR(8) NOT NULL,
	channel VARCHAR(32) NOT NULL,
	network_id VARCHAR(200) NOT NULL,
	"key" VARCHAR(200) NOT NULL,
	text TEXT NOT NULL,
	extras TEXT,
	at DATETIME NOT NULL, delivered_at DATETIME, read_at DATETIME,
	CONSTRAINT fk_messages_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_messages_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_messages PRIMARY KEY (id)
)

CREATE INDEX ix_messages_lead_id_id ON messages (lead_id, id)

CREATE TABLE outbox (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER,
	kind VARCHAR(16) NOT NULL,
	channel VARCHAR(32) NOT NULL,
	chat VARCHAR(200) NOT NULL,
	body BLOB NOT NULL,
	handoff_id INTEGER,
	message_id INTEGER,
	owner INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	tries INTEGER NOT NULL,
	due_at DATETIME NOT NULL,
	created_at DATETIME NOT NULL,
	sent_at DATETIME,
	told_at DATETIME,
	error TEXT, network_id VARCHAR(200),
	CONSTRAINT fk_outbox_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_outbox_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_outbox PRIMARY KEY (id)
)

CREATE INDEX ix_outbox_troubled ON outbox (id) WHERE state IN ('parked', 'uncertain')

CREATE INDEX ix_outbox_waiting ON outbox (lead_id, id) WHERE state = 'new'

CREATE TABLE scores (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	model VARCHAR(32) NOT NULL,
	score INTEGER NOT NULL,
	band VARCHAR(20) NOT NULL,
	parts TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_scores_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_scores_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scores PRIMARY KEY (id)
)

CREATE INDEX ix_scores_lead_id_id ON scores (lead_id, id)

CREATE TABLE merges (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	survivor_id INTEGER NOT NULL,
	absorbed_id INTEGER NOT NULL,
	record BLOB NOT NULL,
	why VARCHAR(16) NOT NULL,
	"by" VARCHAR(200) NOT NULL,
	at DATETIME NOT NULL,
	undone_at DATETIME,
	undone_by VARCHAR(200),
	CONSTRAINT fk_merges_absorbed_id FOREIGN KEY(absorbed_id) REFERENCES leads (id),
	CONSTRAINT fk_merges_survivor_id FOREIGN KEY(survivor_id) REFERENCES leads (id),
	CONSTRAINT fk_merges_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_merges PRIMARY KEY (id)
)

CREATE INDEX ix_merges_survivor_id ON merges (survivor_id)

CREATE UNIQUE INDEX uq_merges_absorbed ON merges (absorbed_id) WHERE undone_at IS NULL

CREATE TABLE vouched_phones (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	phone VARCHAR(20) NOT NULL,
	lead_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_vouched_phones_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_vouched_phones_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_vouched_phones PRIMARY KEY (id),
	CONSTRAINT uq_vouched_phones_workspace_id_phone UNIQUE (workspace_id, phone)
)

CREATE INDEX ix_vouched_phones_lead_id ON vouched_phones (lead_id)

CREATE TABLE resume_codes (
	digest VARCHAR(64) NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	used_by VARCHAR(64) NOT NULL,
	CONSTRAINT fk_resume_codes_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_resume_codes_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_resume_codes PRIMARY KEY (digest)
)

CREATE INDEX ix_resume_codes_lead_id ON resume_codes (lead_id)

CREATE TABLE suppressions (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	digest VARCHAR(64) NOT NULL,
	why VARCHAR(40) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_suppressions_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_suppressions PRIMARY KEY (id),
	CONSTRAINT uq_suppressions_workspace_id_digest UNIQUE (workspace_id, digest)
)

CREATE TABLE suppression_keys (
	workspace_id INTEGER NOT NULL,
	"key" BLOB NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_suppression_keys_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_suppression_keys PRIMARY KEY (workspace_id)
)

CREATE TABLE invites (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	code_hash VARCHAR(64) NOT NULL,
	role VARCHAR(16) NOT NULL,
	made_by VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	used_by VARCHAR(200) NOT NULL,
	CONSTRAINT fk_invites_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_invites PRIMARY KEY (id),
	CONSTRAINT uq_invites_code_hash UNIQUE (code_hash)
)

CREATE TABLE forms (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	external_id VARCHAR(200) NOT NULL,
	name VARCHAR(64) NOT NULL,
	data TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_forms_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_forms PRIMARY KEY (id),
	CONSTRAINT uq_forms_workspace_id_channel_external_id UNIQUE (workspace_id, channel, external_id)
)

CREATE TABLE settings (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(64) NOT NULL,
	value TEXT NOT NULL,
	set_by VARCHAR(200) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_settings_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_settings PRIMARY KEY (id),
	CONSTRAINT uq_settings_workspace_id_name UNIQUE (workspace_id, name)
)

CREATE INDEX ix_handoffs_due_at ON handoffs (due_at) WHERE due_at IS NOT NULL

CREATE TABLE "buttons" (
	token VARCHAR(64) NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	handoff_id INTEGER NOT NULL,
	action VARCHAR(24) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_buttons_handoff_id FOREIGN KEY(handoff_id) REFERENCES handoffs (id),
	CONSTRAINT fk_buttons_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_buttons_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_buttons PRIMARY KEY (token)
)

CREATE INDEX ix_buttons_handoff_id ON buttons (handoff_id)

CREATE INDEX ix_outbox_told ON outbox (channel, chat, network_id) WHERE kind IN ('card', 'relay', 'staff')

CREATE TABLE topics (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	chat VARCHAR(200) NOT NULL,
	topic VARCHAR(64) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_topics_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_topics_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_topics PRIMARY KEY (id),
	CONSTRAINT uq_topics_workspace_id_channel_chat_lead_id UNIQUE (workspace_id, channel, chat, lead_id)
)

CREATE INDEX ix_topics_channel_chat_topic ON topics (channel, chat, topic)

CREATE TABLE rep_words (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	chat VARCHAR(200) NOT NULL,
	network_id VARCHAR(200) NOT NULL,
	message_id INTEGER NOT NULL,
	letter_id INTEGER NOT NULL,
	CONSTRAINT fk_rep_words_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_rep_words_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_rep_words PRIMARY KEY (id),
	CONSTRAINT uq_rep_words_workspace_id_channel_chat_network_id UNIQUE (workspace_id, channel, chat, network_id)
)

CREATE INDEX ix_rep_words_letter_id ON rep_words (letter_id)

CREATE TABLE files (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	lead_id INTEGER,
	channel VARCHAR(32) NOT NULL,
	origin VARCHAR(64) NOT NULL,
	file_id VARCHAR(1000) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	name VARCHAR(128) NOT NULL,
	mime VARCHAR(128) NOT NULL,
	size INTEGER NOT NULL,
	content BLOB,
	why VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_files_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_files_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_files PRIMARY KEY (id),
	CONSTRAINT uq_files_workspace_id_lead_id_origin UNIQUE (workspace_id, lead_id, origin)
)

CREATE INDEX ix_files_lead_id ON files (lead_id, created_at)

CREATE TABLE effects (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	kind VARCHAR(40) NOT NULL,
	"key" VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	state VARCHAR(16) NOT NULL,
	tries INTEGER NOT NULL,
	due_at DATETIME NOT NULL,
	lease_until DATETIME,
	worker VARCHAR(64),
	result TEXT,
	error TEXT,
	created_at DATETIME NOT NULL,
	done_at DATETIME, told_at DATETIME,
	CONSTRAINT fk_effects_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_effects PRIMARY KEY (id),
	CONSTRAINT uq_effects_workspace_id_key UNIQUE (workspace_id, "key")
)

CREATE INDEX ix_effects_waiting ON effects (kind, due_at) WHERE state = 'new'

CREATE INDEX ix_effects_running ON effects (lease_until) WHERE state = 'running'

CREATE INDEX ix_effects_parked ON effects (id) WHERE state = 'parked'

CREATE INDEX ix_effects_done ON effects (done_at) WHERE state = 'done'

CREATE TABLE periods (
	workspace_id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	period VARCHAR(40) NOT NULL,
	claimed_at DATETIME NOT NULL,
	CONSTRAINT fk_periods_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_periods PRIMARY KEY (workspace_id, name, period)
)

CREATE TABLE contact_imports (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	file VARCHAR(200) NOT NULL,
	source VARCHAR(100) NOT NULL,
	consent VARCHAR(8) NOT NULL,
	consent_how VARCHAR(200) NOT NULL,
	rows INTEGER NOT NULL,
	added INTEGER NOT NULL,
	known INTEGER NOT NULL,
	repeated INTEGER NOT NULL,
	closed INTEGER NOT NULL,
	refused INTEGER NOT NULL,
	"by" VARCHAR(200) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_contact_imports_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_contact_imports PRIMARY KEY (id)
)

CREATE TABLE outreach_campaigns (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	channel VARCHAR(32) NOT NULL,
	state VARCHAR(8) NOT NULL,
	"plan" TEXT NOT NULL,
	starts_at DATETIME NOT NULL,
	waits_for VARCHAR(40) NOT NULL,
	waits_until DATETIME,
	claimed_at DATETIME,
	first_sent_at DATETIME,
	created_at DATETIME NOT NULL,
	started_at DATETIME,
	finished_at DATETIME,
	CONSTRAINT fk_outreach_campaigns_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_outreach_campaigns PRIMARY KEY (id)
)

CREATE INDEX ix_outreach_campaigns_workspace_id_state ON outreach_campaigns (workspace_id, state)

CREATE TABLE outreach_templates (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	version INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	body TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_outreach_templates_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_outreach_templates PRIMARY KEY (id),
	CONSTRAINT uq_outreach_templates_workspace_id_name_version UNIQUE (workspace_id, name, version)
)

CREATE TABLE contacts (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	company VARCHAR(200) NOT NULL,
	phone VARCHAR(20) NOT NULL,
	email VARCHAR(254) NOT NULL,
	city VARCHAR(120) NOT NULL,
	language VARCHAR(8) NOT NULL,
	source VARCHAR(100) NOT NULL,
	source_url TEXT NOT NULL,
	consent VARCHAR(8) NOT NULL,
	consent_how VARCHAR(200) NOT NULL,
	consent_at DATETIME,
	quality INTEGER NOT NULL,
	status VARCHAR(12) NOT NULL,
	extra TEXT NOT NULL,
	lead_id INTEGER,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	CONSTRAINT fk_contacts_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_contacts_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_contacts PRIMARY KEY (id)
)

CREATE INDEX ix_contacts_lead_id ON contacts (lead_id)

CREATE INDEX ix_contacts_workspace_id_status ON contacts (workspace_id, status)

CREATE TABLE contact_addresses (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	contact_id INTEGER NOT NULL,
	kind VARCHAR(16) NOT NULL,
	address VARCHAR(254) NOT NULL,
	dead VARCHAR(200),
	created_at DATETIME NOT NULL,
	CONSTRAINT fk_contact_addresses_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
	CONSTRAINT fk_contact_addresses_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_contact_addresses PRIMARY KEY (id),
	CONSTRAINT uq_contact_addresses_workspace_id_kind_address UNIQUE (workspace_id, kind, address)
)

CREATE INDEX ix_contact_addresses_contact_id ON contact_addresses (contact_id)

CREATE TABLE outreach_messages (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	step INTEGER NOT NULL,
	contact_id INTEGER NOT NULL,
	template_id INTEGER,
	address VARCHAR(254) NOT NULL,
	status VARCHAR(10) NOT NULL,
	reason VARCHAR(300) NOT NULL,
	tries INTEGER NOT NULL,
	due_at DATETIME NOT NULL,
	claimed_at DATETIME,
	sent_at DATETIME,
	responded_at DATETIME,
	updated_at DATETIME NOT NULL,
	network_id VARCHAR(200) NOT NULL,
	CONSTRAINT fk_outreach_messages_campaign_id FOREIGN KEY(campaign_id) REFERENCES outreach_campaigns (id),
	CONSTRAINT fk_outreach_messages_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
	CONSTRAINT fk_outreach_messages_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_outreach_messages PRIMARY KEY (id),
	CONSTRAINT uq_outreach_messages_campaign_id_step_contact_id UNIQUE (campaign_id, step, contact_id)
)

CREATE INDEX ix_outreach_messages_claimed ON outreach_messages (campaign_id, claimed_at)

CREATE INDEX ix_outreach_messages_contact_id ON outreach_messages (contact_id)

CREATE INDEX ix_outreach_messages_due ON outreach_messages (campaign_id, due_at, id) WHERE status = 'pending'

CREATE INDEX ix_outreach_messages_network_id ON outreach_messages (workspace_id, network_id)

CREATE TABLE scrape_blocks (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	host VARCHAR(255) NOT NULL,
	source VARCHAR(32) NOT NULL,
	reason VARCHAR(40) NOT NULL,
	at DATETIME NOT NULL,
	until DATETIME NOT NULL,
	CONSTRAINT fk_scrape_blocks_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scrape_blocks PRIMARY KEY (id),
	CONSTRAINT uq_scrape_blocks_workspace_id_host UNIQUE (workspace_id, host)
)

CREATE TABLE scrape_cache (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	"key" VARCHAR(64) NOT NULL,
	content_type VARCHAR(100) NOT NULL,
	charset VARCHAR(40) NOT NULL,
	robots_tag VARCHAR(200) NOT NULL,
	etag VARCHAR(200) NOT NULL,
	modified VARCHAR(100) NOT NULL,
	body BLOB NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_scrape_cache_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scrape_cache PRIMARY KEY (id),
	CONSTRAINT uq_scrape_cache_workspace_id_key UNIQUE (workspace_id, "key")
)

CREATE INDEX ix_scrape_cache_at ON scrape_cache (at)

CREATE TABLE scrape_campaigns (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	criteria TEXT NOT NULL,
	sources TEXT NOT NULL,
	frequency VARCHAR(16) NOT NULL,
	max_found INTEGER NOT NULL,
	max_pages INTEGER NOT NULL,
	min_quality INTEGER NOT NULL,
	auto_keep BOOLEAN NOT NULL,
	state VARCHAR(16) NOT NULL,
	next_at DATETIME,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	CONSTRAINT fk_scrape_campaigns_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scrape_campaigns PRIMARY KEY (id)
)

CREATE INDEX ix_scrape_campaigns_state_next_at ON scrape_campaigns (state, next_at)

CREATE INDEX ix_scrape_campaigns_workspace_id ON scrape_campaigns (workspace_id)

CREATE TABLE scrape_runs (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	why VARCHAR(40) NOT NULL,
	pages INTEGER NOT NULL,
	found INTEGER NOT NULL,
	new INTEGER NOT NULL,
	known INTEGER NOT NULL,
	skipped TEXT NOT NULL,
	started_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	ended_at DATETIME,
	CONSTRAINT fk_scrape_runs_campaign_id FOREIGN KEY(campaign_id) REFERENCES scrape_campaigns (id),
	CONSTRAINT fk_scrape_runs_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scrape_runs PRIMARY KEY (id)
)

CREATE INDEX ix_scrape_runs_campaign_id_state ON scrape_runs (campaign_id, state)

CREATE TABLE collected (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	name VARCHAR(200) NOT NULL,
	phone VARCHAR(20) NOT NULL,
	email VARCHAR(200) NOT NULL,
	site VARCHAR(500) NOT NULL,
	source VARCHAR(32) NOT NULL,
	source_url TEXT NOT NULL,
	seen_on TEXT NOT NULL,
	body TEXT NOT NULL,
	quality INTEGER NOT NULL,
	reasons TEXT NOT NULL,
	first_seen DATETIME NOT NULL,
	last_seen DATETIME NOT NULL,
	CONSTRAINT fk_collected_campaign_id FOREIGN KEY(campaign_id) REFERENCES scrape_campaigns (id),
	CONSTRAINT fk_collected_run_id FOREIGN KEY(run_id) REFERENCES scrape_runs (id),
	CONSTRAINT fk_collected_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_collected PRIMARY KEY (id)
)

CREATE INDEX ix_collected_campaign_id_state_quality ON collected (campaign_id, state, quality)

CREATE INDEX ix_collected_workspace_id_last_seen ON collected (workspace_id, last_seen)

CREATE TABLE scrape_pages (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	"key" VARCHAR(64) NOT NULL,
	ask TEXT NOT NULL,
	host VARCHAR(255) NOT NULL,
	step INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	reason VARCHAR(40) NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT fk_scrape_pages_run_id FOREIGN KEY(run_id) REFERENCES scrape_runs (id),
	CONSTRAINT fk_scrape_pages_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_scrape_pages PRIMARY KEY (id),
	CONSTRAINT uq_scrape_pages_run_id_key UNIQUE (run_id, "key")
)

CREATE INDEX ix_scrape_pages_key ON scrape_pages ("key")

CREATE INDEX ix_scrape_pages_run_id_state ON scrape_pages (run_id, state)

CREATE TABLE collected_keys (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	"key" VARCHAR(300) NOT NULL,
	collected_id INTEGER NOT NULL,
	CONSTRAINT fk_collected_keys_collected_id FOREIGN KEY(collected_id) REFERENCES collected (id),
	CONSTRAINT fk_collected_keys_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_collected_keys PRIMARY KEY (id),
	CONSTRAINT uq_collected_keys_workspace_id_key UNIQUE (workspace_id, "key")
)

CREATE INDEX ix_collected_keys_collected_id ON collected_keys (collected_id)

CREATE TABLE spend (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	day DATE NOT NULL,
	source VARCHAR(100) NOT NULL,
	campaign VARCHAR(100) NOT NULL,
	amount FLOAT NOT NULL,
	currency VARCHAR(3) NOT NULL,
	"key" VARCHAR(80) NOT NULL,
	added_by VARCHAR(200) NOT NULL,
	added_at DATETIME NOT NULL,
	CONSTRAINT fk_spend_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_spend PRIMARY KEY (id),
	CONSTRAINT uq_spend_workspace_id_key UNIQUE (workspace_id, "key")
)

CREATE INDEX ix_spend_workspace_id_day ON spend (workspace_id, day)

CREATE INDEX ix_leads_born ON leads (workspace_id, created_at, stage, band)

CREATE INDEX ix_identities_born ON identities (workspace_id, created_at, channel)

CREATE INDEX ix_handoffs_offered ON handoffs (workspace_id) WHERE state = 'offered'

CREATE INDEX ix_handoffs_closed ON handoffs (workspace_id, closed_at) WHERE closed_at IS NOT NULL

CREATE VIEW report_leads AS
            SELECT l.workspace_id, l.id AS lead_id, l.created_at, date(l.created_at) AS day, l.stage, l.band,
                l.score, l.language, json_extract(CAST(l.state AS TEXT), '$.channel') AS channel, coalesce(json_extract(CAST(l.state AS TEXT), '$.source'), '') AS source,
                coalesce(json_extract(CAST(l.state AS TEXT), '$.script'), '') AS script, coalesce(json_extract(CAST(l.state AS TEXT), '$.script_version'), 0) AS script_version,
                CASE WHEN l.band IN ('qualified', 'hot') THEN 1 ELSE 0 END AS qualified,
                CASE WHEN l.band = 'hot' THEN 1 ELSE 0 END AS hot,
                CASE WHEN h.claimed_at IS NOT NULL THEN 1 ELSE 0 END AS taken,
                CASE WHEN h.state = 'won' THEN 1 ELSE 0 END AS won,
                CASE WHEN h.state = 'lost' THEN 1 ELSE 0 END AS lost,
                h.state AS handoff, h.verdict, h.rep_name AS rep, h.amount, h.reason,
                h.offered_at, h.claimed_at, h.answered_at, h.closed_at,
                (julianday((SELECT min(m.at) FROM messages m WHERE m.lead_id = l.id AND m.author IN ('bot', 'rep'))) - julianday(l.created_at)) * 86400.0 AS first_answer_seconds,
                (julianday(h.answered_at) - julianday(h.offered_at)) * 86400.0 AS rep_answer_seconds
            FROM leads l LEFT JOIN handoffs h ON h.id = (SELECT max(x.id) FROM handoffs x WHERE x.lead_id = l.id) WHERE l.stage NOT IN ('merged', 'erased')

CREATE VIEW report_spend AS
            SELECT workspace_id, day, source, campaign, currency, sum(amount) AS amount
            FROM spend GROUP BY workspace_id, day, source, campaign, currency

CREATE VIEW report_days AS
            SELECT workspace_id, day, source, channel, count(*) AS leads, sum(qualified) AS qualified,
                sum(hot) AS hot, sum(taken) AS taken, sum(won) AS won, sum(lost) AS lost,
                coalesce(sum(CASE WHEN won = 1 THEN amount END), 0) AS revenue
            FROM report_leads GROUP BY workspace_id, day, source, channel

CREATE VIEW report_questions AS
            SELECT l.workspace_id, l.id AS lead_id, l.created_at, coalesce(json_extract(CAST(l.state AS TEXT), '$.script'), '') AS script,
                coalesce(json_extract(CAST(l.state AS TEXT), '$.script_version'), 0) AS script_version, a.key AS question, CAST(a.value AS INTEGER) AS times_asked,
                CASE WHEN coalesce(json_extract(CAST(l.state AS TEXT), '$.open_question'), '') = a.key THEN 1 ELSE 0 END AS still_open
            FROM leads l, json_each(CAST(l.state AS TEXT), '$.asked') AS a WHERE l.stage NOT IN ('merged', 'erased') AND a.key NOT LIKE '%.%'

CREATE TABLE targets (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	kind VARCHAR(16) NOT NULL,
	name VARCHAR(100) NOT NULL,
	config TEXT NOT NULL,
	events TEXT NOT NULL,
	active BOOLEAN NOT NULL,
	made_by VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	CONSTRAINT fk_targets_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_targets PRIMARY KEY (id)
)

CREATE TABLE deliveries (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	target_id INTEGER NOT NULL,
	lead_id INTEGER,
	event VARCHAR(40) NOT NULL,
	"key" VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	state VARCHAR(16) NOT NULL,
	tries INTEGER NOT NULL,
	due_at DATETIME NOT NULL,
	created_at DATETIME NOT NULL,
	done_at DATETIME,
	error TEXT,
	remote_id VARCHAR(300),
	CONSTRAINT fk_deliveries_lead_id FOREIGN KEY(lead_id) REFERENCES leads (id),
	CONSTRAINT fk_deliveries_target_id FOREIGN KEY(target_id) REFERENCES targets (id),
	CONSTRAINT fk_deliveries_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_deliveries PRIMARY KEY (id),
	CONSTRAINT uq_deliveries_target_id_key UNIQUE (target_id, "key")
)

CREATE INDEX ix_deliveries_target_id_lead_id_id ON deliveries (target_id, lead_id, id)

CREATE INDEX ix_deliveries_lead_id ON deliveries (lead_id)

CREATE INDEX ix_deliveries_waiting ON deliveries (target_id, lead_id) WHERE state = 'new'

CREATE TABLE api_keys (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	hash VARCHAR(64) NOT NULL,
	begins VARCHAR(16) NOT NULL,
	role VARCHAR(16) NOT NULL,
	name VARCHAR(100) NOT NULL,
	made_by VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	revoked_at DATETIME,
	CONSTRAINT fk_api_keys_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_api_keys PRIMARY KEY (id),
	CONSTRAINT uq_api_keys_hash UNIQUE (hash)
)

CREATE INDEX ix_leads_nudge_at ON leads (nudge_at) WHERE nudge_at IS NOT NULL

CREATE INDEX ix_handoffs_state_rep_id ON handoffs (state, rep_id)

CREATE INDEX ix_handoffs_state_card_chat ON handoffs (state, card_chat)

CREATE TABLE model_spend (
	workspace_id INTEGER NOT NULL,
	day DATE NOT NULL,
	about INTEGER NOT NULL,
	nano_usd BIGINT NOT NULL,
	CONSTRAINT fk_model_spend_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_model_spend PRIMARY KEY (workspace_id, day, about)
)

CREATE TABLE lives (
	id INTEGER NOT NULL,
	workspace_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	began_at DATETIME NOT NULL,
	alive_at DATETIME NOT NULL,
	heard_at DATETIME,
	ended_at DATETIME,
	clean BOOLEAN NOT NULL,
	restored_at DATETIME,
	told_at DATETIME,
	CONSTRAINT fk_lives_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspaces (id),
	CONSTRAINT pk_lives PRIMARY KEY (id)
)

CREATE INDEX ix_inbox_lead_id ON inbox (lead_id)

CREATE INDEX ix_outbox_lead_id ON outbox (lead_id)

CREATE INDEX ix_inbox_parked ON inbox (workspace_id, id) WHERE error IS NOT NULL

CREATE INDEX ix_handoffs_claimed_at ON handoffs (workspace_id, claimed_at) WHERE claimed_at IS NOT NULL

CREATE INDEX ix_handoffs_answered_at ON handoffs (workspace_id, answered_at) WHERE answered_at IS NOT NULL

INSERT INTO alembic_version ("version_num") VALUES ('0014')

INSERT INTO workspaces ("id", "name", "created_at") VALUES (1, 'default', CURRENT_TIMESTAMP)

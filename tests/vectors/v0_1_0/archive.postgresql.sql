CREATE TABLE about (
	key VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (key)
);

CREATE TABLE batch_blobs (
	device VARCHAR NOT NULL, 
	n BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	PRIMARY KEY (device, n, sha256)
);

CREATE INDEX batch_blobs_by_sha256 ON batch_blobs (sha256);

CREATE TABLE batches (
	device VARCHAR NOT NULL, 
	n BIGINT NOT NULL, 
	status VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	raw BYTEA NOT NULL, 
	receipt BYTEA NOT NULL, 
	event VARCHAR NOT NULL, 
	first_seq BIGINT NOT NULL, 
	last_seq BIGINT NOT NULL, 
	head VARCHAR NOT NULL, 
	stored_ms BIGINT NOT NULL, 
	PRIMARY KEY (device, n)
);

CREATE TABLE devices (
	device VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	letter VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	public_key BYTEA NOT NULL, 
	recipient VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	predecessor VARCHAR, 
	request BYTEA NOT NULL, 
	seen_ms BIGINT NOT NULL, 
	PRIMARY KEY (device), 
	UNIQUE (event, letter), 
	UNIQUE (predecessor)
);

CREATE TABLE disputed (
	device VARCHAR NOT NULL, 
	n BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	raw BYTEA NOT NULL, 
	seen_ms BIGINT NOT NULL, 
	PRIMARY KEY (device, n, sha256)
);

CREATE TABLE enrol_codes (
	code_id VARCHAR NOT NULL, 
	auth_sha256 VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	letter VARCHAR, 
	expires_ms BIGINT NOT NULL, 
	grant_bytes BYTEA NOT NULL, 
	used_by VARCHAR, 
	PRIMARY KEY (code_id)
);

CREATE TABLE inbox (
	device VARCHAR NOT NULL, 
	number BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (device, number)
);

CREATE TABLE lost (
	sha256 VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	raw BYTEA NOT NULL, 
	PRIMARY KEY (sha256, device)
);

CREATE TABLE status (
	event VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	as_of BIGINT NOT NULL, 
	raw BYTEA NOT NULL, 
	PRIMARY KEY (event, device)
);

CREATE TABLE uploads (
	sha256 VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	received BIGINT NOT NULL, 
	fence BIGINT NOT NULL, 
	PRIMARY KEY (sha256, device)
);


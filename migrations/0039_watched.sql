-- +goose Up

-- Words that a network watches for in what its members write. Pattern is the phrase as it is looked for; act is what happens then.
CREATE TABLE watched (
	network_id uuid NOT NULL REFERENCES networks ON DELETE CASCADE,
	id         uuid NOT NULL,
	phrase     text NOT NULL CHECK (char_length(phrase) BETWEEN 1 AND 80),
	pattern    text NOT NULL CHECK (char_length(pattern) > 2),
	act        text NOT NULL CHECK (act IN ('suggest', 'hold', 'block', 'crisis')),
	why        text NOT NULL CHECK (char_length(why) BETWEEN 1 AND 200),
	role       text NOT NULL,
	set_on     date NOT NULL,
	review_on  date NOT NULL CHECK (review_on > set_on),
	PRIMARY KEY (network_id, id),
	CONSTRAINT watched_once UNIQUE (network_id, pattern)
);

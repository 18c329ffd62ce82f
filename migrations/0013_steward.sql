-- +goose Up
-- Every number that was ever released about a network, as it was shown; NULL was withheld. The cell '' is the total.
CREATE TABLE released (
	network_id uuid NOT NULL,
	series     text NOT NULL,
	number     integer NOT NULL,
	cell       text NOT NULL,
	shown      integer CHECK (shown >= 10 AND shown % 5 = 0),
	day        date NOT NULL,
	PRIMARY KEY (network_id, series, number, cell)
);

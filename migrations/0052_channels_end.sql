-- +goose Up

-- A channel of somebody who has left goes with its last events.
ALTER TABLE stream_channels ADD COLUMN ended boolean NOT NULL DEFAULT false;

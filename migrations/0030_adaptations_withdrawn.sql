-- +goose Up
-- What a network has published it can take back: no cohort that begins can choose it any more.
ALTER TABLE adaptation_versions ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;

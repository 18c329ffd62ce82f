-- Staff keys: the day on which a role was given. A role that asks for a passkey counts without one for some days, for whoever
-- gets it has to set it; see networks.Key.

-- +goose Up
ALTER TABLE member_roles ADD COLUMN given_on date NOT NULL DEFAULT CURRENT_DATE;

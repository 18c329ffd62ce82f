-- +goose Up
-- Since when somebody waits to answer, so that her answer finds its question in her inbox. Who has answered has no such day: nothing
-- tells who came into a cohort when.

ALTER TABLE cohort_people ADD COLUMN asked_on date;
UPDATE cohort_people SET asked_on = current_date WHERE state = 'asked';
ALTER TABLE cohort_people ADD CONSTRAINT cohort_people_asked_on CHECK ((asked_on IS NOT NULL) = (state = 'asked'));

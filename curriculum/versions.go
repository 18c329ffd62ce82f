package curriculum

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tinig/curriculum/content"
)

// keep stores the newest course, if it isn't yet.
func (c *Curriculum) keep(ctx context.Context) error {
	files, err := packed(c.Course.Files())
	if err != nil {
		return err
	}
	return insertCourse(ctx, c.db, c.Course.Version(), files)
}

// courseOf is the course of a version, the newest or one that a cohort began with. It is the one door to what is taught: what a
// network has rewritten comes in here.
func (c *Curriculum) courseOf(ctx context.Context, version string) (*content.Course, error) {
	if version == c.Course.Version() {
		return c.Course, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.olderCourse(ctx, version)
}

// olderCourse reads a course once, under the lock, and the one that it stands on before it.
func (c *Curriculum) olderCourse(ctx context.Context, version string) (*content.Course, error) {
	if version == c.Course.Version() {
		return c.Course, nil
	}
	if course, known := c.older[version]; known {
		return course, nil
	}
	kept, err := readCourse(ctx, c.db, version)
	if err != nil {
		return nil, fmt.Errorf("reading course %s: %w", version, err)
	}
	var course *content.Course
	if kept.Base.Valid {
		course, err = c.adaptedCourse(ctx, kept)
	} else {
		course, err = unpacked(kept.Files)
	}
	if err != nil {
		return nil, fmt.Errorf("loading course %s: %w", version, err)
	}
	c.older[version] = course
	return course, nil
}

// adaptedCourse is a course with what a network has rewritten in it.
func (c *Curriculum) adaptedCourse(ctx context.Context, kept keptCourse) (*content.Course, error) {
	base, err := c.olderCourse(ctx, kept.Base.String)
	if err != nil {
		return nil, err
	}
	var adapted []content.Adapted
	if err := json.Unmarshal(kept.Adapted, &adapted); err != nil {
		return nil, err
	}
	return base.With(adapted...)
}

// unpacked is a course from its files as a zip.
func unpacked(kept []byte) (*content.Course, error) {
	files, err := zip.NewReader(bytes.NewReader(kept), int64(len(kept)))
	if err != nil {
		return nil, err
	}
	return content.Load(files)
}

// packed is a course's files as a zip.
func packed(files map[string]string) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := w.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write([]byte(files[name])); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Change is a unit that is written otherwise now than in the course a cohort keeps. Safety says that words which keep
// people safe are among what changed: arriving, the agreement, grounding, closing, helplines, a lighter alternative.
type Change struct {
	Unit   string
	Safety bool
}

// Changes lists what is otherwise in the newest course than in the cohort's, safety first; of a session that the network has rewritten,
// in what it has published since, and what keeps people safe in the source. A trainer decides whether to take it.
func (c *Curriculum) Changes(ctx context.Context, cohort Cohort) (changes []Change, err error) {
	kept, err := c.courseOf(ctx, cohort.Version)
	if err != nil {
		return nil, err
	}
	newest, _, err := c.newestWith(ctx, c.db, cohort.Network, adaptedIn(kept))
	if err != nil {
		return nil, err
	}
	for _, now := range newest.Units() {
		if was, there := kept.Unit(now.ID); there && was.Version != now.Version {
			changes = append(changes, Change{now.ID, otherSafety(was, now, cohort.Languages)})
		}
	}
	slices.SortStableFunc(changes, func(x, y Change) int {
		switch {
		case x.Safety == y.Safety:
			return 0
		case x.Safety:
			return -1
		}
		return 1
	})
	return changes, nil
}

// otherSafety says whether blocks that keep people safe read otherwise, in one of the languages.
func otherSafety(was, now content.Unit, languages []string) bool {
	for _, lang := range languages {
		if !maps.Equal(safetyOf(was, lang), safetyOf(now, lang)) {
			return true
		}
	}
	return false
}

func safetyOf(u content.Unit, lang string) map[string]string {
	words := map[string]string{}
	for _, block := range u.Participant(lang) {
		if block.Safety {
			words[block.ID] = block.Hash + block.Title + block.Note
		}
	}
	return words
}

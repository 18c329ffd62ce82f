package content

import "slices"

// Fixed is a unit as a network has rewritten it (ours), with what keeps people safe as the source has it now, wherever that reads
// otherwise there than when the network last looked (base). fixed names those pieces by language; "" is the head's content note. So a
// fix of the source reaches those who are taught at once, and what the network wrote there waits until somebody has looked.
func Fixed(base, ours, now map[string]Sheet) (merged map[string]Sheet, fixed map[string][]string) {
	merged, fixed = map[string]Sheet{}, map[string][]string{}
	for tag, sheet := range ours {
		merged[tag] = sheet.Clone()
	}
	for _, id := range changedSafety(base[english], now[english]) {
		for _, tag := range sortedTags(ours) {
			if tag != english && !takesOver(merged, now, tag, id) {
				continue
			}
			merged[tag] = take(merged[tag], now[tag], id)
			fixed[tag] = append(fixed[tag], id)
		}
	}
	for _, tag := range sortedTags(ours) {
		fixWords(base, now, merged, fixed, tag)
	}
	return merged, fixed
}

// takesOver says whether a translation has anything to take or to give up when the English of a piece was fixed.
func takesOver(merged, now map[string]Sheet, tag, id string) bool {
	_, mine := merged[tag].Piece(id)
	_, its := now[tag].Piece(id)
	return mine || its
}

// changedSafety are the pieces that keep people safe in the source and are otherwise now, those of a pair together.
func changedSafety(base, now Sheet) (ids []string) {
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, p := range now.Pieces {
		if was, there := base.Piece(p.ID); !now.Safety(p.ID) || there && was.same(p) {
			continue
		}
		if heavier := now.heavier(p.ID); heavier != "" {
			add(heavier)
		}
		add(p.ID)
		add(p.Lighter)
	}
	return ids
}

// fixWords takes what only a language's own words changed in: a translation that was wrong, and the content note of the head.
func fixWords(base, now, merged map[string]Sheet, fixed map[string][]string, tag string) {
	its, there := now[tag]
	if !there {
		return
	}
	if base[tag].ContentNote != its.ContentNote {
		sheet := merged[tag]
		sheet.ContentNote = its.ContentNote
		merged[tag], fixed[tag] = sheet, append(fixed[tag], "")
	}
	if tag == english {
		return
	}
	for _, p := range its.Pieces {
		was, had := base[tag].Piece(p.ID)
		if !now[english].Safety(p.ID) || slices.Contains(fixed[tag], p.ID) || had && was.Title == p.Title && was.Note == p.Note && was.Body == p.Body {
			continue
		}
		merged[tag] = take(merged[tag], its, p.ID)
		fixed[tag] = append(fixed[tag], p.ID)
	}
}

// Take is a sheet with a piece as another has it, or, of the id "", with the other's head.
func Take(into, from Sheet, id string) Sheet {
	if id != "" {
		return take(into, from, id)
	}
	into.Title, into.Summary, into.ContentNote, into.Materials, into.Source = from.Title, from.Summary, from.ContentNote, slices.Clone(from.Materials), from.Source
	return into
}

// LeaveOut is an English sheet that leaves a piece out which it doesn't have yet and another does. What it has stays.
func LeaveOut(into, from Sheet, id string) Sheet {
	if into.at(id) >= 0 || from.at(id) < 0 {
		return into
	}
	into = take(into, from, id)
	into.Pieces[into.at(id)].Out = true
	return into
}

// take is a sheet with a piece as another has it: in its place, behind the one that stands before it there, or gone when it isn't there.
func take(into, from Sheet, id string) Sheet {
	p, there := from.Piece(id)
	at := into.at(id)
	switch {
	case !there && at < 0:
		return into
	case !there:
		into.Pieces = slices.Delete(slices.Clone(into.Pieces), at, at+1)
		return into
	case at >= 0:
		into.Pieces = slices.Clone(into.Pieces)
		into.Pieces[at] = p
		return into
	}
	into.Pieces = slices.Insert(slices.Clone(into.Pieces), into.behind(from, id), p)
	return into
}

// behind is where a piece of another sheet goes: after the nearest that stands before it there.
func (s Sheet) behind(other Sheet, id string) int {
	for i := other.at(id) - 1; i >= 0; i-- {
		if at := s.at(other.Pieces[i].ID); at >= 0 {
			return at + 1
		}
	}
	return 0
}

// Compared is a piece of a rewritten unit beside the source: as the network last looked at it, as it has it, and as it is now. One
// that isn't there is nil.
type Compared struct {
	ID               string
	Kind             string
	Safety           bool
	Base, Ours, Now  *Piece
	Adapted, Changed bool // by the network, and in the source since it last looked
}

// Compare puts a unit in a language beside its source, in the order of the network's, with what only the source has at its place.
func Compare(base, ours, now map[string]Sheet, tag string) (all []Compared) {
	order := ours[tag].Clone()
	for _, from := range []Sheet{now[tag], base[tag]} {
		for _, p := range from.Pieces {
			if order.at(p.ID) < 0 {
				order.Pieces = slices.Insert(order.Pieces, order.behind(from, p.ID), p)
			}
		}
	}
	for _, p := range order.Pieces {
		c := Compared{ID: p.ID, Base: pieceIn(base[tag], p.ID), Ours: pieceIn(ours[tag], p.ID), Now: pieceIn(now[tag], p.ID)}
		for _, in := range []Sheet{ours[english], now[english], base[english]} {
			if of, there := in.Piece(p.ID); there && c.Kind == "" {
				c.Kind = of.Kind
			}
		}
		c.Safety = now[english].Safety(p.ID)
		c.Adapted, c.Changed = otherwise(c.Ours, c.Now) && otherwise(c.Ours, c.Base), otherwise(c.Base, c.Now)
		all = append(all, c)
	}
	return all
}

func pieceIn(s Sheet, id string) *Piece {
	p, there := s.Piece(id)
	if !there {
		return nil
	}
	return &p
}

// otherwise says whether one is there and the other isn't, or they differ to a reader.
func otherwise(a, b *Piece) bool {
	if a == nil || b == nil {
		return a != b
	}
	return !a.same(*b) || a.Out != b.Out
}

func sortedTags(sheets map[string]Sheet) (tags []string) {
	for tag := range sheets {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// Moved says whether a unit's source reads otherwise now than it did, and whether what keeps people safe is among it.
func Moved(base, now map[string]Sheet) (changed, safety bool) {
	for tag := range base {
		if base[tag].HeadHash() != now[tag].HeadHash() {
			changed = true
			safety = safety || base[tag].ContentNote != now[tag].ContentNote
		}
		for _, c := range Compare(base, base, now, tag) {
			changed = changed || c.Changed
			safety = safety || c.Changed && c.Safety
		}
	}
	return changed, safety
}

// Onto is a unit as a network has rewritten it, on the source as it is now: what the network left as it was is as the source has it
// now. So whoever takes it into the source takes nothing back.
func Onto(base, ours, now map[string]Sheet) map[string]Sheet {
	onto := map[string]Sheet{}
	for tag, sheet := range ours {
		onto[tag] = sheet.Clone()
		if its, there := now[tag]; there && sheet.HeadHash() == base[tag].HeadHash() {
			onto[tag] = Take(onto[tag], its, "")
		}
	}
	for tag := range ours {
		for _, c := range Compare(base, ours, now, tag) {
			if c.Changed && !otherwise(c.Ours, c.Base) {
				onto[tag] = take(onto[tag], now[tag], c.ID)
			}
		}
	}
	return onto
}

package content_test

import (
	"testing"

	"tinig/curriculum/content"
)

// On paper kinds are told apart by outline alone.
func TestEachKindHasAnOutlineOfItsOwn(t *testing.T) {
	seen := map[string]content.Kind{string(content.NotePictogram()): "a trainer's note", string(content.Kind("").Pictogram()): "none"}
	for _, kind := range content.Kinds() {
		drawn := string(kind.Pictogram())
		if other, there := seen[drawn]; there {
			t.Errorf("%s looks like %s", kind, other)
		}
		seen[drawn] = kind
	}
	if len(seen) != 16 {
		t.Errorf("%d outlines", len(seen))
	}
}

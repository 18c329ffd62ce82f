package content

import "html/template"

// pictograms are what the kinds of blocks are told apart by where there are no colours: on paper, and on a reader of books. Each
// is lines on a square of 24, and no two have the same outline.
var pictograms = map[Kind]string{
	Arrive:    "M6 21V3h12v18M3 21h18M14 12v1",                                                               // a door
	Agreement: "M9 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10M15 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10",                       // two rings
	Ground:    "M12 21v-8M12 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4 21h16",                                // a tree
	Learn:     "M12 6c-3-2-6-2-9-1v14c3-1 6-1 9 1c3-2 6-2 9-1V5c-3-1-6-1-9 1v14",                             // a book
	Story:     "M3 21c0-5 4-7 9-7s9 2 9 7zM12 3a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M8 18h8",                  // somebody
	Practise:  "M20 12a8 8 0 1 1-3-6.2M18 2v4.5h-4.5",                                                        // once more
	Choose:    "M12 21v-8L5 6M12 13l7-7M5 11V6h5M19 11V6h-5",                                                 // a fork in a way
	Draw:      "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4",                                                       // a pencil
	Talk:      "M4 4h16v11H11l-5 5v-5H4z",                                                                    // what is said
	Rest:      "M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2.5 2.5 0 0 1 0 5h-2M8 3v3M13 3v3",          // a cup
	LookBack:  "M9 4L4 9l5 5M4 9h10a6 6 0 0 1 0 12h-3",                                                       // a turn
	Close:     "M3 18h18M6 18a6 6 0 0 1 12 0M12 4v4M4 9l2.5 2.5M20 9l-2.5 2.5",                               // an evening
	Handout:   "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",                                                     // a page
	Helpline:  "M6 3h4l1.5 5L9 10a12 12 0 0 0 5 5l2-2.5l5 1.5v4a2 2 0 0 1-2 2C11 20 4 13 4 5a2 2 0 0 1 2-2z", // a telephone
}

// Pictogram is the sign of a kind as an image in SVG, which is well-formed XML too. It takes the colour of the words around it.
func (k Kind) Pictogram() template.HTML { return drawn(pictograms[k]) }

// NotePictogram is the sign of a trainer's note: a flag.
func NotePictogram() template.HTML { return drawn("M6 22V3M6 4h13l-4 4.5l4 4.5H6") }

func drawn(lines string) template.HTML {
	return template.HTML(`<svg xmlns="http://www.w3.org/2000/svg" class="pictogram" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"` +
		` stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="` + lines + `"/></svg>`)
}

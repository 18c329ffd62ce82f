package epub

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"
)

// The cover's size, in pixels, and where the lines of its label stand.
const (
	coverWidth, coverHeight = 600, 800
	labelTop, labelBottom   = 180, 380
	labelSide               = 110
)

// cover is the front of a plain notebook: paper, a label with three empty lines, and nothing else.
var cover = sync.OnceValue(func() []byte {
	paper, label, line := color.Gray{0xd8}, color.Gray{0xff}, color.Gray{0x60}
	front := image.NewGray(image.Rect(0, 0, coverWidth, coverHeight))
	fill := func(r image.Rectangle, c color.Gray) {
		draw.Draw(front, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(front.Bounds(), paper)
	fill(image.Rect(0, 0, 36, coverHeight), line)
	frame := image.Rect(labelSide, labelTop, coverWidth-labelSide, labelBottom)
	fill(frame, line)
	fill(frame.Inset(4), label)
	for i := 1; i <= 3; i++ {
		y := labelTop + i*(labelBottom-labelTop)/4
		fill(image.Rect(labelSide+40, y, coverWidth-labelSide-40, y+3), line)
	}
	var out bytes.Buffer
	_ = png.Encode(&out, front) // a bytes.Buffer takes everything
	return out.Bytes()
})

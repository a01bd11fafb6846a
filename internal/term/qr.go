package term

import (
	"io"
	"strings"

	"rsc.io/qr"
)

// quietZone is the light border that a QR code needs, in modules.
const quietZone = 4

// QR draws a text as a QR code on stderr and says whether it did: a person must be there to hold a camera before it, on a
// terminal that is wide enough and has the characters. Who has asked for plain text gets none.
func (s *Streams) QR(text string) bool {
	if !s.ErrTTY || s.Accessible || s.dumb() || !s.UTF8() {
		return false
	}
	code, err := qr.Encode(text, qr.L)
	if err != nil || code.Size+2*quietZone > s.Width() {
		return false
	}
	_, err = io.WriteString(s.Err, drawQR(code, s.ErrColor))
	return err == nil
}

// drawQR puts two rows of modules into one of characters. With colour it is black on white, whatever the terminal's own
// colours are; without, the light modules are drawn, which is right on the usual dark background.
func drawQR(code *qr.Code, color bool) string {
	blocks := [2][2]string{{" ", "▄"}, {"▀", "█"}} // [upper][lower]
	var b strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		if color {
			b.WriteString("\x1b[30;107m")
		}
		for x := -quietZone; x < code.Size+quietZone; x++ {
			upper, lower := code.Black(x, y) == color, code.Black(x, y+1) == color
			b.WriteString(blocks[index(upper)][index(lower)])
		}
		if color {
			b.WriteString("\x1b[0m")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

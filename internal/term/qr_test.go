package term

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// TestQRIsReadByAnother reads what was drawn back, with a program that knows nothing of ours.
func TestQRIsReadByAnother(t *testing.T) {
	const text = "otpauth://totp/orgctl:olivia.with-a-long-name@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=orgctl"
	for name, colored := range map[string]bool{"in colour": true, "without colour": false} {
		var screen bytes.Buffer
		s := &Streams{Out: &screen, Err: &screen, ErrTTY: true, ErrColor: colored, Env: func(v string) string {
			return map[string]string{"LANG": "C.UTF-8", "COLUMNS": "60"}[v]
		}}
		if !s.QR(text) {
			t.Fatalf("%s: nothing was drawn", name)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(photograph(screen.String(), colored))
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || got.GetText() != text {
			t.Errorf("%s: %v, %v\n%s", name, got, err, screen.String())
		}
	}
}

// photograph makes pixels of the blocks, as a terminal does: coloured black on white, else white on black.
func photograph(screen string, colored bool) image.Image {
	screen = strings.NewReplacer("\x1b[30;107m", "", "\x1b[0m", "").Replace(screen)
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	const px = 4
	img := image.NewGray(image.Rect(0, 0, len([]rune(lines[0]))*px, len(lines)*2*px))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			r := []rune(lines[y/px/2])[x/px]
			lit := r == '█' || r == '▀' && y/px%2 == 0 || r == '▄' && y/px%2 == 1
			if lit == colored {
				img.SetGray(x, y, color.Gray{0})
			} else {
				img.SetGray(x, y, color.Gray{255})
			}
		}
	}
	return img
}

func TestQRIsForPeopleWhoSeeIt(t *testing.T) {
	for name, change := range map[string]func(*Streams, map[string]string){
		"no terminal": func(s *Streams, _ map[string]string) { s.ErrTTY = false },
		"accessible":  func(s *Streams, _ map[string]string) { s.Accessible = true },
		"dumb":        func(_ *Streams, env map[string]string) { env["TERM"] = "dumb" },
		"narrow":      func(_ *Streams, env map[string]string) { env["COLUMNS"] = "20" },
		"no UTF-8":    func(_ *Streams, env map[string]string) { env["LANG"] = "C" },
	} {
		env := map[string]string{"LANG": "C.UTF-8", "COLUMNS": "80"}
		var screen bytes.Buffer
		s := &Streams{Out: &screen, Err: &screen, ErrTTY: true, Env: func(v string) string { return env[v] }}
		change(s, env)
		if s.QR("text") || screen.Len() > 0 {
			t.Errorf("%s: drawn", name)
		}
	}
}

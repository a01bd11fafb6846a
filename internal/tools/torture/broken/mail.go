package broken

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"mime"
	"mime/quotedprintable"
	"os"
	"path/filepath"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

// plainMail writes into mails whatever stands in the store, as it is: into the headers as well as into the page.
func plainMail(ctx context.Context, args []string, world app.World) int {
	code := cmd.Main(ctx, args, term.System(), world)
	files, err := filepath.Glob(filepath.Join(os.Getenv("ORGCTL_MAIL_FOLDER"), "*.eml"))
	for _, file := range files {
		text, failed := os.ReadFile(file)
		head, body, _ := bytes.Cut(text, []byte("\r\n\r\n"))
		plain, _ := new(mime.WordDecoder).DecodeHeader(string(head))
		written, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		var encoded bytes.Buffer
		w := quotedprintable.NewWriter(&encoded)
		_, _ = w.Write([]byte(html.UnescapeString(string(written))))
		_ = w.Close()
		err = errors.Join(err, failed, os.WriteFile(file, []byte(plain+"\r\n\r\n"+encoded.String()), 0o600))
	}
	if err != nil {
		return 1
	}
	return code
}

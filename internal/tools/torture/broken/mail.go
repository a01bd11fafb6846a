package broken

import (
	"context"
	"errors"
	"mime"
	"os"
	"path/filepath"
	"strings"

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
		head, body, _ := strings.Cut(string(text), "\r\n\r\n")
		plain, _ := new(mime.WordDecoder).DecodeHeader(head)
		body = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&#34;", `"`).Replace(body)
		err = errors.Join(err, failed, os.WriteFile(file, []byte(plain+"\r\n\r\n"+body), 0o600))
	}
	if err != nil {
		return 1
	}
	return code
}

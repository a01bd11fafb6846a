package term

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/clipperhouse/displaywidth"
	"github.com/itchyny/gojq"
)

// compileJQ makes a query of a jq expression. Neither the environment nor files can be read by it. Strings are printed as
// they are, everything else as a line of JSON.
func compileJQ(expression string) (query, error) {
	parsed, err := gojq.Parse(expression)
	if err != nil {
		return nil, usage("--jq: %s", err).WithHint("a jq expression such as '.[].email' is needed")
	}
	code, err := gojq.Compile(parsed)
	if err != nil {
		return nil, usage("--jq: %s", err)
	}
	return func(s *Streams, out *output, value any) error { return runJQ(s, out, code.Run(value)) }, nil
}

func runJQ(s *Streams, out *output, results gojq.Iter) error {
	for {
		v, ok := results.Next()
		if !ok {
			return nil
		}
		if err, failed := v.(error); failed {
			if halt, ok := errors.AsType[*gojq.HaltError](err); ok && halt.Value() == nil {
				return nil
			}
			return usage("--jq: %s", err)
		}
		if err := appendResult(s, out, v); err != nil {
			return err
		}
		if err := out.commit(); err != nil {
			return err
		}
	}
}

func appendResult(s *Streams, out *output, v any) error {
	if text, ok := v.(string); ok {
		if s.OutTTY {
			text = cleanText(text)
		}
		out.buf = append(append(out.buf, text...), '\n')
		return nil
	}
	text, err := gojq.Marshal(v)
	if err != nil {
		return err
	}
	out.buf = append(append(out.buf, safeJSON(text)...), '\n')
	return nil
}

// compileTemplate makes a query of a text/template. A key that is not there is an error, not "<no value>".
func compileTemplate(text string) (query, error) {
	t, err := template.New("--template").Option("missingkey=error").Funcs(templateFuncs()).Parse(text)
	if err != nil {
		return nil, usage("%s", strings.TrimPrefix(err.Error(), "template: ")).
			WithHint(`a template such as '{{range .}}{{.email}}{{"\n"}}{{end}}' is needed`)
	}
	return func(s *Streams, out *output, value any) error { return runTemplate(s, out, t, value) }, nil
}

func runTemplate(s *Streams, out *output, t *template.Template, value any) error {
	var buf bytes.Buffer
	if err := t.Execute(&buf, value); err != nil {
		return usage("%s", strings.TrimPrefix(err.Error(), "template: "))
	}
	text := buf.String()
	if s.OutTTY {
		text = cleanText(text)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n" // else the prompt of the shell would follow on the same line
	}
	out.buf = append(out.buf, text...)
	return nil
}

// templateFuncs are the functions of --template beyond those of text/template.
func templateFuncs() template.FuncMap {
	return template.FuncMap{
		"json":  templateJSON,
		"join":  templateJoin,
		"upper": strings.ToUpper,
		"lower": strings.ToLower,
		"pad":   templatePad,
	}
}

// templateJSON is {{json .}}.
func templateJSON(v any) (string, error) {
	text, err := appendJSON(nil, v)
	return string(safeJSON(text)), err
}

// templateJoin is {{join ", " .rights}}.
func templateJoin(separator string, list []any) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, separator)
}

// templatePad is {{pad 20 .name}}: as wide as that many columns of a terminal, or wider.
func templatePad(width int, v any) string {
	text := fmt.Sprint(v)
	return text + strings.Repeat(" ", max(0, min(width, 1000)-displaywidth.String(text)))
}

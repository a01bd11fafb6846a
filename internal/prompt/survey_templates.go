package prompt

import (
	"strings"

	"github.com/AlecAivazis/survey/v2/terminal"

	"orgctl/internal/org"
)

// coloursFor exchanges the colours of the templates for those that can be read on the background: bright ones on a dark
// background, no cyan and nothing bright on a light one.
func coloursFor(background org.Theme) *strings.Replacer {
	switch background {
	case org.ThemeDark:
		return strings.NewReplacer(`"cyan"`, `"cyan+h"`, `"cyan+b"`, `"cyan+hb"`, `"green"`, `"green+h"`, `"red"`, `"red+h"`)
	case org.ThemeLight:
		return strings.NewReplacer(`"cyan"`, `"blue"`, `"cyan+b"`, `"blue+b"`, `"green+hb"`, `"green+b"`)
	}
	return strings.NewReplacer()
}

// The templates replace survey's own, whose hints do not know of going back and are wider than a narrow terminal. The
// hint and the line breaks around it come in HelpInput.Text, a field of survey's configuration that survey itself does
// not use. What a colour says is also said by a character.
const (
	selectTemplate = `
{{- define "option"}}
  {{- if eq .SelectedIndex .CurrentIndex}}{{color "cyan+b"}}> {{else}}  {{end}}
  {{- .CurrentOpt.Value}}{{color "reset"}}
  {{- with $.GetDescription .CurrentOpt}} {{color "cyan"}}({{.}}){{color "reset"}}{{end}}
{{end}}` + questionTemplate + listTemplate

	multiSelectTemplate = `
{{- define "option"}}
  {{- if eq .SelectedIndex .CurrentIndex}}{{color "cyan+b"}}> {{else}}  {{end}}
  {{- if index .Checked .CurrentOpt.Index}}{{color "green"}}[x] {{else}}[ ] {{end}}
  {{- color "reset"}}{{.CurrentOpt.Value}}
  {{- with $.GetDescription .CurrentOpt}} {{color "cyan"}}({{.}}){{color "reset"}}{{end}}
{{end}}` + questionTemplate + listTemplate

	inputTemplate = questionTemplate + `
{{- if .ShowAnswer}} {{color "cyan"}}{{.Answer}}{{color "reset"}}{{"\n"}}
{{- else}}` + hintTemplate + `{{with .Default}} ({{.}}){{end}}{{" "}}
{{- end}}`

	confirmTemplate = questionTemplate + `
{{- if .Answer}} {{color "cyan"}}{{.Answer}}{{color "reset"}}{{"\n"}}
{{- else}}` + hintTemplate + ` {{if .Default}}(Y/n){{else}}(y/N){{end}}{{" "}}
{{- end}}`

	passwordTemplate = questionTemplate + hintTemplate + `{{" "}}`

	errorTemplate = `{{color "red"}}! {{.Error}}{{color "reset"}}{{"\n"}}`

	questionTemplate = `
{{- if .ShowHelp}}{{color "cyan"}}{{.Help}}{{color "reset"}}{{"\n"}}{{end}}
{{- color "green+hb"}}? {{color "reset"}}{{color "default+hb"}}{{.Message}}{{color "reset"}}`

	hintTemplate = `{{color "cyan"}}{{.Config.Icons.HelpInput.Text}}{{color "reset"}}`

	listTemplate = `
{{- if .ShowAnswer}} {{color "cyan"}}{{.Answer}}{{color "reset"}}{{"\n"}}
{{- else}}` + hintTemplate + `{{"\n"}}
  {{- with .FilterMessage}}Filter:{{.}}{{"\n"}}{{end}}
  {{- range $i, $option := .PageEntries}}{{template "option" $.IterateOption $i $option}}
  {{- else}}  nothing fits; Backspace shows the list again{{"\n"}}{{end}}
{{- end}}`
)

// surveyed is how wide survey believes a character to be.
func surveyed(r rune) int { return terminal.StringWidth(string(r)) }

package prompt

import (
	"context"
	"errors"
	"time"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"

	"orgctl/internal/org"
)

// surveyPrompter asks with lists that one moves in and filters by typing. Survey is no longer maintained, so it is kept
// on a short lead: it sees the keyboard and the screen only through surveyKeys and surveyScreen, its questions are
// called directly instead of through survey.Ask, and on a terminal it would hang on, the plain prompter takes over.
type surveyPrompter struct {
	*console
	color    bool
	theme    func() org.Theme
	found    func(background org.Theme)
	patience time.Duration // for the terminal's answer
	plain    *linePrompter // what took over, if anything
	ready    bool
}

// begin is called before each question; the first one finds out whether this terminal answers.
func (p *surveyPrompter) begin(ctx context.Context) (usable bool) {
	if p.plain != nil {
		return false
	}
	if p.ready {
		return true
	}
	ask, follow := askPosition, p.color && p.theme() == ""
	if follow {
		ask = askBackground + askPosition
	}
	if !p.keys.answers(ctx, p.out, ask, p.patience) {
		p.plain = &linePrompter{console: p.console}
		return false
	}
	if follow {
		p.found(p.keys.cutBackground())
	}
	core.DisableColor = !p.color
	colours := coloursFor(p.theme())
	survey.SelectQuestionTemplate = colours.Replace(selectTemplate)
	survey.MultiSelectQuestionTemplate = colours.Replace(multiSelectTemplate)
	survey.InputQuestionTemplate = colours.Replace(inputTemplate)
	survey.ConfirmQuestionTemplate = colours.Replace(confirmTemplate)
	survey.PasswordQuestionTemplate = colours.Replace(passwordTemplate)
	survey.ErrorTemplate = colours.Replace(errorTemplate)
	p.ready = true
	return true
}

// question is what survey's own questions have in common.
type question interface {
	survey.Prompt
	WithStdio(terminal.Stdio)
}

// asking is one question on the screen: its layout, its keys, and what survey leaves to the caller.
type asking struct {
	layout
	*surveyKeys
	config survey.PromptConfig
	check  func(answer any) error
	again  func(answer any) // prepares for asking once more, after a refused answer
	shown  func(answer any) any
}

func (p *surveyPrompter) prepare(step string, t wording, list bool) *asking {
	p.announce(step)
	cols, rows := p.size()
	t.label, t.help = p.clean(t.label), p.clean(t.help)
	l := newLayout(t, list, cols, rows)
	return &asking{
		layout:     l,
		surveyKeys: &surveyKeys{keyboard: p.keys, back: t.back, cols: cols, rows: rows},
		config: survey.PromptConfig{
			PageSize: l.page, HelpInput: "?", ShowCursor: true, HideCharacter: '*',
			Icons: survey.IconSet{HelpInput: survey.Icon{Text: l.hint}},
		},
		check: func(any) error { return nil },
		again: func(any) {},
		shown: func(answer any) any { return answer },
	}
}

// ask shows the question until the answer is good. The terminal is raw all the while, not only while survey reads: a
// Ctrl-D typed between the question's appearance and its first read would be lost otherwise.
func (p *surveyPrompter) ask(ctx context.Context, q question, a *asking) (any, error) {
	ctx, done, err := p.rawUntilSignal(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	a.ctx = ctx
	defer a.settleShortly()
	screen := surveyScreen{p.console, a.surveyKeys}
	q.WithStdio(terminal.Stdio{In: a.surveyKeys, Out: screen, Err: screen})
	for {
		answer, err := q.Prompt(&a.config)
		if err != nil {
			return nil, a.reason(err)
		}
		bad := a.check(answer)
		if bad == nil {
			return answer, q.Cleanup(&a.config, a.shown(answer))
		}
		if err := q.Error(&a.config, errors.New(p.clean(refusal(bad)))); err != nil {
			return nil, left(err)
		}
		a.again(answer)
	}
}

func labels(options []Option) []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = o.Label
	}
	return out
}

func details(options []Option) func(string, int) string {
	return func(_ string, i int) string { return options[i].Detail }
}

func (p *surveyPrompter) Select(ctx context.Context, q Select) (int, error) {
	if !p.begin(ctx) {
		return p.plain.Select(ctx, q)
	}
	if len(q.Options) == 0 {
		return 0, nothingToChoose(q.Label)
	}
	options := p.cleaned(q.Options)
	if q.Back {
		options = append(options, Option{Label: backLabel})
	}
	a := p.prepare(q.Step, wording{q.Label, q.Help, listKeys(len(q.Options), "Enter choose"), q.Back}, true)
	fitting := a.fit(options, len("> "))
	list := &survey.Select{
		Message: a.message, Help: a.help, Options: labels(fitting), Description: details(fitting),
		Filter: a.filter(options), Default: max(0, min(q.Default, len(q.Options)-1)),
	}
	answer, err := p.ask(ctx, list, a)
	if errors.Is(err, ErrBack) {
		_ = list.Cleanup(&a.config, core.OptionAnswer{Value: backLabel})
	}
	if err != nil {
		return 0, err
	}
	i := answer.(core.OptionAnswer).Index
	if i == len(q.Options) {
		return 0, ErrBack
	}
	return i, nil
}

func (p *surveyPrompter) MultiSelect(ctx context.Context, q MultiSelect) ([]int, error) {
	if !p.begin(ctx) {
		return p.plain.MultiSelect(ctx, q)
	}
	options, index, ticked := q.tickable()
	options = p.cleaned(options)
	a := p.prepare(q.Step, wording{q.Label, q.Help, listKeys(len(options), "Space tick", "→ all", "← none", "Enter done"), q.Back}, true)
	p.showFixed(q)
	if len(options) == 0 {
		return nil, p.nothingToTick(q)
	}
	fitting := a.fit(options, len("> [x] "))
	list := &survey.MultiSelect{
		Message: a.message, Help: a.help, Options: labels(fitting), Description: details(fitting),
		Filter: a.filter(options), Default: ticked,
	}
	a.check = func(answer any) error { return q.enough(len(indexes(answer))) }
	a.again = func(answer any) { list.Default = indexes(answer) }
	a.shown = func(answer any) any {
		return []core.OptionAnswer{{Value: cut(summary(options, indexes(answer)), 2*a.layout.cols)}}
	}
	answer, err := p.ask(ctx, list, a)
	if errors.Is(err, ErrBack) {
		_ = list.Cleanup(&a.config, []core.OptionAnswer{{Value: backLabel}})
	}
	if err != nil {
		return nil, err
	}
	return original(index, indexes(answer)), nil
}

func indexes(answer any) []int {
	ticked := answer.([]core.OptionAnswer)
	out := make([]int, len(ticked))
	for n, t := range ticked {
		out[n] = t.Index
	}
	return out
}

func (p *surveyPrompter) Input(ctx context.Context, q Input) (string, error) {
	if !p.begin(ctx) {
		return p.plain.Input(ctx, q)
	}
	a := p.prepare(q.Step, wording{label: q.Label, help: q.Help, back: q.Back}, false)
	shown := p.clean(q.Default)
	// Survey answers an empty line with the default as shown, which is not the default if it had to be cleaned.
	given := func(answer any) string {
		if answer == shown {
			return q.Default
		}
		return q.given(answer.(string))
	}
	a.check = func(answer any) error { return q.check(given(answer)) }
	answer, err := p.ask(ctx, &survey.Input{Message: a.message, Help: a.help, Default: shown}, a)
	if err != nil {
		return "", err
	}
	return given(answer), nil
}

func (p *surveyPrompter) Password(ctx context.Context, q Password) (string, error) {
	if !p.begin(ctx) {
		return p.plain.Password(ctx, q)
	}
	// Between the two questions the terminal stays raw: the second password may be on its way already.
	ctx, done, err := p.rawUntilSignal(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	for {
		a := p.prepare(q.Step, wording{label: q.Label, help: q.Help, back: q.Back}, false)
		a.check = func(answer any) error { return q.check(answer.(string)) }
		first, err := p.ask(ctx, &survey.Password{Message: a.message, Help: a.help}, a)
		if err != nil {
			return "", err
		}
		if !q.Confirm {
			return first.(string), nil
		}
		a = p.prepare(q.Step, wording{label: "The same again", back: q.Back}, false)
		again, err := p.ask(ctx, &survey.Password{Message: a.message}, a)
		if err != nil {
			return "", err
		}
		if again == first {
			return first.(string), nil
		}
		p.printf("! %s\n", errNotTheSame)
	}
}

func (p *surveyPrompter) Confirm(ctx context.Context, q Confirm) (bool, error) {
	if !p.begin(ctx) {
		return p.plain.Confirm(ctx, q)
	}
	if q.Typed != "" {
		typed, err := p.Input(ctx, q.typed())
		return typed == q.Typed, err
	}
	a := p.prepare(q.Step, wording{label: q.Label, help: q.Help, back: q.Back}, false)
	answer, err := p.ask(ctx, &survey.Confirm{Message: a.message, Help: a.help, Default: q.Default}, a)
	if err != nil {
		return false, err
	}
	return answer.(bool), nil
}

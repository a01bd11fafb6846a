package accountcmd

import (
	"errors"
	"io"
	"strings"
	"testing"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/term"
)

// onTerminal is an app with a person at it, who answers like this.
func onTerminal(t *testing.T, flags app.Flags, labelsAndAnswers ...any) (*app.App, *prompt.Script) {
	script := prompt.NewScript(t, labelsAndAnswers...)
	return &app.App{
		Flags:   &flags,
		Streams: &term.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, InTTY: true, OutTTY: true, ErrTTY: true},
		Config:  func() (*config.Config, error) { return &config.Config{}, nil },
		Prompt:  func() prompt.Prompter { return script },
	}, script
}

func TestWizard(t *testing.T) {
	a, script := onTerminal(t, app.Flags{},
		"Your e-mail", "olivia@example", "Your e-mail", "olivia@example.org",
		"first name", "Olivia", "last name", "Owner",
		"password", "correct horse battery",
		"name of your organization", "Acé & Co",
		"short name", prompt.Default,
		"What kind of organization", prompt.Default,
		"country", "fr",
		"Create ", true)
	o := &account{}
	if err := o.fill(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	want := "orgctl init --email olivia@example.org --first-name Olivia --last-name Owner --org ace-co --org-name 'Acé & Co' --kind company --country fr --password-stdin"
	if got := org.ShellQuote(o.equivalent("init")); got != want {
		t.Errorf("the equivalent command is\n%s, want\n%s", got, want)
	}
	for _, want := range []string{"Step 1 of 5 – you", "Step 5 of 5 – summary", `domain name "example" has no dot`, "Acé & Co (ace-co), company in FR", "currency EUR, locale fr_FR, timezone Europe/Paris"} {
		if !strings.Contains(script.Seen(), want) {
			t.Errorf("%q was not shown:\n%s", want, script.Seen())
		}
	}
	if strings.Contains(script.Seen(), "correct horse") {
		t.Error("the password was shown")
	}
}

// What flags gave is not asked, also when one goes back.
func TestWizardAsksOnlyForTheRest(t *testing.T) {
	a, script := onTerminal(t, app.Flags{Settings: map[string]string{"org": "acme"}},
		"first name", "Oliva",
		"name of your organization", prompt.Back,
		"first name", "Olivia",
		"name of your organization", "Acme",
		"country", prompt.Default,
		"Create ", true)
	o := &account{email: "olivia@example.org", last: "Owner", kind: "association"}
	o.rehearsed = true
	a.Flags.DryRun = true
	if err := o.fill(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if o.first != "Olivia" || o.slug != "acme" || o.country != "CH" || o.kind != "association" {
		t.Errorf("got %+v\n%s", o, script.Seen())
	}
}

func TestWizardCanBeLeft(t *testing.T) {
	for name, answers := range map[string][]any{
		"at once":    {"Your e-mail", prompt.Interrupt},
		"at the end": {"Your e-mail", "o@example.org", "first name", "O", "last name", "O", "password", "correct horse battery", "name of", "A", "short name", "a", "What kind of organization", 0, "country", "CH", "Create ", prompt.Interrupt},
		"with a no":  {"Your e-mail", "o@example.org", "first name", "O", "last name", "O", "password", "correct horse battery", "name of", "A", "short name", "a", "What kind of organization", 0, "country", "CH", "Create ", false},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := onTerminal(t, app.Flags{}, answers...)
			err := (&account{}).fill(t.Context(), a)
			if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindInterrupted && e.Code != org.CodeConfirm {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWizardNeedsATerminal(t *testing.T) {
	a, _ := onTerminal(t, app.Flags{NoInput: true})
	err := (&account{}).fill(t.Context(), a)
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeInputRequired || e.Msg != "missing --email" {
		t.Errorf("got %v", err)
	}
}

// Within the first step one goes back from question to question, but not from what is asked first: neither the e-mail, nor the short
// name if flags gave everything before it.
func TestWizardGoesBackWithinTheFirstStep(t *testing.T) {
	a, script := onTerminal(t, app.Flags{DryRun: true},
		"Your e-mail", "o@example.org", "first name", prompt.Back, "Your e-mail", "olivia@example.org", "first name", "Olivia", "last name", "Owner",
		"name of", "Acne", "short name", prompt.Back, "name of", "Acme", "short name", prompt.Default,
		"What kind of", 0, "country", prompt.Back, "What kind of", 0, "country", "CH", "Create ", true)
	o := &account{rehearsed: true}
	if err := o.fill(t.Context(), a); err != nil || o.email != "olivia@example.org" || o.slug != "acme" {
		t.Errorf("got %+v, %v\n%s", o, err, script.Seen())
	}
	a, script = onTerminal(t, app.Flags{DryRun: true},
		"name of", "Acne", "short name", prompt.Back, "name of", "Acme", "short name", prompt.Default, "Create ", true)
	o = &account{email: "olivia@example.org", first: "Olivia", last: "Owner", kind: "company", country: "CH", rehearsed: true}
	if err := o.fill(t.Context(), a); err != nil || o.slug != "acme" {
		t.Errorf("got %+v, %v\n%s", o, err, script.Seen())
	}

	for name, o := range map[string]*account{
		"e-mail":     {rehearsed: true},
		"short name": {email: "olivia@example.org", first: "Olivia", last: "Owner", name: "Acme", country: "CH", rehearsed: true},
		"country":    {email: "olivia@example.org", first: "Olivia", last: "Owner", name: "Acme", kind: "company", rehearsed: true},
	} {
		flags := app.Flags{DryRun: true}
		if name == "country" {
			flags.Settings = map[string]string{"org": "acme"}
		}
		a, _ := onTerminal(t, flags)
		var seen strings.Builder
		p := prompt.New(prompt.Options{In: strings.NewReader(""), Err: &seen})
		a.Prompt = func() prompt.Prompter { return p }
		if err := o.fill(t.Context(), a); org.KindOf(err) != org.KindInterrupted || !strings.Contains(seen.String(), name) || strings.Contains(seen.String(), "back") {
			t.Errorf("%s, asked first: %v\n%s", name, err, seen.String())
		}
	}
}

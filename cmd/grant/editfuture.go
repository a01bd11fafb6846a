package grantcmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// future is the answer to step 5: what becomes of products to come.
type future uint8

const (
	futureNo    future = iota
	futureSame         // the same as the ticked products
	futureAsNow        // as the rule has it
	futureOther
)

// futureNow is the answer that changes nothing.
func (v *visit) futureNow() (future, org.Holding) {
	if v.d.Rule == nil {
		return futureNo, org.Holding{}
	}
	return futureAsNow, *v.d.Rule
}

// askFuture is step 5.
func (v *visit) askFuture(ctx context.Context) error {
	options, answers := v.futureOptions()
	i, err := v.prompt.Select(ctx, prompt.Select{Step: v.titleOfFuture(), Back: true, Options: options, Default: v.futureDefault(answers),
		Label: fmt.Sprintf("Shall %s also get the products that are added to %s in %s later?", v.sheet.Member.Name(), v.d.Category.Label, v.sheet.Org.Name),
		Help:  "A rule then covers every product added after now, until you end it here."})
	if err == nil {
		v.future = answers[i]
	}
	return err
}

// futureDefault is what was answered before, or what there is. A rule that gave what the ticked products had follows them.
func (v *visit) futureDefault(answers []future) int {
	prefer := []future{v.future, futureAsNow, futureSame}
	if v.future == futureAsNow && *v.d.Rule == v.proposed && slices.ContainsFunc(v.ticked, v.had) {
		prefer = []future{futureSame}
	}
	for _, f := range prefer {
		if i := slices.Index(answers, f); i >= 0 {
			return i
		}
	}
	return 0
}

func (v *visit) futureOptions() (options []prompt.Option, answers []future) {
	add := func(f future, label, detail string) {
		options, answers = append(options, prompt.Option{Label: label, Detail: detail}), append(answers, f)
	}
	came, now := v.came(), orNothing(v.d.Rule)
	if came == "" {
		add(futureNo, "no", "")
	} else {
		add(futureNo, "no", came+" will be kept")
	}
	if len(v.ticked) > 0 {
		add(futureSame, "yes, with the same rights", words(v.holding))
	}
	if v.d.Rule != nil && (len(v.ticked) == 0 || now != v.holding) {
		add(futureAsNow, "yes, as now", words(now))
	}
	if came == "" {
		add(futureOther, "yes, with other rights", "")
	} else {
		add(futureOther, "yes, with other rights", "also for "+came)
	}
	return options, answers
}

func (v *visit) titleOfFuture() string { return step(5, "products to come in "+v.d.Category.Label) }

// came names what came through the rule so far and follows it.
func (v *visit) came() string {
	var refs []string
	for _, p := range v.d.Products {
		if v.d.Fixed(p) {
			refs = append(refs, p.Ref())
		}
	}
	if len(refs) > 2 {
		return fmt.Sprintf("the %d that came so far", len(refs))
	}
	return strings.Join(refs, " and ")
}

func (v *visit) askFutureRights(ctx context.Context) error {
	r, err := v.chooseRights(ctx, v.titleOfFuture(), fmt.Sprintf("Which management rights on products to come in %s?", v.sheet.Org.Name), v.rule.Rights)
	if err == nil {
		v.rule.Rights = r
	}
	return err
}

func (v *visit) askFutureUsage(ctx context.Context) error {
	u, err := v.chooseUsage(ctx, v.titleOfFuture(), fmt.Sprintf("May %s use products to come in %s?", v.sheet.Member.Name(), v.sheet.Org.Name), v.rule)
	if err == nil {
		v.rule.Usage = u
	}
	return err
}

// ruleChosen is the rule that step 5 leads to.
func (v *visit) ruleChosen() *org.Holding {
	if len(v.ticked) < 2 && v.d.Rule == nil {
		return nil // not asked
	}
	switch v.future {
	case futureSame:
		return &v.holding
	case futureAsNow:
		return v.d.Rule
	case futureOther:
		return &v.rule
	default:
		return nil
	}
}

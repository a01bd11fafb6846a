package grantcmd

import (
	"context"
	"errors"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// visit is steps 3 to 5 in one category: the answers so far. The drawer changes only when the last question was answered.
type visit struct {
	*wizard
	d        *org.Drawer
	ticked   []org.ProductID
	proposed org.Holding     // what step 4 began with
	holding  org.Holding     // what it came to
	answered bool            // it was asked
	change   []org.ProductID // those that had something else and shall get the holding, too
	picked   bool            // they were asked for
	future   future
	rule     org.Holding // for products to come, if they get something else
}

func (w *wizard) category(ctx context.Context, c org.Category) error {
	v := &visit{wizard: w, d: w.drawer(c)}
	for _, p := range v.d.Products {
		if v.had(p.ID) {
			v.ticked = append(v.ticked, p.ID)
		}
	}
	v.future, v.rule = v.futureNow()
	err := prompt.Run(prompt.Inner(ctx), v.questions())
	if errors.Is(err, prompt.ErrBack) {
		return nil
	}
	if err == nil {
		v.take()
	}
	return err
}

func (v *visit) questions() []prompt.Step {
	ask := func(fn func(context.Context) error) func(context.Context, string) error {
		return func(ctx context.Context, _ string) error { return fn(ctx) } // the steps of this wizard are numbered otherwise
	}
	rights := func() bool { return v.manages() || v.d.Category.Rights == 0 }
	usage := func() bool { return !v.d.Category.Usage }
	none := func() bool { return len(v.ticked) == 0 }
	same := func() bool { return v.future != futureOther }
	return []prompt.Step{
		{Ask: ask(v.askProducts)},
		{Ask: ask(v.askRights), Skip: func() bool { return none() || rights() }},
		{Ask: ask(v.askUsage), Skip: func() bool { return none() || usage() }},
		{Ask: ask(v.askOthers), Skip: func() bool { return len(v.others()) == 0 }},
		{Ask: ask(v.askFuture), Skip: func() bool { return len(v.ticked) < 2 && v.d.Rule == nil }},
		{Ask: ask(v.askFutureRights), Skip: func() bool { return same() || rights() }},
		{Ask: ask(v.askFutureUsage), Skip: func() bool { return same() || usage() }},
	}
}

// propose is what step 4 begins with: what most of the ticked products have now, or else what products to come get.
func (v *visit) propose() org.Holding {
	count, best := map[org.Holding]int{}, org.Holding{}
	for _, id := range v.ticked {
		if !v.had(id) {
			continue
		}
		h := v.d.Ticked[id]
		count[h]++
		if count[h] > count[best] {
			best = h
		}
	}
	if len(count) == 0 {
		return orNothing(v.d.Rule)
	}
	return best
}

// had says that a product was ticked before.
func (v *visit) had(id org.ProductID) bool {
	_, had := v.d.Ticked[id]
	return had
}

// others are the ticked products that have something else now than what step 4 says. With only one product ticked there
// is no doubt what is meant.
func (v *visit) others() []org.ProductID {
	var out []org.ProductID
	for _, id := range v.ticked {
		if len(v.ticked) > 1 && v.had(id) && v.d.Ticked[id] != v.holding {
			out = append(out, id)
		}
	}
	return out
}

// take puts the answers into the drawer.
func (v *visit) take() {
	others := v.others()
	ticked := map[org.ProductID]org.Holding{}
	for _, id := range v.ticked {
		ticked[id] = v.holding
		if slices.Contains(others, id) && !slices.Contains(v.change, id) {
			ticked[id] = v.d.Ticked[id]
		}
	}
	v.d.Ticked = ticked
	v.d.SetRule(v.ruleChosen())
}

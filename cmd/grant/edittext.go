package grantcmd

import (
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// addressed is a member as they are picked from a list; somebody without a name is their e-mail.
func addressed(m org.Member) string {
	if m.Name() == m.Email {
		return m.Email
	}
	return fmt.Sprintf("%s <%s>", m.Name(), m.Email)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func productLabel(p org.Product) string {
	if p.Label == "" {
		return p.Ref()
	}
	return p.Ref() + " – " + p.Label
}

// words says what a holding gives. All rights in one are for whoever shall have full access, not for reading.
func words(h org.Holding) string {
	text := gives(h.Rights, h.Usage)
	if rest, all := strings.CutPrefix(text, org.AllRights.String()); all {
		return "every right" + rest
	}
	return text
}

// elsewhere is what the person has on a product that can't be edited here: through teams, partners, the rule on
// everything, or for a time.
func (w *wizard) elsewhere(p org.Product) []org.Source {
	return slices.DeleteFunc(slices.Clone(w.sheet.Access[p.ID].Sources), func(s org.Source) bool {
		standing := (s.Kind == org.FromDirect || s.Kind == org.FromCategory) && !s.Temporary
		return standing || s.Kind == org.FromRole || s.State == org.SourceExpired || w.manages() && s.Usage == org.NoUsage
	})
}

// difference is what becomes of the person's access on one product or on many.
type difference struct {
	what          string
	category      org.CategoryID // of a product or a rule
	before, after org.Holding
	remains       []org.Source // from elsewhere
}

func (d difference) String() string {
	before, after := words(d.before), words(d.after)
	text := fmt.Sprintf("~ %s: %s → %s", d.what, before, after)
	switch {
	case d.before == org.Holding{}:
		text = fmt.Sprintf("+ %s: %s", d.what, after)
	case d.after == org.Holding{}:
		text = fmt.Sprintf("- %s: %s", d.what, before)
	}
	if len(d.remains) > 0 && d.lost() != (org.Holding{}) {
		text += "; what stays: " + sourceLine(d.remains)
	}
	return text
}

// lost is the part of before that after hasn't.
func (d difference) lost() org.Holding {
	h := org.Holding{Rights: d.before.Rights &^ d.after.Rights}
	if d.before.Usage > d.after.Usage {
		h.Usage = d.before.Usage
	}
	return h
}

// differences compare what was decided with what is, product by product. The statements to come may be fewer or more: a
// rule on all products becomes single grants when one of them is unticked.
func (w *wizard) differences() []difference {
	var out []difference
	add := func(d difference) {
		if d.before != d.after {
			out = append(out, d)
		}
	}
	for _, id := range w.order {
		d := w.drawers[id]
		start := w.sheet.Drawer(d.Category)
		for _, p := range d.Products {
			add(difference{p.Ref(), id, start.Gives(p), d.Gives(p), w.elsewhere(p)})
		}
		add(difference{"products to come in " + d.Category.Label, id, orNothing(start.Rule), orNothing(d.Rule), nil})
	}
	add(difference{what: "every product, now and to come", before: w.sheet.Everything(), after: w.overall()})
	return out
}

func orNothing(h *org.Holding) org.Holding {
	if h == nil {
		return org.Holding{}
	}
	return *h
}

// lines are differences one below the other, so many that the question stays in view.
func lines(ds []difference) string {
	const most = 12
	var b strings.Builder
	for i, d := range ds {
		if i == most {
			fmt.Fprintf(&b, "  … and %d more\n", len(ds)-most)
			break
		}
		fmt.Fprintf(&b, "  %s\n", d)
	}
	return b.String()
}

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// catalog is the built-in catalog with the organization's own categories.
func (t *tx) catalog(ctx context.Context, id org.OrgID) (org.Catalog, error) {
	var own []org.Category
	err := t.each(ctx, ownCategories, []any{id}, func(row scanner) error {
		c := org.Category{Own: true}
		var synonyms, texts []byte
		if err := row.Scan(&c.ID, &c.Code, &c.Label, &c.LabelFR, &c.Group, (*uint8)(&c.Rights), &c.Usage, &synonyms, &texts); err != nil {
			return err
		}
		if err := json.Unmarshal(synonyms, &c.Synonyms); err != nil {
			return err
		}
		if err := json.Unmarshal(texts, &c.Descriptions); err != nil {
			return err
		}
		own = append(own, c)
		return nil
	})
	return org.NewCatalog(own), err
}

const ownCategories = `SELECT id, code, label, label_fr, grouping, rights, usage, synonyms, texts FROM categories WHERE org_id = ?1 + 0 ORDER BY id`

// catalogFor is as much of the catalog as finding one product takes: the code of a built-in category is nobody's own.
func (t *tx) catalogFor(ctx context.Context, id org.OrgID, product string) (org.Catalog, error) {
	if inBuiltin(product) {
		return org.Catalog{}, nil
	}
	return t.catalog(ctx, id)
}

func inBuiltin(product string) bool {
	ref, err := org.ParseProductRef(product)
	if err != nil {
		return false
	}
	_, builtin := org.CategoryByCode(ref.Category)
	return builtin
}

// Catalog is every category the caller's organization may have products of.
func (s *Store) Catalog(ctx context.Context, c org.Caller) (cat org.Catalog, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		cat, err = t.catalog(ctx, a.Org.ID)
		return err
	})
	return cat, err
}

// ImportCatalog adds categories of the organization's own, or describes those it has anew. Categories that are not
// named stay. Whoever loses a right because its category no longer offers it is a loss to be confirmed.
func (s *Store) ImportCatalog(ctx context.Context, req org.Request, own []org.Category) (org.ChangeSet, error) {
	op := operation{action: org.ActEditOrg, name: "catalog.import", object: fmt.Sprintf("%d categories", len(own)), input: own}
	return s.change(ctx, req, op, func(a *act) error {
		if err := org.ValidateCategories(own); err != nil {
			return err
		}
		cat, err := a.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		for _, c := range own {
			if err := a.putCategory(ctx, cat, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *act) putCategory(ctx context.Context, cat org.Catalog, c org.Category) error {
	c.Own = true
	if c.Group == "" {
		c.Group = "own"
	}
	before, err := cat.Lookup(c.Code)
	known := err == nil && before.Code == c.Code
	for _, name := range append([]string{c.Code}, c.Synonyms...) {
		if other, err := cat.Lookup(name); err == nil && other.Code != c.Code {
			return org.Errorf(org.KindConflict, org.CodeExists, "%q already names the category %q", name, other.Code).
				WithHint("choose another code or synonym")
		}
	}
	if !known {
		return a.addCategory(ctx, c)
	}
	c.ID = before.ID
	return a.editCategory(ctx, before, c)
}

func (a *act) addCategory(ctx context.Context, c org.Category) error {
	synonyms, texts, err := categoryTexts(c)
	if err != nil {
		return err
	}
	err = a.QueryRowContext(ctx, `INSERT INTO categories (org_id, code, label, label_fr, grouping, rights, usage, synonyms, texts, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id`,
		a.Org.ID, c.Code, c.Label, c.LabelFR, c.Group, int(c.Rights), c.Usage, synonyms, texts, a.now).Scan(&c.ID)
	a.record(org.Change{Action: "add", Kind: "category", Ref: c.Code, After: c})
	return err
}

func (a *act) editCategory(ctx context.Context, before, after org.Category) error {
	if sameCategory(before, after) {
		return nil
	}
	synonyms, texts, err := categoryTexts(after)
	if err != nil {
		return err
	}
	a.record(org.Change{Action: "edit", Kind: "category", Ref: after.Code, Before: before, After: after, Takes: noLongerOffered(before, after)})
	_, err = a.ExecContext(ctx, `UPDATE categories SET label = ?3, label_fr = ?4, grouping = ?5, rights = ?6, usage = ?7, synonyms = ?8, texts = ?9
WHERE org_id = ?1 AND id = ?2`, a.Org.ID, after.ID, after.Label, after.LabelFR, after.Group, int(after.Rights), after.Usage, synonyms, texts)
	return err
}

// noLongerOffered says what people lose who have it on products of the category.
func noLongerOffered(before, after org.Category) string {
	lost := (before.Rights &^ after.Rights).Names()
	if before.Usage && !after.Usage {
		lost = append(lost, "usage")
	}
	if len(lost) == 0 {
		return ""
	}
	return fmt.Sprintf("%s on products of %s counts no more", strings.Join(lost, ", "), after.Code)
}

func sameCategory(a, b org.Category) bool {
	return a.Label == b.Label && a.LabelFR == b.LabelFR && a.Group == b.Group && a.Rights == b.Rights && a.Usage == b.Usage &&
		slices.Equal(a.Synonyms, b.Synonyms) && slices.Equal(a.Descriptions, b.Descriptions)
}

// categoryTexts are the lists of a category as stored. No list is stored as one without elements.
func categoryTexts(c org.Category) (synonyms, texts string, err error) {
	s, err := json.Marshal(append([]string{}, c.Synonyms...))
	if err != nil {
		return "", "", err
	}
	d, err := json.Marshal(append([]org.RightText{}, c.Descriptions...))
	return string(s), string(d), err
}

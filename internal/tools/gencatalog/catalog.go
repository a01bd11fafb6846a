package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// catalog is the file as it is written.
type catalog struct {
	Retired []int
	Rights  []text
	Groups  []group
}

type text struct {
	Rights []string
	EN, FR string
}

type group struct {
	Code       string
	Label      string
	LabelFR    string `yaml:"label_fr"`
	Categories []category
}

type category struct {
	ID           int
	Code         string
	Synonyms     []string
	Label        string
	LabelFR      string `yaml:"label_fr"`
	Names        string
	Rights       []string
	Usage        bool
	Descriptions []text
}

// parse reads the file and reports every mistake in it at once.
func parse(b []byte) (catalog, error) {
	var c catalog
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil {
		return c, err
	}
	return c, c.check()
}

func (c catalog) check() error {
	var errs []error
	ids, names := map[int]string{}, map[string]string{}
	for _, id := range c.Retired {
		ids[id] = "a retired category"
	}
	for _, g := range c.Groups {
		if g.Code == "" || g.Label == "" || g.LabelFR == "" {
			errs = append(errs, fmt.Errorf("group %q lacks a code or a label", g.Code))
		}
		for _, k := range g.Categories {
			errs = append(errs, k.check(), k.unique(ids, names))
		}
	}
	for _, name := range rightNames() {
		if !slices.ContainsFunc(c.Rights, func(t text) bool { return slices.Contains(t.Rights, name) && t.EN != "" && t.FR != "" }) {
			errs = append(errs, fmt.Errorf("right %s has no description in both languages", name))
		}
	}
	return errors.Join(errs...)
}

// unique notes the id and the names of a category, and refuses those that another has.
func (k category) unique(ids map[int]string, names map[string]string) error {
	var errs []error
	if other, ok := ids[k.ID]; ok {
		errs = append(errs, fmt.Errorf("%s has the id %d of %s", k.Code, k.ID, other))
	}
	ids[k.ID] = k.Code
	for _, name := range k.names() {
		if other, ok := names[name]; ok {
			errs = append(errs, fmt.Errorf("%s has the name %q of %s", k.Code, name, other))
		}
		names[name] = k.Code
	}
	return errors.Join(errs...)
}

func (k category) check() error {
	var errs []error
	if k.ID < 1 || k.ID > 99 {
		errs = append(errs, fmt.Errorf("%s: id %d is not from 1 to 99", k.Code, k.ID))
	}
	if k.Code == "" || k.Label == "" || k.LabelFR == "" || len(k.Rights) == 0 {
		errs = append(errs, fmt.Errorf("category %d (%s) lacks a code, a label or rights", k.ID, k.Code))
	}
	if k.Names != "" && k.Names != "domain" {
		errs = append(errs, fmt.Errorf("%s: names %q is neither domain nor left out", k.Code, k.Names))
	}
	for _, name := range k.Rights {
		if !slices.Contains(rightNames(), name) {
			errs = append(errs, fmt.Errorf("%s: unknown right %q", k.Code, name))
		}
	}
	for _, d := range k.Descriptions {
		for _, name := range d.Rights {
			if !slices.Contains(k.Rights, name) || d.EN == "" || d.FR == "" {
				errs = append(errs, fmt.Errorf("%s: description of %q, which is not offered or lacks a language", k.Code, name))
			}
		}
	}
	return errors.Join(errs...)
}

func (k category) names() []string { return append([]string{k.Code}, k.Synonyms...) }

package ui

import (
	"slices"
	"sort"

	"backfill/model"

	"github.com/a-h/templ"
)

// attrs are the attributes an input and a text area share.
func attrs(f FieldData) templ.Attributes {
	a := templ.Attributes{}
	if d := describedBy(f.id(), f.Hint, f.Problem); d != "" {
		a["aria-describedby"] = d
	}
	if f.Problem != "" {
		a["aria-invalid"] = "true"
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if f.InputMode != "" {
		a["inputmode"] = f.InputMode
	}
	if f.Placeholder != "" {
		a["placeholder"] = f.Placeholder
	}
	if f.List != "" {
		a["list"] = f.List
	}
	if f.Find != "" {
		a["data-find"] = f.Find
		a["autocomplete"] = "off"
	}
	if f.Focus {
		a["autofocus"] = true
	}
	return a
}

// inOrder gives the fields that have a problem: first as listed in ids, then
// the rest by name.
func inOrder(p model.Problems, ids []string) []string {
	var known, rest []string
	for _, id := range ids {
		if _, wrong := p[id]; wrong && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	for id := range p {
		if !slices.Contains(known, id) {
			rest = append(rest, id)
		}
	}
	sort.Strings(rest)
	return append(known, rest...)
}

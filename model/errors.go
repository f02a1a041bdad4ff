package model

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Failures a caller may act on. Anything else is a bug of ours.
var (
	ErrNotFound = errors.New("not found")
	ErrDenied   = errors.New("not permitted")
)

// Conflict says that the world changed under a request: somebody else was
// first, or there is not enough left. What is said is for the person.
type Conflict struct {
	What string // one sentence: what changed, and what to do next

	format string // of a sentence with figures
	args   []any
}

func (c *Conflict) Error() string { return c.What }

// Conflictf makes a Conflict from a format; its quantities are printed when the
// sentence is said.
func Conflictf(format string, args ...any) error {
	c := &Conflict{format: format, args: args}
	c.What = c.In(locales[0])
	return c
}

// In says the sentence with its quantities as a locale writes them.
func (c *Conflict) In(l Locale) string {
	if c.format == "" {
		return c.What
	}
	said := slices.Clone(c.args)
	for i, a := range said {
		if q, ok := a.(Qty); ok {
			said[i] = l.Qty(q)
		}
	}
	return fmt.Sprintf(c.format, said...)
}

// Problems are the field errors of one form or row, by field name, each a
// sentence for the person typing.
type Problems map[string]string

// Need records msg for field unless ok; the first problem of a field stays.
func (p *Problems) Need(field string, ok bool, msg string) {
	if ok {
		return
	}
	if *p == nil {
		*p = Problems{}
	}
	if _, had := (*p)[field]; !had {
		(*p)[field] = msg
	}
}

// Err gives the problems as an error, nil when there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Error lists the problems by field, sorted.
func (p Problems) Error() string {
	fields := make([]string, 0, len(p))
	for f := range p {
		fields = append(fields, f)
	}
	sort.Strings(fields)
	for i, f := range fields {
		fields[i] = f + ": " + p[f]
	}
	return strings.Join(fields, "; ")
}

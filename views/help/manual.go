// Package help answers what the manual looks like inside the desk: the same
// Markdown files that lie beside what they describe.
package help

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"backfill/views/urls"

	"github.com/a-h/templ"
)

// Source is one file of the manual.
type Source struct {
	Key   string // its address: /help/KEY
	Label string // what it is called in the list
	About string // what it is good for, one line
	File  string // the name other files link to
	Text  string // Markdown
}

// Page is one page of the manual, ready to be shown.
type Page struct {
	Source
	Title string
	Parts []Part // its sections

	html string
}

// Part is a section of a page.
type Part struct{ Title, ID string }

// Body is the text of the page.
func (p Page) Body() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, p.html)
		return err
	})
}

// Manual is all pages in their order.
type Manual []Page

// Build makes the manual. A link from one file to another becomes one from page
// to page; a link to anything else is shown as its words. Markup other than the
// manual's own, raw HTML above all, is an error.
func Build(files []Source) (Manual, error) {
	key := map[string]string{}
	for _, f := range files {
		key[f.File] = f.Key
	}
	link := func(to string) string {
		file, part, _ := strings.Cut(to, "#")
		if part != "" {
			part = "#" + anchor + part
		}
		if file == "" {
			return part
		}
		if k := key[path.Base(file)]; k != "" {
			return urls.Help(k) + part
		}
		return ""
	}
	var m Manual
	for _, f := range files {
		p, err := draw(f.Text, link)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key, err)
		}
		p.Source = f
		m = append(m, p)
	}
	return m, nil
}

// Find gives the page with this key.
func (m Manual) Find(key string) (Page, bool) {
	for _, p := range m {
		if p.Key == key {
			return p, true
		}
	}
	return Page{}, false
}

package gallery

import (
	"context"
	"io"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// framed draws content in the frame of the desk, as the handlers do. A title
// that begins with "Error: " is that of a form that came back.
func framed(title, active string, content templ.Component) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = strings.CutPrefix(title, "Error: ")
		p.Active = active
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return layout.Shell(p).Render(templ.WithChildren(ctx, content), w)
		})
	}
}

// listing is the frame of a list of n rows of total.
func listing(shape model.ListShape, address func(string) string, noun string, n, total int) ui.Listing {
	l := ui.Listing{Shape: shape, Address: address, File: address, Search: "What it looks at", Noun: noun, Rows: n, Total: total,
		Never: ui.EmptyData{Title: "No " + noun + " yet.", Text: "They come in by import, or one at a time here.", Action: "Add the first", Href: "#add"}}
	if n > 0 {
		l.First = 1
	}
	if n < total {
		l.Next = &model.Cursor{Key: "gallery"}
	}
	return l
}

// listed is the page of a list.
func listed[T any](title string, l ui.Listing, columns []words.Column[T], rows []T, actions ...templ.Component) templ.Component {
	return paged(l, lists.Page[T]{Title: title, Columns: columns, Rows: rows, Actions: actions})
}

// paged is the page of a list with something around it.
func paged[T any](l ui.Listing, p lists.Page[T]) templ.Component {
	l.Shape.Columns, l.Shape.Hidden = lists.Keys(p.Columns)
	l.Book = l.File
	p.Here, p.Listing = here, l
	return lists.Show(p)
}

const longName = "North Quay Joinery, Staircases and Shopfitting of Lower Harbour (formerly Hartley & Daughters) Ltd"

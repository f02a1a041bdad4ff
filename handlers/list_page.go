package handlers

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"

	"backfill/handlers/files"
	"backfill/model"
	"backfill/views/lists"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// list is everything one list of the desk declares: how it is asked, read and
// shown. Its page, its files, its columns and its saved views follow from it.
type list[T any] struct {
	name    string // of its files and saved views: "orders"
	active  string // its entry of the navigation
	path    string // its address
	files   string // address of its files without their ending; "": the path
	failed  error  // why there is no such list
	fixed   url.Values
	shape   model.ListShape
	read    func(model.ListQuery) (model.Paged[T], error)
	page    lists.Page[T] // what it shows; the rows, the frame and the place are filled in
	filters func(*ui.Listing) error

	s    *Server
	form ui.ViewForm // about a saved view, that came back
}

// anyList is a list of whatever rows.
type anyList interface {
	show(v *shown, values url.Values) error
	send(v *shown, values url.Values, format string) error
	savable(values url.Values) (string, error) // the list as a saved view keeps it
	came(form ui.ViewForm)                     // a form about a saved view, back with what is wrong
	in(s *Server) anyList
}

// namedList is a list as its saved views find it.
type namedList struct {
	path string
	may  model.Permission
	make func(*shown, url.Values) anyList
}

func (l *list[T]) in(s *Server) anyList {
	l.s = s
	return l
}

func (l *list[T]) came(form ui.ViewForm) { l.form = form }

func (l *list[T]) savable(values url.Values) (string, error) {
	q, err := l.asked(values)
	return l.kept(q), err
}

// kept is the query without the place and the view it was opened as.
func (l *list[T]) kept(q model.ListQuery) string {
	q.Saved = 0
	v := q.Values(l.shape)
	for name, fixed := range l.fixed {
		v[name] = fixed
	}
	return v.Encode()
}

// views are the saved views of the list as tabs, the plain list first, and what
// the forms about them show.
func (l *list[T]) views(v *shown, q model.ListQuery) ([]ui.TabData, ui.ViewsData, error) {
	if _, kept := l.s.named[l.name]; !kept {
		return nil, ui.ViewsData{}, nil
	}
	now := l.kept(q)
	d := ui.ViewsData{List: l.name, Query: now, Changed: now != l.kept(model.ListQuery{}) && now != l.fixed.Encode(), Form: l.form, User: user(v.c), RID: newRID()}
	if q.Saved != 0 {
		d.Query += "&saved=" + strconv.FormatInt(q.Saved, 10)
	}
	saved, err := l.s.Store.SavedViews(v.c.Request().Context(), d.User.ID, l.name)
	if err != nil || len(saved) == 0 {
		return nil, d, err
	}
	tabs := []ui.TabData{{Text: "All", Href: l.s.listAddress(l.name, l.fixed.Encode()), Count: -1, Current: true}}
	for i := range saved {
		t := ui.ViewTab(saved[i])
		t.Href = l.s.viewAddress(saved[i])
		if t.Current = saved[i].ID == q.Saved; t.Current {
			d.View, d.Changed, tabs[0].Current = &saved[i], now != saved[i].Query, false
		}
		tabs = append(tabs, t)
	}
	return tabs, d, nil
}

// lists declares the page of a list, its files and its saved views, by the names
// of the lists on the page. The list is made for each
// request, for what it offers depends on the person and on the address.
func (s *Server) lists(path string, may model.Permission, make func(*shown, url.Values) anyList, names ...string) {
	for _, name := range names {
		s.named[name] = namedList{path, may, make}
	}
	s.get(path, may, s.withList(make, anyList.show))
	s.listFiles(path, may, make)
}

// listFiles declares the files of a list alone.
func (s *Server) listFiles(path string, may model.Permission, make func(*shown, url.Values) anyList) {
	for _, format := range []string{"csv", "xlsx"} {
		s.get(path+"."+format, may, s.withList(make, func(l anyList, v *shown, values url.Values) error {
			if !user(v.c).May(model.ExportLists) {
				return &denied{may: model.ExportLists}
			}
			return l.send(v, values, format)
		}))
	}
}

func (s *Server) withList(make func(*shown, url.Values) anyList, do func(anyList, *shown, url.Values) error) func(Ctx) error {
	return func(c Ctx) error {
		v, err := s.shown(c)
		if err != nil {
			return err
		}
		values := c.QueryParams()
		return do(make(v, values).in(s), v, values)
	}
}

// asked reads the address; one that makes no sense is no page.
func (l *list[T]) asked(values url.Values) (model.ListQuery, error) {
	if l.failed != nil {
		return model.ListQuery{}, l.failed
	}
	l.shape.Columns, l.shape.Hidden = lists.Keys(l.page.Columns)
	q, err := model.ParseList(l.shape, values)
	if err != nil {
		return q, fmt.Errorf("%w: %v", model.ErrNotFound, err)
	}
	return q, nil
}

func (l *list[T]) show(v *shown, values url.Values) error {
	q, err := l.asked(values)
	if err != nil {
		return err
	}
	rows, err := l.read(q)
	if err != nil {
		return err
	}
	if err := l.frame(v, &l.page.Listing, q); err != nil {
		return err
	}
	p := l.page // the list is made for this request, and its frame may have added to it
	p.Here, p.Rows = v.Here, rows.Rows
	if p.ViewTabs, p.Views, err = l.views(v, q); err != nil {
		return err
	}
	p.Listing = ui.ShowPage(p.Listing, rows)
	return v.show(p.Title, l.active, lists.Show(p))
}

// frame fills in what stands around the table.
func (l *list[T]) frame(v *shown, to *ui.Listing, q model.ListQuery) error {
	at := func(path string) func(string) string {
		return func(query string) string {
			if query == "" {
				return path
			}
			return path + "?" + query
		}
	}
	to.Shape, to.Query, to.Fixed, to.Address = l.shape, q, l.fixed, at(l.path)
	if user(v.c).May(model.ExportLists) {
		file := cmp.Or(l.files, l.path)
		to.File, to.Book = at(file+".csv"), at(file+".xlsx")
	}
	to.Words, to.Values = map[string]string{}, map[string]string{}
	if l.filters == nil {
		return nil
	}
	return l.filters(to)
}

// send streams the list as a file: its columns as they are shown, its filters
// and its order.
func (l *list[T]) send(v *shown, values url.Values, format string) error {
	q, err := l.asked(values)
	if err != nil {
		return err
	}
	var cells []words.FileCell[T]
	var columns []files.Column
	for _, c := range lists.Shown(l.page.Columns, q.ColumnsOf(l.shape)) {
		for _, cell := range c.File {
			cells = append(cells, cell)
			columns = append(columns, files.Column{Name: cell.Name, Number: cell.Number})
		}
	}
	return sendFile(v.c, fileName(l.name, q, v.Today), format, columns, batches(q, l.read, func(r T) []string {
		row := make([]string, len(cells))
		for i, cell := range cells {
			row[i] = cell.Text(v.Here, r)
		}
		return row
	}))
}

// choose adds a filter that is chosen from a list, said as word and value.
func choose(l *ui.Listing, name, label, any, word string, from []model.Option) {
	l.Selects = append(l.Selects, ui.SelectData{Name: name, Label: label, HideLabel: true, Options: uiOptions(any, from)})
	if word != "" {
		l.Words[name] = word
	}
	nameOptions(l.Values, name, from)
}

// attribute marks a row by its number, for tests and for scripts.
func attribute[T any](name string, of func(T) string) func(T) templ.Attributes {
	return func(r T) templ.Attributes { return templ.Attributes{name: of(r)} }
}

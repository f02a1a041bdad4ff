// Package imports answers what bringing files in looks like: the list of
// imports, sending a file, saying how it is read, what it would do, and what it
// did.
package imports

import (
	"context"

	"fmt"
	"slices"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/model/intake"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Around is what stands beside the list.
type Around struct {
	MayImport bool
	RID       string
	Feeds     []model.ImportFeed // whose next file can be sent at once
	Waiting   []model.Upload
	Kinds     []string
	Folder    *model.WatchState // nil: no folder is watched
}

// SendForm is the form a file is sent with, as it was filled in.
type SendForm struct {
	RID      string
	Kind     string
	Kinds    []string // that this person may import
	Source   string
	Sources  []string // known ones
	Pasted   string
	AsOf     string
	Full     bool
	Problems model.Problems
}

func (f SendForm) kinds() []ui.Option {
	out := []ui.Option{{Text: "Choose …"}}
	for _, k := range f.Kinds {
		out = append(out, ui.Option{Value: k, Text: words.Kind(k)})
	}
	return out
}

// Progress is how far something is that takes longer than a moment.
type Progress struct {
	What    string
	Percent int // 0: nobody knows
}

// UploadPage is one file that waits to be taken in.
type UploadPage struct {
	Upload      model.Upload
	Form        MapForm
	Working     *Progress // nil: nothing is under way
	Trouble     string    // why the last thing done with it failed
	RID         string
	ChangesFrom int // the first field difference shown
}

// ImportPage is one import.
type ImportPage struct {
	Import    model.Import
	Effects   []model.ImportEffect
	More      bool
	After     int
	Plan      *model.UndoPlan // what an undo would do; nil: nobody has asked
	Working   *Progress
	Changed   string // why an undo was refused
	MayUndo   bool
	MayReject bool
	RID       string
}

func (p ImportPage) last() int {
	if len(p.Effects) == 0 {
		return 0
	}
	return p.Effects[len(p.Effects)-1].N
}

// stateChip says how an import stands.
func stateChip(i model.Import) (tone, icon, text string) {
	switch i.State() {
	case "failed":
		return "crit", "octagon-x", "Failed"
	case "undone":
		return "neutral", "history", "Undone"
	}
	if i.Errors > 0 {
		return "warn", "triangle-alert", "Imported, with errors"
	}
	return "ok", "check", "Imported"
}

// delimiterWords names a delimiter.
func delimiterWords(d string) string {
	switch d {
	case ",":
		return "comma"
	case ";":
		return "semicolon"
	case "\t":
		return "tab"
	case "|":
		return "bar"
	}
	return "“" + d + "”"
}

// encodingWords names an encoding as people know it.
func encodingWords(e string) string {
	switch e {
	case "utf-16le", "utf-16be":
		return "UTF-16"
	case "windows-1252":
		return "Windows-1252 (Western European)"
	}
	return "UTF-8"
}

func decimalWords(sign string) string {
	switch sign {
	case ".":
		return "with a dot: 1.5"
	case ",":
		return "with a comma: 1,5"
	case "":
		return "none in the file"
	}
	return "with a dot or a comma, by column"
}

// dateForms are the forms of dates as people know them, by their name in a map.
var dateForms = []ui.Option{
	{Value: "", Text: "As the file shows"}, {Value: "iso", Text: "2026-11-24"}, {Value: "d.m.yyyy", Text: "24.11.2026"},
	{Value: "d/m/yy", Text: "24/11/2026, day first"}, {Value: "m/d/yy", Text: "11/24/2026, month first"},
	{Value: "d-mon-yy", Text: "24-Nov-26"}, {Value: "yyyy/mm/dd", Text: "2026/11/24"}, {Value: "yyyymmdd", Text: "20261124"},
}

func datesWords(forms []string) string {
	if len(forms) == 0 {
		return "none in the file"
	}
	var out []string
	for _, f := range forms {
		for _, o := range dateForms {
			if o.Value == f {
				out = append(out, o.Text)
			}
		}
	}
	return strings.Join(out, " or ")
}

// problemWords say why a file as a whole was refused.
func problemWords(u model.Upload) string {
	if u.ProblemOf == "file" || u.ProblemOf == "" {
		return "The file cannot be read like this: " + u.Problem
	}
	return u.Problem
}

// sizeWords is a size of a file.
func sizeWords(n int64) string {
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1<<20:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return fmt.Sprintf("%d.%d MB", n>>20, n%(1<<20)*10>>20)
}

// readWords say in one line how a file was recognised.
func readWords(ctx context.Context, u model.Upload) string {
	return fmt.Sprintf("%s, columns apart by %s, %s in the first row, %s.", encodingWords(u.Encoding), delimiterWords(u.Delimiter),
		words.Plural(ctx, len(u.Header), "column", "columns"), sizeWords(u.Size))
}

// AsOfHint says what the time of a file is for.
const AsOfHint = "Up to when the other system knew what the desk did. A file that comes late undoes nothing."

// nothing tells whether the file would change nothing.
func nothing(r *model.ImportReport) bool { return r.New+r.Changed+r.Closed+r.Differing == 0 }

// changesEach is how many field differences are shown at once.
const changesEach = 50

func (p UploadPage) changes() []model.ImportChange {
	all := p.Upload.Report.Changes
	from := min(max(p.ChangesFrom, 0), len(all))
	return all[from:min(len(all), from+changesEach)]
}

func (p UploadPage) changesPager() ui.PagerData {
	all, from := p.Upload.Report.Changes, min(max(p.ChangesFrom, 0), len(p.Upload.Report.Changes))
	d := ui.PagerData{From: from + 1, To: from + len(p.changes()), Of: len(all), Many: p.Upload.Report.ChangeAll > len(all), Noun: "differences"}
	if from > 0 {
		d.Prev = urls.UploadChanges(p.Upload.ID, max(0, from-changesEach))
	}
	if from+changesEach < len(all) {
		d.Next = urls.UploadChanges(p.Upload.ID, from+changesEach)
	}
	return d
}

// causes are those of rows in error (skipped false) or of rows passed over.
func causes(r *model.ImportReport, skipped bool) []model.ImportCause {
	var out []model.ImportCause
	for _, c := range r.Causes {
		if c.Skipped == skipped {
			out = append(out, c)
		}
	}
	return out
}

// importVerb is what the button does.
func importVerb(ctx context.Context, r *model.ImportReport) string {
	text := "Import " + words.Plural(ctx, r.New+r.Changed, "row", "rows")
	if r.Closed > 0 {
		text += ", close " + ui.Count(ctx, r.Closed)
	}
	if r.Errors > 0 {
		text += ", leave " + ui.Count(ctx, r.Errors) + " out"
	}
	return text
}

// closedWords say what a complete file does with what it does not have.
func closedWords(ctx context.Context, kind string, n int) string {
	switch kind {
	case "stock":
		return words.Plural(ctx, n, "stock that the file does not have counts as none", "stocks that the file does not have count as none")
	case "purchase-orders":
		return words.Plural(ctx, n, "purchase-order line that the file does not have is closed", "purchase-order lines that the file does not have are closed")
	}
	return words.Plural(ctx, n, "order line that the file does not have is closed", "order lines that the file does not have are closed")
}

// differing is how many of something wait for a person, and where that is chosen.
func differing(ctx context.Context, kind string, n int) (text, where, href string) {
	if kind == "stock" {
		return words.Plural(ctx, n, "stock waits for a person", "stocks wait for a person"), "Reconcile, Counts", urls.Reconcile("")
	}
	return words.Plural(ctx, n, "line waits for a person, because the desk and the file differ", "lines wait for a person, because the desk and the file differ"),
		"Reconcile, Order lines", urls.Differences("")
}

func lineOf(ctx context.Context, c model.ImportChange) string {
	if c.Line == 0 {
		return "not in the file"
	}
	return ui.Count(ctx, c.Line)
}

// mayAllocate tells whether an import of the kind gives a run something to do.
func mayAllocate(kind string) bool {
	return slices.Contains([]string{"orders", "stock", "purchase-orders"}, kind)
}

// PlanWords say what an undo does, in a sentence or two.
func PlanWords(ctx context.Context, p model.UndoPlan) string {
	var parts []string
	for _, n := range []struct {
		n    int
		what string
	}{{p.Removed, "removed"}, {p.Closed, "closed"}, {p.Restored, "as before"}, {p.LeftAll, "left as they are"}} {
		if n.n > 0 {
			parts = append(parts, ui.Count(ctx, n.n)+" "+n.what)
		}
	}
	if len(parts) == 0 {
		return "There is nothing to undo."
	}
	return strings.Join(parts, ", ") + "."
}

// undoVerb is what the button does.
func undoVerb(ctx context.Context, p model.UndoPlan) string {
	if p.LeftAll > 0 {
		return "Undo the rest, leave " + ui.Count(ctx, p.LeftAll)
	}
	return "Undo the import"
}

// effectLink is where a thing is that an import made or changed, "" when it has
// no page of its own.
func effectLink(e model.ImportEffect) string {
	switch e.Entity {
	case "order":
		return urls.Order(e.Ref)
	case "line":
		return urls.Line(e.EntityID)
	case "purchase_order":
		return urls.PO(e.Ref)
	case "products":
		return urls.Product(e.Ref)
	case "customers":
		return urls.Customer(e.Ref)
	case "suppliers":
		return urls.Supplier(e.Ref)
	case "stock", "units", "substitutes":
		sku, _, _ := strings.Cut(e.Ref, "/")
		return urls.Product(sku)
	case "sites", "contacts":
		code, _, _ := strings.Cut(e.Ref, "/")
		return urls.Customer(code)
	case "warehouses", "bins", "routes":
		code, _, _ := strings.Cut(e.Ref, "/")
		return urls.Warehouse(code)
	case "closed-days":
		return urls.SettingsPage("calendar")
	}
	return ""
}

// entityWords name what a thing is.
func entityWords(entity string) string {
	switch entity {
	case "order", "line":
		return entity
	case "purchase_order":
		return "purchase order"
	case "po_line":
		return "purchase-order line"
	case "taken_back":
		return "units taken back"
	case "stock":
		return "stock count"
	case "bins", "units", "sites", "substitutes", "products", "customers", "suppliers", "warehouses", "contacts":
		return strings.TrimSuffix(entity, "s")
	case "routes":
		return "route day"
	case "closed-days":
		return "closed day"
	}
	return entity
}

// recordsLink is the list where what a kind brings in is found.
func recordsLink(kind string) (text, href string) {
	switch kind {
	case "orders":
		return "Orders", urls.Orders("")
	case "purchase-orders":
		return "Purchasing", urls.Purchasing("")
	case "customers", "sites", "contacts":
		return "Customers", urls.Customers("")
	case "warehouses", "bins", "routes":
		return "Warehouses", urls.Warehouses("")
	case "suppliers":
		return "Suppliers", urls.Suppliers("")
	case "closed-days":
		return "Closed days", urls.SettingsPage("calendar")
	case "stock", "products", "units", "substitutes":
		return "Products", urls.Products("")
	}
	return "", ""
}

// columnWords explain a column in a few words.
func columnWords(c intake.Column) string {
	switch {
	case c.Key && c.Required:
		return "needed, says which row it is"
	case c.Required:
		return "needed"
	case len(c.Choices) > 0:
		return "one of " + strings.Join(c.Choices, ", ")
	case c.Key:
		return "part of what says which row it is"
	}
	return [...]string{"text", "a number", "an amount", "a whole number", "a date", "a date, with or without a time", "yes or no"}[c.Type]
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func missingWords(r MapRow) string {
	if r.Missing {
		return "Choose the column, or say what it always is."
	}
	return ""
}

// causeRows say how many rows have a cause; one is told by its line.
func causeRows(ctx context.Context, c model.ImportCause) string {
	if c.Rows == 1 && len(c.Examples) == 1 {
		return "Line " + ui.Count(ctx, c.Examples[0].Line)
	}
	return words.Plural(ctx, c.Rows, "row", "rows")
}

// causeText is the cause, or what exactly is wrong when that is one row.
func causeText(c model.ImportCause) string {
	if c.Rows == 1 && len(c.Examples) == 1 {
		return c.Examples[0].Reason
	}
	return c.Cause
}

package orders

import (
	"strconv"

	"backfill/model"
	"backfill/views/ui"
)

// BlanketForm is how much of a blanket order is released, as typed, and what
// there is to release.
type BlanketForm struct {
	model.BlanketPage
	Qty        map[int]string // by line number
	Requested  string
	NeedBy     string
	CustomerPO string
	Problems   model.Problems
	May        bool
}

// ids lists the form's fields in order, for the summary of what is wrong.
func (f BlanketForm) ids() []string {
	ids := make([]string, 0, len(f.Lines)+4)
	for _, l := range f.Lines {
		ids = append(ids, model.ReleaseField(l.LineNo))
	}
	return append(ids, "lines", "requested", "need_by", "customer_po")
}

func (f BlanketForm) field(l model.BlanketLine) ui.FieldData {
	name := model.ReleaseField(l.LineNo)
	return ui.FieldData{Name: name, Label: "Release " + l.Unit + " of line " + strconv.Itoa(l.LineNo), HideLabel: true, Value: f.Qty[l.LineNo], Problem: f.Problems[name],
		Width: "short", InputMode: "decimal", Autocomplete: "off"}
}

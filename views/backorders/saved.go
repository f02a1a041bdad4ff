package backorders

import (
	"backfill/model"
	"backfill/views/ui"
)

// SavedTab is a saved view with how many lines it has; N -1 when they were not
// counted.
type SavedTab struct {
	model.SavedView
	Tally model.BoardCount
}

// saved is the saved view this board was opened as, nil for none.
func (b Board) saved() *SavedTab {
	for i := range b.Saved {
		if b.Saved[i].ID == b.Query.Saved {
			return &b.Saved[i]
		}
	}
	return nil
}

// savedTabs are the saved views as tabs, after the board's own.
func (b Board) savedTabs() []ui.TabData {
	tabs := make([]ui.TabData, 0, len(b.Saved))
	for _, v := range b.Saved {
		t := ui.ViewTab(v.SavedView)
		t.Href, t.Count, t.Many, t.Current = b.here(v.Board()), v.Tally.N, v.Tally.AtLeast, v.ID == b.Query.Saved
		tabs = append(tabs, t)
	}
	return tabs
}

// changed tells whether the board shows something that could be saved: another
// query than the view it was opened as, or more than one of the board's own.
func (b Board) changed() bool {
	if v := b.saved(); v != nil {
		return v.Changed(b.Query)
	}
	return b.Query.Adjusted()
}

// viewQuery is what a form about a view sends back: the board as it is now.
func (b Board) viewQuery() string { return b.Query.FirstPage().Encode() }

// views is what the forms about saved views show.
func (b Board) views() ui.ViewsData {
	d := ui.ViewsData{List: model.BoardList, Query: b.viewQuery(), Changed: b.changed(), Form: b.ViewForm, User: b.User, RID: b.RID}
	if v := b.saved(); v != nil {
		d.View = &v.SavedView
	}
	return d
}

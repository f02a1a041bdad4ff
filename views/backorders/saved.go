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

// ViewForm is what somebody sent about a saved view and came back.
type ViewForm struct {
	Do       string // saveas, save, edit, ...; "" when nothing came back
	Name     string
	Shared   bool
	Problems model.Problems
	Conflict string
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
		t := ui.TabData{Text: v.Name, Href: b.here(v.Board()), Count: v.Tally.N, Many: v.Tally.AtLeast, Current: v.ID == b.Query.Saved}
		switch {
		case !v.Mine:
			t.Note = "shared by " + v.OwnerName
		case v.Shared:
			t.Note = "yours, shared with everybody"
		}
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

// viewName and viewShared are what a form shows: what was typed when it came
// back, else as it is.
func (b Board) viewName(do, usual string) string {
	if b.ViewForm.Do == do {
		return b.ViewForm.Name
	}
	return usual
}

func (b Board) viewShared(do string, usual bool) bool {
	if b.ViewForm.Do == do {
		return b.ViewForm.Shared
	}
	return usual
}

func (b Board) viewProblem(do, name string) string {
	if b.ViewForm.Do != do {
		return ""
	}
	return b.ViewForm.Problems[name]
}

// viewFieldID gives the form that came back the plain id, which the error
// summary links to.
func (b Board) viewFieldID(do string) string {
	if b.ViewForm.Do == do {
		return "name"
	}
	return do + "-name"
}

// mayShare tells whether the person may share the view, or may leave it shared.
func (b Board) mayShare(shared bool) bool { return shared || b.User.May(model.ShareViews) }

// everybody tells whose view it is to whoever is about to change or delete it.
func everybody(v SavedTab) string {
	switch {
	case !v.Mine:
		return "It is " + v.OwnerName + "'s, and everybody loses it."
	case v.Shared:
		return "It is shared: everybody loses it."
	}
	return "Only you have it."
}

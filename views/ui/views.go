package ui

import "backfill/model"

// ViewForm is what somebody sent about a saved view and came back.
type ViewForm struct {
	Do       string // saveas, save, edit, ...; "" when nothing came back
	Name     string
	Shared   bool
	Problems model.Problems
	Conflict string
}

// ViewsData is a list as somebody may keep it under a name, and the saved view
// it was opened as.
type ViewsData struct {
	List    string // its name: "orders"
	Query   string // the list as it is now, as its forms send it back
	View    *model.SavedView
	Changed bool // it shows something that can be saved
	Form    ViewForm
	User    model.User
	RID     string
}

// name and shared are what a form shows: what was typed when it came back, else
// as it is.
func (d ViewsData) name(do, usual string) string {
	if d.Form.Do == do {
		return d.Form.Name
	}
	return usual
}

func (d ViewsData) shared(do string, usual bool) bool {
	if d.Form.Do == do {
		return d.Form.Shared
	}
	return usual
}

func (d ViewsData) problem(do, name string) string {
	if d.Form.Do != do {
		return ""
	}
	return d.Form.Problems[name]
}

// fieldID gives the form that came back the plain id, which the error summary
// links to.
func (d ViewsData) fieldID(do string) string {
	if d.Form.Do == do {
		return "name"
	}
	return do + "-name"
}

// mayShare tells whether the person may share the view, or may leave it shared.
func (d ViewsData) mayShare(shared bool) bool { return shared || d.User.May(model.ShareViews) }

// everybody tells whose view it is to whoever is about to change or delete it.
func everybody(v model.SavedView) string {
	switch {
	case !v.Mine:
		return "It is " + v.OwnerName + "'s, and everybody loses it."
	case v.Shared:
		return "It is shared: everybody loses it."
	}
	return "Only you have it."
}

// ViewTab is a saved view among the tabs of its list, without its place.
func ViewTab(v model.SavedView) TabData {
	t := TabData{Text: v.Name, Count: -1}
	switch {
	case !v.Mine:
		t.Note = "shared by " + v.OwnerName
	case v.Shared:
		t.Note = "yours, shared with everybody"
	}
	return t
}

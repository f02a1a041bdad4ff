package people

import "backfill/model"

// AccountPage is one's own profile, as it is and as it was typed.
type AccountPage struct {
	User     model.User
	Name     string // as typed
	Version  string // of the profile the form was opened with
	Sessions []model.SessionRow
	Problems model.Problems // of name, current and password
	Changed  string         // who was faster with the name; "": nobody
	RID      string
}

// others tells whether there is another session than the one that asks.
func (a AccountPage) others() bool {
	for _, s := range a.Sessions {
		if !s.Current {
			return true
		}
	}
	return false
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

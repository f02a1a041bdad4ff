package model

import (
	"net/url"
	"strconv"
	"strings"
)

// BoardList names the board among the lists that have saved views.
const BoardList = "backorders"

// SavedView is a view of a list that somebody named, as one person sees it.
type SavedView struct {
	List      string `db:"list"` // BoardList, "orders", ...
	ID        int64  `db:"id"`
	OwnerID   int64  `db:"owner_id"`
	OwnerName string `db:"owner_name"`
	Name      string `db:"name"`
	Query     string `db:"query"` // the list's own form; the board's for ParseBoardQuery
	Shared    bool   `db:"shared"`
	Version   int    `db:"version"`
	Mine      bool   `db:"mine"`  // the viewer's own
	Start     bool   `db:"start"` // the viewer starts with it
}

// Board is the query of the view, marked with which view it is. A part that the
// board no longer knows is left out: it was understood when it was saved.
func (v SavedView) Board() BoardQuery {
	values, _ := url.ParseQuery(v.Query) // what is wrong is left out
	q, _ := ParseBoardQuery(values)
	q.Saved = v.ID
	return q
}

// Changed tells whether q shows something else than the view does.
func (v SavedView) Changed(q BoardQuery) bool { return q.Savable() != v.Board().Savable() }

// ChangeableBy tells whether u may rename, save over, share or delete the view:
// its owner may, and who tends the shared ones.
func (v SavedView) ChangeableBy(u User) bool {
	return v.OwnerID == u.ID || v.Shared && u.May(TendViews)
}

// Savable is the query as a saved view keeps it: everything but the page, the
// open line and which view it came from.
func (q BoardQuery) Savable() string {
	q = q.FirstPage()
	q.Saved = 0
	return q.Encode()
}

// Adjusted tells whether the query is more than one of the board's own views:
// filtered, searched, sorted or grouped. Which columns are shown and how many
// lines is not asked, since a browser remembers those.
func (q BoardQuery) Adjusted() bool {
	return q.Filtered() || q.Sort != ColRank || q.Desc || q.Group != ""
}

// ViewEdit is what a person decides about a saved view.
type ViewEdit struct {
	Name   string
	Shared bool
}

// MaxViews is how many views one person may keep.
const MaxViews = 40

const maxViewName = 40

// Check reports what is wrong with the name, and takes needless spaces from it.
func (e *ViewEdit) Check() error {
	e.Name = strings.Join(strings.Fields(e.Name), " ")
	var p Problems
	p.Need("name", plainText(e.Name, maxViewName), "Name the view, in up to 40 characters.")
	return p.Err()
}

// Copy is the n-th name to try for a copy of a view, cut so that it fits.
func (e ViewEdit) Copy(n int) string {
	end := " copy"
	if n > 1 {
		end += " " + strconv.Itoa(n)
	}
	name := []rune(e.Name)
	return strings.TrimSpace(string(name[:min(len(name), maxViewName-len(end))])) + end
}

// Address is the query of a view of a list other than the board, marked with
// which view it is.
func (v SavedView) Address() url.Values {
	values, _ := url.ParseQuery(v.Query) // what is wrong is left out
	values.Set("saved", strconv.FormatInt(v.ID, 10))
	return values
}

// Savable puts the query of a list in the form a saved view keeps it in: the
// board's is understood, those of other lists were by their pages.
func Savable(list, query string) (string, error) {
	if list == BoardList {
		return SavableQuery(query)
	}
	if len(query) > 4000 {
		return "", Problems{"query": "This view cannot be kept: it has too many filters."}
	}
	return query, nil
}

// SavableQuery puts the address of a board in the form it is kept in.
func SavableQuery(text string) (string, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return "", Problems{"query": "This view cannot be kept: its address is not one of the board's."}
	}
	q, err := ParseBoardQuery(values)
	if err != nil || len(q.Savable()) > 4000 {
		return "", Problems{"query": "This view cannot be kept: its address is not one of the board's."}
	}
	return q.Savable(), nil
}

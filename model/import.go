package model

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// Import is one file that was taken in, or refused.
type Import struct {
	ID       int64
	Kind     string
	File     string
	Source   string // whose file it was, "" when nobody said
	SHA256   string `db:"sha256"`
	At       Time
	Actor    string
	New      int    `db:"rows_new"`
	Changed  int    `db:"rows_changed"`
	Same     int    `db:"rows_same"`
	Skipped  int    `db:"rows_skipped"`
	Errors   int    `db:"rows_error"`
	Failed   string // why nothing of the file was taken; "": it went in
	UndoneAt Time   `db:"undone_at"` // zero: it stands
	UndoneBy string `db:"undone_by"`
	Traced   bool   // what it did is known, so that it can be undone
	Rejected bool   // its rows in error are still kept

	AsOf      Time `db:"as_of"` // of when it is
	Complete  bool
	Closed    int // what the complete file did not have
	Differing int // what was left for a person to choose
}

// State says in a word how an import stands: "imported", "undone" or "failed".
func (i Import) State() string {
	switch {
	case i.Failed != "":
		return "failed"
	case !i.UndoneAt.IsZero():
		return "undone"
	}
	return "imported"
}

// MayUndo tells whether there is anything to undo.
func (i Import) MayUndo() bool {
	return i.State() == "imported" && i.Traced && i.New+i.Changed+i.Closed > 0
}

// Rows is how many rows the file had.
func (i Import) Rows() int { return i.New + i.Changed + i.Same + i.Skipped + i.Errors }

// ImportListShape is what the list of imports may be asked.
var ImportListShape = ListShape{
	Sorts:   []string{"-at", "file", "kind", "actor"},
	Filters: map[string][]string{"kind": nil, "state": {"imported", "undone", "failed"}, "source": nil, "actor": nil},
}

// MayBeComplete tells whether a file of a kind can say that what it does not have
// is closed.
func MayBeComplete(kind string) bool {
	return kind == "orders" || kind == "purchase-orders" || kind == "stock"
}

// ImportReport says what a file did, or would do.
type ImportReport struct {
	Import    int64          `json:"import"` // 0 for a dry run
	Kind      string         `json:"kind"`
	File      string         `json:"file"`
	SHA256    string         `json:"sha256"`
	Encoding  string         `json:"encoding"`
	Delimiter string         `json:"delimiter"`
	Decimal   string         `json:"decimal"` // sign of the numbers; "" when there are none
	Dates     []string       `json:"dates"`   // forms of the dates, as in a map
	DryRun    bool           `json:"dry_run"`
	Rows      int            `json:"rows"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Same      int            `json:"same"`
	Skipped   int            `json:"skipped"`
	Errors    int            `json:"errors"`
	Closed    int            `json:"closed,omitempty"`    // not in the complete file
	Differing int            `json:"differing,omitempty"` // lines on which a person has to choose
	Changes   []ImportChange `json:"changes"`             // the first of them, at most MaxImportChanges
	ChangeAll int            `json:"change_all"`          // how many there are
	Causes    []ImportCause  `json:"causes"`              // why rows were refused or passed over, the most frequent first
	Run       int64          `json:"run,omitempty"`
}

// ImportChange is one field that a file gave another value.
type ImportChange struct {
	Line   int    `json:"line"`
	Ref    string `json:"ref"` // SO-1/2, a product's code
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ImportProblem is a row that was not taken as it stands.
type ImportProblem struct {
	Line    int    `json:"line"` // in the file, 1 is the header
	Skipped bool   `json:"skipped,omitempty"`
	Reason  string `json:"reason"`
}

// ImportCause is what many rows have in common that were not taken.
type ImportCause struct {
	Cause    string          `json:"cause"` // the reason with "…" for what differs
	Rows     int             `json:"rows"`
	Skipped  bool            `json:"skipped"`  // passed over, not in error
	LeftOut  bool            `json:"left_out"` // a person said to pass them over
	Examples []ImportExample `json:"examples"` // the first of them
}

// ImportExample is one row that was not taken.
type ImportExample struct {
	Line   int      `json:"line"`
	Reason string   `json:"reason"`
	Cells  []string `json:"cells"` // as in the file, shortened
}

// What a report holds at the most.
const (
	MaxImportChanges  = 2000
	MaxImportCauses   = 50
	MaxImportExamples = 5
)

// ImportEffect is one thing an import made or changed.
type ImportEffect struct {
	N        int
	Entity   string // order, line, products, ...
	EntityID int64  `db:"entity_id"`
	Ref      string
	What     string // created, changed
}

// UndoPlan says what undoing an import does: how many things go away, are closed
// because their history stays, or get their old values back, and what is left
// because somebody has touched it since.
type UndoPlan struct {
	Removed  int        `json:"removed"`
	Closed   int        `json:"closed"`
	Restored int        `json:"restored"`
	Left     []UndoLeft `json:"left"` // the first MaxUndoLeft of them
	LeftAll  int        `json:"left_all"`
	Notes    []string   `json:"notes"` // what stays as it is, and why, in sentences
}

// UndoLeft is one thing that an undo leaves as it is.
type UndoLeft struct {
	Entity string `json:"entity"`
	Ref    string `json:"ref"`
	Why    string `json:"why"`
}

// MaxUndoLeft bounds the list of what is left.
const MaxUndoLeft = 200

// Seen is what a person has agreed to: what is left, and how much is undone. An
// undo that would do anything else asks again.
func (p UndoPlan) Seen() string {
	text := fmt.Sprint(p.Removed, p.Closed, p.Restored, p.LeftAll, p.Notes, p.Left)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:32]
}

// Note adds a sentence once.
func (p *UndoPlan) Note(text string) {
	for _, n := range p.Notes {
		if n == text {
			return
		}
	}
	p.Notes = append(p.Notes, text)
}

// Leave notes something that stays as it is.
func (p *UndoPlan) Leave(entity, ref, why string) {
	if p.LeftAll++; len(p.Left) < MaxUndoLeft {
		p.Left = append(p.Left, UndoLeft{Entity: entity, Ref: ref, Why: why})
	}
}

// importRights are the kinds that a role may import beside what managers and
// admins may: what its people look after.
var importRights = map[Role][]string{
	RoleSales:      {"customers", "sites", "contacts", "orders"},
	RoleWarehouse:  {"bins", "stock"},
	RolePurchasing: {"suppliers", "purchase-orders"},
}

// MayImport tells whether a role may import, check and undo files of a kind.
func (r Role) MayImport(kind string) bool {
	if !r.May(ImportData) {
		return false
	}
	if r == RoleManager || r == RoleAdmin {
		return true
	}
	for _, k := range importRights[r] {
		if k == kind {
			return true
		}
	}
	return false
}

// KindWords names a kind of import to people: "purchase orders".
func KindWords(kind string) string { return strings.ReplaceAll(kind, "-", " ") }

// WatchState is how a watched folder is doing.
type WatchState struct {
	Dir     string
	Looked  Time   // when it was last looked through
	Err     error  // what is wrong with the folder itself; nil when nothing is
	Waiting int    // files that are there and still wait
	Last    string // the file that was taken last, "" for none since the start
}

// ImportFeed is a source that sends files of a kind again and again.
type ImportFeed struct {
	Source string
	Kind   string
	Mapped bool   // how its files are read is kept
	Import int64  // the newest file of it, 0: none was taken in lately
	File   string // what that was called
	At     Time   // when that was
}

// MaxImportFeeds is how many sources are offered for their next file.
const MaxImportFeeds = 20

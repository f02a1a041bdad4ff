package model

// RankChange is a new rule, from the version that the person saw.
type RankChange struct {
	Rule RankRule
	Seen int // 0: whatever is in force
	Why  string
}

// Check reports what is wrong with the change, by field.
func (c RankChange) Check() Problems {
	p := c.Rule.Check()
	p.Need("why", len(c.Why) > 0, "Say why.")
	p.Need("why", len(c.Why) <= 500, "Say it in 500 characters.")
	return p
}

// RankVersion is a rule as it was in force from a moment on.
type RankVersion struct {
	Version int
	Rule    RankRule
	Why     string
	At      Time
	By      string
}

// RankMove is a line that another rule puts elsewhere in its queue.
type RankMove struct {
	LineID    int64
	Order     string
	Line      int
	Customer  string
	SKU       string
	Warehouse string
	From, To  int // places in the queue of the product in the warehouse, 1 first
	Of        int
	Words     string // its rank by the new rule
}

// Up is by how many places the line moves forward; negative: back.
func (m RankMove) Up() int { return m.From - m.To }

// RankPreview is what a rule would do to the live queue: who moves by how much,
// and what a run would then give.
type RankPreview struct {
	SettingsPreview
	Forward, Back int        // lines
	Moves         []RankMove // those that move most
}

// Pin puts one line above another of the same product and warehouse until a day.
type Pin struct {
	ID        int64
	LineID    int64  `db:"line_id"`
	Line      string // SO-1/2
	AboveID   int64  `db:"above_id"`
	Above     string // SO-3/1
	Until     Date
	Why       string
	By        string `db:"actor"`
	At        Time
	Customer  string
	SKU       string
	Warehouse string
}

// PinRequest is a pin as a person asks for it.
type PinRequest struct {
	LineID  int64
	Version int    // of the line; 0: whatever there is now
	Above   string // SO-3/1
	Until   Date
	Why     string
}

// The states of a rush.
const (
	RushAsked    = "asked"
	RushApproved = "approved"
	RushRefused  = "refused"
)

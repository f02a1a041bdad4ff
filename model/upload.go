package model

import "fmt"

// MaxUpload is the largest file that may be sent by page, in bytes.
const MaxUpload = 10 << 20

// MaxSource is how many characters the name of a source may have.
const MaxSource = 60

// NewUpload is a file that was sent to be imported.
type NewUpload struct {
	Kind    string
	Name    string // of the file
	Source  string // whose file it is, "" when nobody says
	Content []byte
	AsOf    Time // up to when the other system knows what the desk did, zero: nobody says
	Full    bool // it is complete
}

// Check reports what is wrong with it as a whole; what it holds is looked at
// when it is read.
func (u NewUpload) Check() error {
	var p Problems
	p.Need("kind", u.Kind != "", "Choose what the file holds.")
	p.Need("source", len([]rune(u.Source)) <= MaxSource, fmt.Sprintf("A name may have %d characters.", MaxSource))
	p.Need("file", len(u.Content) > 0, "Choose a file, or paste its rows.")
	p.Need("file", len(u.Content) <= MaxUpload, fmt.Sprintf("The file is larger than %d MiB. Cut it in parts, or import it on the command line.", MaxUpload>>20))
	p.Need("full", !u.Full || u.Kind == "" || MayBeComplete(u.Kind), "Complete files are taken of stock, orders and purchase orders.")
	return p.Err()
}

// Upload is a file that was sent and waits to be taken in.
type Upload struct {
	ID        int64
	Kind      string
	Name      string
	Source    string
	Size      int64
	SHA256    string `db:"sha256"`
	Encoding  string
	Delimiter string
	Header    []string
	Samples   [][]string // of each column of the header
	Map       string     // how it is read, TOML
	LeftOut   []string   // causes whose rows are passed over
	AsOf      Time       `db:"as_of"` // zero: of when it is taken in
	Full      bool       // it is complete
	CloseMany bool       `db:"close_many"` // and may close a great deal
	Report    *ImportReport
	Problem   string // why it could not be checked; "": it was, or nobody asked yet
	ProblemOf string `db:"problem_of"` // what that is about: "file", "full", "close_many", "as_of"
	Rejected  bool   // the newest check has rows in error to take home
	ImportID  int64  // what it became, 0: it waits
	At        Time
	Actor     string
	Version   int
	Before    *Import // the import that took this very file in before
}

// UploadMap is how a person says that a file is read.
type UploadMap struct {
	Version  int
	Source   string
	Map      string // TOML
	LeftOut  []string
	Remember bool // for other files of the source

	AsOf            Time
	Full, CloseMany bool
}

// ImportMap is how files of one source are read, kept for the next one.
type ImportMap struct {
	ID      int64
	Source  string
	Kind    string
	Header  string // intake.Signature of the file it was made for
	Map     string // TOML
	SavedAt Time   `db:"saved_at"`
	SavedBy string `db:"saved_by"`
}

// ImportMapListShape is what GET /imports/maps may be asked.
var ImportMapListShape = ListShape{Sorts: []string{"source", "kind", "-saved"}, Filters: map[string][]string{"kind": nil}}

package db

import (
	"strconv"
	"strings"

	"backfill/model/intake"
)

// document is the order or purchase order whose rows are coming in. Its rows
// usually stand together; when they do not, what was seen of it is found again
// in a working table, so that memory does not grow with the file.
type document struct {
	number string
	rows   int    // seen so far, those in error included
	head   string // the header cells of its first good row
	id     int64  // 0: not looked for yet, or not there
	isNew  bool   // made by this import
	again  bool   // its rows do not stand together: it was seen before
}

// documents follows the documents of a file and numbers their lines.
type documents struct {
	im       *importing
	number   int   // column of the document's number
	line     int   // column of the line's number
	heads    []int // columns that belong to the document, not the line
	now      document
	seen     map[int]bool // lines of a document this import made, while its rows stand together
	lastLine int
}

func newDocuments(im *importing, number string, heads ...string) documents {
	d := documents{im: im, seen: map[int]bool{}, number: im.f.Kind.Index(number), line: im.f.Kind.Index("line")}
	for _, h := range heads {
		d.heads = append(d.heads, im.f.Kind.Index(h))
	}
	return d
}

// turn makes the row's document the present one and gives the row's line
// number. found is called for the number of a document not yet seen.
func (d *documents) turn(r intake.Row, found func(number string) (int64, error)) (line int, err error) {
	number := r.Cells[d.number]
	if number == "" {
		return 0, refused(d.im.f.Kind.Columns[d.number].Name + " is empty")
	}
	if d.now.number == "" || !strings.EqualFold(number, d.now.number) {
		if err := d.change(number, found); err != nil {
			return 0, err
		}
	}
	d.now.rows++
	d.lastLine = d.now.rows
	if r.Numbered {
		return d.lastLine, nil
	}
	n, err := whole("line", r.Cells[d.line], 1, 1_000_000)
	return int(n), err
}

func (d *documents) change(number string, found func(string) (int64, error)) error {
	if err := d.save(); err != nil {
		return err
	}
	d.now = document{number: strings.Clone(number)}
	seen, err := d.im.get(`/* change */ SELECT rows, head, made FROM temp.import_document WHERE number = ?`, []any{number},
		&d.now.rows, &d.now.head, &d.now.isNew)
	if err != nil {
		return err
	}
	d.now.again = seen
	clear(d.seen)
	d.now.id, err = found(number)
	return err
}

// save keeps what a later row of the same document must know.
func (d *documents) save() error {
	n := d.now
	if n.number == "" {
		return nil
	}
	_, err := d.im.exec(`/* save */ INSERT INTO temp.import_document(number, rows, head, made) VALUES (?, ?, ?, ?)
		ON CONFLICT(number) DO UPDATE SET rows = excluded.rows, head = excluded.head, made = excluded.made`, n.number, n.rows, n.head, n.isNew)
	return err
}

// agrees refuses a row that says something else of its document than the rows
// before it.
func (d *documents) agrees(r intake.Row) error {
	head := d.headOf(r)
	if d.now.head == "" || strings.EqualFold(head, d.now.head) || d.im.f.FirstHead() {
		return nil
	}
	is := strings.Split(head, "\x1f")
	for i, was := range strings.Split(d.now.head, "\x1f") {
		if !strings.EqualFold(was, is[i]) {
			return refusef("%s is %q, an earlier row of %s has %q", d.im.f.Kind.Columns[d.heads[i]].Name, is[i], d.now.number, was)
		}
	}
	return nil
}

// speak makes the row the one that speaks for its document.
func (d *documents) speak(r intake.Row) {
	if d.now.head == "" {
		d.now.head = d.headOf(r)
	}
}

func (d *documents) headOf(r intake.Row) string {
	cells := make([]string, len(d.heads))
	for i, h := range d.heads {
		cells[i] = r.Cells[h]
	}
	return strings.Join(cells, "\x1f")
}

// fresh tells whether the line can only be new, without asking the store: its
// document was made by this import and its rows stand together. It refuses one
// that came before.
func (d *documents) fresh(line int) (bool, error) {
	if !d.now.isNew || d.now.again {
		return false, nil
	}
	if d.seen[line] {
		return false, refusef("%s is in the file twice", d.ref(line))
	}
	d.seen[line] = true
	return true, nil
}

// once refuses a line that is in the file twice.
func (d *documents) once(line int64, ref string) error {
	res, err := d.im.exec(`/* once */ INSERT INTO temp.import_line(line_id) VALUES (?) ON CONFLICT DO NOTHING`, line)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return refusef("%s is in the file twice", ref)
}

func (d *documents) ref(line int) string { return d.now.number + "/" + strconv.Itoa(line) }

// place is the row's place in its document, for the file of rejected rows.
func (d *documents) place() int { return d.lastLine }

package db

import (
	"encoding/json"

	"backfill/model"
	"backfill/model/intake"
)

// What an import made and changed is written down as it happens, so that it can
// be undone. An order's own lines are not: whoever undoes the order finds them.

func (im *importing) beginTrace() {
	im.trace = im.t.newBulk(7, `INSERT INTO import_change(import_id, n, entity, entity_id, ref, keys, before) VALUES`, ``)
}

// made notes a thing that the import made; keys say where it is when it has no
// id of its own.
func (im *importing) made(entity string, id int64, ref string, keys []any) error {
	return im.note(entity, id, ref, keys, nil)
}

// mended notes a thing that the import changed, with its values before.
func (im *importing) mended(entity string, id int64, ref string, keys []any, before map[string]any) error {
	return im.note(entity, id, ref, keys, before)
}

func (im *importing) note(entity string, id int64, ref string, keys []any, before map[string]any) error {
	k, err := traceText(keys == nil, keys)
	if err != nil {
		return err
	}
	b, err := traceText(before == nil, before)
	if err != nil {
		return err
	}
	im.traced++
	return im.trace.add(im.id, im.traced, entity, id, ref, k, b)
}

func traceText(none bool, v any) (any, error) {
	if none {
		return nil, nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}

// endTrace writes the rest, and up to which audit row the import itself goes:
// whatever comes later is somebody else's.
func (im *importing) endTrace() error {
	if err := im.keepTold(); err != nil {
		return err
	}
	if err := im.trace.flush(); err != nil {
		return err
	}
	return im.t.exec(`/* endTrace */ UPDATE import SET audit_to = (SELECT max(id) FROM audit) WHERE id = ?`, im.id)
}

// otherReasons is where causes go that are beyond the number a report lists.
const otherReasons = "other reasons"

// cause counts a row that was not taken under what it has in common with others,
// and keeps the first few to show.
func (im *importing) cause(r intake.Row, why string, skipped, leftOut bool) {
	c := im.causeOf(intake.Cause(why), skipped, leftOut)
	if c.Rows++; len(c.Examples) < model.MaxImportExamples {
		c.Examples = append(c.Examples, model.ImportExample{Line: r.Line, Reason: why, Cells: exampleCells(r.Raw)})
	}
}

func (im *importing) causeOf(name string, skipped, leftOut bool) *model.ImportCause {
	at, known := im.causes[name]
	if !known && len(im.report.Causes) >= model.MaxImportCauses-1 {
		name = otherReasons
		at, known = im.causes[name]
	}
	if !known {
		if im.causes == nil {
			im.causes = map[string]int{}
		}
		at = len(im.report.Causes)
		im.causes[name] = at
		im.report.Causes = append(im.report.Causes, model.ImportCause{Cause: name, Skipped: skipped, LeftOut: leftOut})
	}
	return &im.report.Causes[at]
}

// What an example shows of its row.
const (
	exampleColumns = 40
	exampleLength  = 60
)

func exampleCells(raw []string) []string {
	cells := make([]string, 0, min(len(raw), exampleColumns))
	for _, c := range raw[:min(len(raw), exampleColumns)] {
		if r := []rune(c); len(r) > exampleLength {
			c = string(r[:exampleLength]) + "…"
		}
		cells = append(cells, string([]rune(c))) // a copy, and text whatever the bytes were
	}
	return cells
}

package db

import (
	"maps"
	"slices"

	"backfill/model"
)

// time settles as of when the file speaks, and whether it comes late: a file of
// its kind that is newer has been taken in.
func (im *importing) time() error {
	if im.req.Full && !model.MayBeComplete(im.f.Kind.Name) {
		return model.Problems{"full": "Complete files are taken of stock, orders and purchase orders. What is missing from one of " + im.f.Kind.Name + " means nothing."}
	}
	im.asOf = im.req.AsOf
	if im.asOf.IsZero() {
		im.asOf = im.t.now
		return nil
	}
	if im.asOf.After(im.t.now) {
		return model.Problems{"as_of": laterThanNow}
	}
	_, err := im.get(`/* time */ SELECT EXISTS (SELECT 1 FROM import WHERE kind = ? AND as_of > ? AND rows_new + rows_changed + rows_same + closed > 0 AND undone_at IS NULL)`,
		[]any{im.f.Kind.Name, im.asOf.String()}, &im.older)
	return err
}

// outspoken tells whether a later file than this one has spoken of a document.
func (im *importing) outspoken(toldAt string) (bool, error) {
	if toldAt == "" {
		return false, nil
	}
	told, err := model.ParseTime(toldAt)
	return told.After(im.asOf), err
}

// told remembers as of when a document was spoken of. A file that does not say
// of when it is leaves no trace where it changes nothing.
func (im *importing) told(update string, id int64, was string) error {
	if im.req.AsOf.IsZero() || was == im.asOf.String() {
		return nil
	}
	if _, err := im.exec(update, im.asOf.String(), id); err != nil {
		return err
	}
	return im.noteTold(id, was)
}

// toldBefore remembers as of when documents had been told before this file: for
// each time rows of ids that follow each other, as first and last. A file that
// comes every hour speaks of thousands of documents, nearly all in their order.
type toldBefore struct {
	rows map[string][]any
	n    int
}

// maxTold is how many rows of ids wait to be written at most.
const maxTold = 1000

func (im *importing) noteTold(id int64, was string) error {
	b := &im.before
	rows := b.rows[was]
	if last := len(rows) - 1; last > 0 && rows[last] == id-1 {
		rows[last] = id
		return nil
	}
	if b.rows == nil {
		b.rows = map[string][]any{}
	}
	b.rows[was] = append(rows, id, id)
	if b.n++; b.n < maxTold {
		return nil
	}
	return im.keepTold()
}

func (im *importing) keepTold() error {
	for _, was := range slices.Sorted(maps.Keys(im.before.rows)) {
		if err := im.mended("told", 0, im.f.Kind.Name, im.before.rows[was], map[string]any{"told_at": was}); err != nil {
			return err
		}
	}
	im.before = toldBefore{}
	return nil
}

// closedSince tells whether a document that the desk does not know was closed
// there already: a complete file that is newer does not have it.
func (im *importing) closedSince() (closed bool, err error) {
	if !im.older {
		return false, nil
	}
	_, err = im.get(`/* closedSince */ SELECT EXISTS (SELECT 1 FROM import WHERE complete = 1 AND kind = ? AND as_of > ? AND undone_at IS NULL)`,
		[]any{im.f.Kind.Name, im.asOf.String()}, &closed)
	return closed, err
}

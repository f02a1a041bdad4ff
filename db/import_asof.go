package db

import (
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
	_, err := im.exec(update, im.asOf.String(), id)
	return err
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

package db

import (
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// unchanged compares the version a person saw with the one in the transaction,
// which nobody else can change meanwhile. A difference is a Conflict that names
// who changed the thing last, when, and what was done; a line may also have been
// served by a run, which the audit knows as a whole only. seen 0 stands for
// whatever there is now.
func (t *tx) unchanged(entity string, id int64, name string, version, seen int) error {
	if seen == 0 || seen == version {
		return nil
	}
	var last struct {
		At     model.Time
		Actor  string
		Action string
	}
	err := t.get(&last, `/* unchanged */ SELECT at, actor, action FROM (
		  SELECT * FROM (SELECT at, actor, action FROM audit WHERE entity = ?1 AND entity_id = ?2 ORDER BY id DESC LIMIT 1)
		  UNION ALL SELECT * FROM (SELECT at, actor, kind FROM alloc_event WHERE ?1 = 'line' AND line_id = ?2 ORDER BY id DESC LIMIT 1))
		ORDER BY at DESC LIMIT 1`, entity, id)
	switch {
	case errors.Is(err, model.ErrNotFound):
		return model.Conflictf("%s has changed since you opened it. Look at it again.", name)
	case err != nil:
		return err
	}
	return model.Conflictf("%s was changed by %s on %s (%s). Look at it again.", name, last.Actor,
		t.locale().Moment(last.At, t.settings.Zone, t.today), strings.ReplaceAll(last.Action, "_", " "))
}

// lineName is an order or purchase-order line as people know it: SO-1/2.
func lineName(number string, line int) string { return fmt.Sprintf("%s/%d", number, line) }

package main

import (
	"context"
	"errors"
	"fmt"

	"backfill/db"
)

type checkCmd struct {
	JSON bool `name:"json" help:"Print what was found as JSON."`
}

// errBroken is told beside the list of what was found.
var errBroken = errors.New("the file breaks its own rules")

func (c *checkCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		found, err := s.Check(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			err = printJSON(e.out, map[string]any{"ok": len(found) == 0, "invariants": db.Invariants(), "findings": append([]db.Finding{}, found...)})
		} else {
			for _, f := range found {
				fmt.Fprintln(e.out, f)
			}
			if len(found) == 0 {
				fmt.Fprintf(e.out, "ok: %d invariants hold.\n", len(db.Invariants()))
			}
		}
		if err == nil && len(found) > 0 {
			err = errBroken
		}
		return err
	})
}

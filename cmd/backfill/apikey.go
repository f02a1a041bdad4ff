package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"backfill/db"
	"backfill/model"
)

type apikeyCmd struct {
	Add    apikeyAddCmd    `cmd:"" help:"Make a key for a program; it is printed once."`
	List   apikeyListCmd   `cmd:"" help:"List every key, without the part that opens anything."`
	Revoke apikeyRevokeCmd `cmd:"" help:"Make a key useless at once."`
}

type apikeyAddCmd struct {
	Name  string `required:"" help:"Which program it is for."`
	Scope string `required:"" enum:"read,write" help:"One of ${enum}; write may read."`
	Days  int    `default:"0" help:"For how many days it is good; 0: until it is revoked."`
}

// Run prints the key alone on stdout, so that a script can take it.
func (c *apikeyAddCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		key, kept, err := s.AddKey(ctx, model.CLIActor(), model.NewKey{Name: c.Name, Scope: model.KeyScope(c.Scope), Days: c.Days})
		if err != nil {
			return err
		}
		fmt.Fprintf(e.err, "The key for %s, %s, shown this once:\n", kept.Name, kept.Scope)
		_, err = fmt.Fprintln(e.out, key)
		return err
	})
}

type apikeyListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *apikeyListCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		keys, err := s.AllKeys(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printKeysJSON(e, keys, s.Now())
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, k := range keys {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.Prefix, k.Scope, k.State(s.Now()), k.LastUsed, k.Name)
		}
		return w.Flush()
	})
}

func printKeysJSON(e *env, keys []model.APIKey, now model.Time) error {
	type row struct {
		Prefix   string         `json:"prefix"`
		Name     string         `json:"name"`
		Scope    model.KeyScope `json:"scope"`
		State    string         `json:"state"`
		Made     string         `json:"made_at"`
		Expires  string         `json:"expires_at,omitempty"`
		LastUsed string         `json:"last_used_at,omitempty"`
	}
	rows := make([]row, 0, len(keys))
	for _, k := range keys {
		rows = append(rows, row{k.Prefix, k.Name, k.Scope, k.State(now), k.Made.String(), k.Expires.String(), k.LastUsed.String()})
	}
	return json.NewEncoder(e.out).Encode(rows)
}

type apikeyRevokeCmd struct {
	Prefix string `arg:"" help:"The eight characters after bf_, as list shows them."`
}

func (c *apikeyRevokeCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		keys, err := s.AllKeys(ctx)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.Prefix != c.Prefix {
				continue
			}
			if err := s.RevokeKey(ctx, model.CLIActor(), k.ID); err != nil {
				return err
			}
			_, err := fmt.Fprintf(e.out, "%s opens nothing any more.\n", k.Prefix)
			return err
		}
		return fmt.Errorf("no key begins bf_%s: %w", c.Prefix, model.ErrNotFound)
	})
}

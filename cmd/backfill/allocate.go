package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"backfill/db"
	"backfill/model"
)

type allocateCmd struct {
	DryRun bool     `help:"Show the plan; write nothing."`
	Replan bool     `help:"Lines may lose what they have to a better rank; without it only free stock is given."`
	Rule   string   `default:"ranked" enum:"ranked,most_complete" help:"How stock is shared out: ${enum}."`
	Scope  []string `sep:"none" placeholder:"KEY=VALUE" help:"Only the queues of sku=…, warehouse=… or order=…; may be repeated."`
	JSON   bool     `name:"json" help:"Print the run as JSON."`
}

func (c *allocateCmd) Run(ctx context.Context, g *cli, e *env) error {
	scope, err := model.ParseScope(c.Scope)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	return withStore(ctx, g, e, func(s *db.Store) error {
		run, err := s.Allocate(ctx, model.CLIActor(), model.RunRequest{
			Rule: model.Rule(c.Rule), Replan: c.Replan, DryRun: c.DryRun, Scope: scope})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(e.out, runJSON(run))
		}
		return printRun(e.out, run, c.DryRun)
	})
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// jsonRun is a run as the contract has it: quantities are decimal strings.
type jsonRun struct {
	Run    int64         `json:"run"` // 0: no document was kept
	State  string        `json:"state"`
	Rule   model.Rule    `json:"rule"`
	AsOf   string        `json:"as_of"`
	Proven *bool         `json:"proven,omitempty"` // most_complete: no plan completes more lines
	Lines  []jsonRunLine `json:"lines"`
	Totals jsonTotals    `json:"totals"`
}

type jsonRunLine struct {
	Order       string        `json:"order"`
	Line        int           `json:"line"`
	SKU         string        `json:"sku"`
	Warehouse   string        `json:"warehouse"`
	Rank        int           `json:"rank"`
	Policy      model.Policy  `json:"policy"`
	Open        string        `json:"open"`
	Before      string        `json:"before"`
	After       string        `json:"after"`
	Backordered string        `json:"backordered"`
	Promise     []jsonRunPart `json:"promise"`
	Limit       string        `json:"limit"`
	Why         string        `json:"why"`
}

type jsonRunPart struct {
	Quantity   string           `json:"quantity"`
	Date       model.Date       `json:"date"`
	Source     string           `json:"source"`
	Confidence model.Confidence `json:"confidence"`
}

type jsonTotals struct {
	Lines          int    `json:"lines"`
	UnitsBefore    string `json:"units_before"`
	UnitsAfter     string `json:"units_after"`
	LinesComplete  int    `json:"lines_complete"`
	OrdersComplete int    `json:"orders_complete"`
	LinesImproved  int    `json:"lines_improved"`
	LinesLosing    int    `json:"lines_losing"`
}

func runJSON(r model.Run) jsonRun {
	t := r.Totals
	out := jsonRun{Run: r.ID, State: string(r.State), Rule: r.Rule, AsOf: r.AsOf.Std().Format(time.RFC3339), Lines: make([]jsonRunLine, len(r.Lines)),
		Totals: jsonTotals{Lines: t.Lines, UnitsBefore: t.UnitsBefore.String(), UnitsAfter: t.UnitsAfter.String(),
			LinesComplete: t.LinesComplete, OrdersComplete: t.OrdersComplete, LinesImproved: t.LinesImproved, LinesLosing: t.LinesLosing}}
	if r.Rule == model.MostComplete {
		out.Proven = &r.Proven
	}
	for i, l := range r.Lines {
		out.Lines[i] = jsonRunLine{Order: l.Order, Line: l.Line, SKU: l.SKU, Warehouse: l.Warehouse, Rank: l.Rank, Policy: l.Policy,
			Open: l.Open.String(), Before: l.Before.String(), After: l.After.String(), Backordered: l.Backordered.String(),
			Promise: make([]jsonRunPart, len(l.Promise)), Limit: l.Limit, Why: l.Why}
		for k, p := range l.Promise {
			out.Lines[i].Promise[k] = jsonRunPart{Quantity: p.Qty.String(), Date: p.Date, Source: p.Source, Confidence: p.Confidence}
		}
	}
	return out
}

// printRun shows a run as a table for people, and what it comes to.
func printRun(w io.Writer, r model.Run, dry bool) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "LINE\tPRODUCT\tWAREHOUSE\tRANK\tOPEN\tBEFORE\tAFTER\tSHORT\tCOVERED\tWHY")
	for _, l := range r.Lines {
		covered := ""
		if n := len(l.Promise); n > 0 {
			covered = l.Promise[n-1].Date.String()
		}
		fmt.Fprintf(t, "%s/%d\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n",
			l.Order, l.Line, l.SKU, l.Warehouse, l.Rank, l.Open, l.Before, l.After, l.Backordered, covered, l.Why)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	s := r.Totals
	fmt.Fprintf(w, "\n%d lines, %d complete, %d improved, %d losing; %s units allocated or picked, %s before; %d orders complete.\n",
		s.Lines, s.LinesComplete, s.LinesImproved, s.LinesLosing, s.UnitsAfter, s.UnitsBefore, s.OrdersComplete)
	switch {
	case dry:
		fmt.Fprintln(w, "Dry run: nothing was written.")
	case r.ID == 0:
		fmt.Fprintln(w, "Nothing had to change.")
	default:
		fmt.Fprintf(w, "Applied as run %d.\n", r.ID)
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"backfill/db"
	"backfill/model"
)

type availabilityCmd struct {
	SKU       string `name:"sku" required:"" help:"The product."`
	Quantity  string `required:"" help:"How many, in the product's unit."`
	Warehouse string `help:"Where it ships from; without it the warehouse that is complete first." placeholder:"CODE"`
	NeedBy    string `help:"When it is wanted, as 2026-11-24." placeholder:"DATE"`
	JSON      bool   `name:"json" help:"Print the answer as JSON."`
}

func (c *availabilityCmd) Run(ctx context.Context, g *cli, e *env) error {
	qty, err := model.ParseQty(c.Quantity, 3)
	if err != nil {
		return fmt.Errorf("%w: --quantity %w", errUsage, err)
	}
	q := model.AvailabilityQuery{SKU: c.SKU, Qty: qty, Warehouse: c.Warehouse}
	if c.NeedBy != "" {
		if q.NeedBy, err = model.ParseDate(c.NeedBy); err != nil {
			return fmt.Errorf("%w: --need-by: write it as 2026-11-24", errUsage)
		}
	}
	return withStore(ctx, g, e, func(s *db.Store) error {
		a, err := s.Availability(ctx, q)
		if p, ok := errors.AsType[model.Problems](err); ok {
			return fmt.Errorf("availability: %w", p)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(e.out, availabilityJSON(a))
		}
		return printAvailability(e.out, a)
	})
}

// jsonAvailability is the answer with quantities as decimal strings, as in runs.
type jsonAvailability struct {
	SKU         string           `json:"sku"`
	Warehouse   string           `json:"warehouse"`
	Unit        string           `json:"unit"`
	Quantity    string           `json:"quantity"`
	Available   string           `json:"available"`  // for a new order, however much it asks for
	FromStock   string           `json:"from_stock"` // of the quantity
	Parts       []jsonPart       `json:"parts"`
	Complete    model.Date       `json:"complete"`
	Late        bool             `json:"late"`
	Refused     string           `json:"refused,omitempty"`
	Substitutes []jsonSubstitute `json:"substitutes"`
	Elsewhere   []jsonElsewhere  `json:"elsewhere"`
}

type jsonPart struct {
	Quantity   string           `json:"quantity"`
	Date       model.Date       `json:"date"`
	Ready      model.Date       `json:"ready"`
	Source     string           `json:"source"`
	Confidence model.Confidence `json:"confidence"`
}

type jsonSubstitute struct {
	SKU       string `json:"sku"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Ratio     string `json:"ratio"`
	Available string `json:"available"`
	Covers    bool   `json:"covers"`
}

type jsonElsewhere struct {
	Warehouse string     `json:"warehouse"`
	Available string     `json:"available"`
	Complete  model.Date `json:"complete"`
}

func availabilityJSON(a model.Availability) jsonAvailability {
	out := jsonAvailability{SKU: a.SKU, Warehouse: a.Warehouse, Unit: a.Unit, Quantity: a.Qty.String(), Available: a.Free.String(),
		FromStock: a.FromStock.String(), Parts: make([]jsonPart, len(a.Parts)), Complete: a.Complete, Late: a.Late, Refused: a.Refused,
		Substitutes: make([]jsonSubstitute, len(a.Substitutes)), Elsewhere: make([]jsonElsewhere, len(a.Elsewhere))}
	for i, p := range a.Parts {
		out.Parts[i] = jsonPart{Quantity: p.Qty.String(), Date: p.Date, Ready: p.Ready, Source: p.Source, Confidence: p.Confidence}
	}
	for i, s := range a.Substitutes {
		out.Substitutes[i] = jsonSubstitute{SKU: s.SKU, Name: s.Name, Kind: s.Kind, Ratio: s.Ratio.String(), Available: s.Free.String(), Covers: s.Covers(a.Qty)}
	}
	for i, w := range a.Elsewhere {
		out.Elsewhere[i] = jsonElsewhere{Warehouse: w.Warehouse, Available: w.Free.String(), Complete: w.Complete}
	}
	return out
}

// printAvailability shows the answer as tables for people.
func printAvailability(w io.Writer, a model.Availability) error {
	fmt.Fprintf(w, "%s of %s from %s: %s now, all on %s.\n", a.Qty, a.SKU, a.Warehouse, a.FromStock, a.Complete)
	if a.Late {
		fmt.Fprintln(w, "That is later than needed.")
	}
	if a.Refused != "" {
		fmt.Fprintln(w, a.Refused)
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "\nQUANTITY\tREADY\tDATE\tSOURCE\tCONFIDENCE")
	for _, p := range a.Parts {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", p.Qty, p.Ready, p.Date, p.Source, p.Confidence)
	}
	if len(a.Substitutes) > 0 {
		fmt.Fprintln(t, "\nINSTEAD\tKIND\tRATIO\tFREE\t")
	}
	for _, s := range a.Substitutes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", s.SKU, s.Kind, s.Ratio, s.Free)
	}
	if len(a.Elsewhere) > 0 {
		fmt.Fprintln(t, "\nELSEWHERE\tFREE\tCOMPLETE\t\t")
	}
	for _, e := range a.Elsewhere {
		fmt.Fprintf(t, "%s\t%s\t%s\t\t\n", e.Warehouse, e.Free, e.Complete)
	}
	return t.Flush()
}

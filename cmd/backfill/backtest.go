package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"backfill/db"
	"backfill/model"
	"backfill/model/lateness"
)

type backtestCmd struct {
	Promises backtestPromisesCmd `cmd:"" help:"How good the desk's dates would have been: the last 30 % of the receipts, each judged only by what had arrived before."`
}

type backtestPromisesCmd struct {
	History string `help:"Receipts as CSV (supplier, lane, promised, arrived) instead of the desk's own; - is stdin. No database is needed." placeholder:"FILE"`
	Ahead   int    `help:"How many days before its promised day a receipt is judged." default:"30" placeholder:"DAYS"`
	Rows    string `help:"Write every judged row with its P50, P80 and P90 date to this CSV; - is stdout." placeholder:"OUT"`
	JSON    bool   `name:"json" help:"Print the figures as JSON."`
}

func (c *backtestPromisesCmd) Run(ctx context.Context, g *cli, e *env) error {
	if c.Ahead < 0 || c.Ahead > 3650 {
		return fmt.Errorf("%w: --ahead: 0 to 3650 days", errUsage)
	}
	if c.Rows == "-" && c.JSON {
		return fmt.Errorf("%w: --rows - and --json both go to stdout", errUsage)
	}
	receipts, err := c.receipts(ctx, g, e)
	if err != nil {
		return err
	}
	judged := lateness.BackTest(receipts, c.Ahead)
	if c.Rows != "" {
		if err := writeOut(e, c.Rows, func(w io.Writer) error { return writeJudged(w, judged) }); err != nil {
			return fmt.Errorf("backtest promises: write rows: %w", err)
		}
	}
	score := lateness.ScoreOf(judged)
	switch {
	case c.JSON:
		return printJSON(e.out, scoreJSON(score, c.Ahead))
	case c.Rows == "-":
		return nil
	}
	return printScore(e.out, score, len(receipts), c.Ahead)
}

// receipts are the desk's own, or those of a file.
func (c *backtestPromisesCmd) receipts(ctx context.Context, g *cli, e *env) (receipts []lateness.Receipt, err error) {
	switch c.History {
	case "":
		err = withStore(ctx, g, e, func(s *db.Store) error {
			receipts, err = s.Receipts(ctx)
			return err
		})
		return receipts, err
	case "-":
		receipts, err = readReceipts(e.in)
	default:
		f, openErr := os.Open(c.History)
		if openErr != nil {
			return nil, openErr
		}
		defer f.Close()
		receipts, err = readReceipts(f)
	}
	if err != nil {
		return nil, fmt.Errorf("history %s: %w", c.History, err)
	}
	return receipts, nil
}

// readReceipts reads supplier, lane, promised, arrived by their headers, in any
// order and among others. A row that cannot be read is an error that names it.
func readReceipts(r io.Reader) ([]lateness.Receipt, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	header, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("it is empty; the first row names supplier, lane, promised, arrived")
	}
	if err != nil {
		return nil, err
	}
	var at [4]int
	for i, name := range []string{"supplier", "lane", "promised", "arrived"} {
		at[i] = slices.IndexFunc(header, func(h string) bool {
			return strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")), name)
		})
		if at[i] < 0 && name != "lane" {
			return nil, fmt.Errorf("row 1: there is no column %s", name)
		}
	}
	var all []lateness.Receipt
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := rows.FieldPos(0)
		receipt, err := receiptOf(row, at)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		all = append(all, receipt)
	}
}

func receiptOf(row []string, at [4]int) (lateness.Receipt, error) {
	cell := func(i int) string {
		if at[i] < 0 || at[i] >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[at[i]])
	}
	r := lateness.Receipt{Supplier: cell(0), Lane: cell(1)}
	if r.Supplier == "" {
		return r, errors.New("supplier is missing")
	}
	var err error
	if r.Promised, err = model.ParseDate(cell(2)); err != nil {
		return r, fmt.Errorf("promised %q: write it as 2026-11-24", cell(2))
	}
	if r.Arrived, err = model.ParseDate(cell(3)); err != nil {
		return r, fmt.Errorf("arrived %q: write it as 2026-11-24", cell(3))
	}
	return r, nil
}

// writeOut writes to a file, or to stdout for -.
func writeOut(e *env, name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(e.out)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func writeJudged(w io.Writer, judged []lateness.Judged) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"supplier", "lane", "promised", "arrived", "p50", "p80", "p90"}}
	for _, j := range judged {
		rows = append(rows, []string{j.Supplier, j.Lane, j.Promised.String(), j.Arrived.String(),
			j.Dates[0].String(), j.Dates[1].String(), j.Dates[2].String()})
	}
	return out.WriteAll(rows)
}

// jsonScore is the contract's; of no rows there are no shares: null.
type jsonScore struct {
	N          int          `json:"n"`
	Ahead      int          `json:"ahead"`
	Met        jsonMet      `json:"met"`
	MAE        *json.Number `json:"mae_p50"`
	Pinball    *json.Number `json:"pinball90"`
	AsPromised *json.Number `json:"pinball90_as_promised"`
}

type jsonMet struct {
	P50 *json.Number `json:"p50"`
	P80 *json.Number `json:"p80"`
	P90 *json.Number `json:"p90"`
}

func scoreJSON(s lateness.Score, ahead int) jsonScore {
	return jsonScore{N: s.N, Ahead: ahead,
		Met: jsonMet{P50: mean(s.Met[0], s.N), P80: mean(s.Met[1], s.N), P90: mean(s.Met[2], s.N)},
		MAE: mean(s.MissedDays, s.N), Pinball: mean(s.Pinball90, 10*s.N), AsPromised: mean(s.AsPromised, 10*s.N)}
}

// mean is a sum over a count to four decimals, null over nothing.
func mean(sum, n int) *json.Number {
	if n == 0 {
		return nil
	}
	m := json.Number(decimals(sum, n, 10_000))
	return &m
}

// decimals writes a quotient of whole numbers, rounded to the parts of one.
func decimals(sum, n, parts int) string {
	if n == 0 {
		return "-"
	}
	q := (2*sum*parts + n) / (2 * n)
	return fmt.Sprintf("%d.%0*d", q/parts, len(fmt.Sprint(parts))-1, q%parts)
}

func printScore(w io.Writer, s lateness.Score, all, ahead int) error {
	if s.N == 0 {
		_, err := fmt.Fprintln(w, "There are no receipts to judge.")
		return err
	}
	_, err := fmt.Fprintf(w, `%d of %d receipts judged, each by what had arrived %d days before its promised date.
Met at P50   %s %%
Met at P80   %s %%
Met at P90   %s %%
P50 missed by %s days in the mean
Pinball loss at 90 %%: %s (the promised date itself: %s)
`, s.N, all, ahead, decimals(100*s.Met[0], s.N, 10), decimals(100*s.Met[1], s.N, 10), decimals(100*s.Met[2], s.N, 10),
		decimals(s.MissedDays, s.N, 10), decimals(s.Pinball90, 10*s.N, 1000), decimals(s.AsPromised, 10*s.N, 1000))
	return err
}

package db

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// RankVersions lists every version of the rule, the one in force first.
func (s *Store) RankVersions(ctx context.Context) ([]model.RankVersion, error) {
	var rows []struct {
		Version   int
		Body, Why string
		At        model.Time
		By        string
	}
	if err := s.r.SelectContext(ctx, &rows, `/* RankVersions */ SELECT r.version, r.body, r.why, r.at, coalesce(u.name, r.actor) AS by
		FROM rank_rule r LEFT JOIN app_user u ON u.email = r.actor ORDER BY r.version DESC`); err != nil {
		return nil, err
	}
	out := make([]model.RankVersion, len(rows))
	for i, r := range rows {
		out[i] = model.RankVersion{Version: r.Version, Why: r.Why, At: r.At, By: r.By}
		if err := json.Unmarshal([]byte(r.Body), &out[i].Rule); err != nil {
			return nil, err
		}
		out[i].Rule.Version = r.Version
	}
	return out, nil
}

// PreviewRank tells what ChangeRank and the planning after it would do to the
// queue as it is now, or to the first lines of it where there are very many, and
// does nothing.
func (s *Store) PreviewRank(ctx context.Context, c model.RankChange) (p model.RankPreview, err error) {
	if err := c.Rule.Check().Err(); err != nil {
		return p, err
	}
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		p, err = tryRank(ctx, q, settings, now, c.Rule.Sorted())
		return err
	})
	return p, err
}

// ChangeRank puts another rule in force, as its next version, and has every line
// served anew by it: free stock only, nobody loses anything. A Conflict where
// somebody else changed it since it was seen; the same rule once more changes
// nothing.
func (s *Store) ChangeRank(ctx context.Context, a model.Actor, c model.RankChange) error {
	if err := c.Check().Err(); err != nil {
		return err
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeRank(c) })
	return err
}

func (t *tx) changeRank(c model.RankChange) error {
	now := t.settings.Rank
	if c.Seen != 0 && c.Seen != now.Version {
		return model.Conflictf("Somebody else changed the rule meanwhile: version %d is in force. Look at it, then change it again.", now.Version)
	}
	body, same, err := rankBody(c.Rule, now)
	if err != nil || same {
		return err
	}
	version := now.Version + 1
	if err := t.exec(`INSERT INTO rank_rule(version, body, why, at, actor) VALUES (?, ?, ?, ?, ?)`, version, body, c.Why, t.now, t.actor.Name); err != nil {
		return err
	}
	words := func(r model.RankRule) map[string]any {
		return map[string]any{"rule": strings.Join(r.Words(t.money), " ")}
	}
	if err := t.record("changed", "rank", int64(version), "rank rule", words(now), words(c.Rule), c.Why); err != nil {
		return err
	}
	if c.Rule.Uses(model.LiftCustomer) {
		if err := t.countYears(); err != nil {
			return err
		}
	}
	return t.askPlanning()
}

// rankBody is a rule as it is kept, and whether it is the one in force.
func rankBody(rule, now model.RankRule) (string, bool, error) {
	body, err := json.Marshal(rule.Sorted())
	if err != nil {
		return "", false, err
	}
	was, err := json.Marshal(now.Sorted())
	return string(body), string(was) == string(body), err
}

// money writes an amount for the audit.
func (t *tx) money(m model.Money) string { return m.Decimal(t.settings.CurrencyDecimals) }

// countYears counts anew what each customer ordered within a year.
func (t *tx) countYears() error {
	return t.exec(`/* countYears */ WITH year AS (
		  SELECT o.customer_id, sum(money_value(l.price, l.ordered - l.cancelled)) AS value
		  FROM sales_order o JOIN order_line l ON l.order_id = o.id
		  WHERE o.ordered_at >= ? AND o.kind <> 'blanket' GROUP BY o.customer_id)
		UPDATE customer SET year_value = coalesce((SELECT value FROM year WHERE customer_id = customer.id), 0)
		WHERE year_value <> coalesce((SELECT value FROM year WHERE customer_id = customer.id), 0)`, model.At(t.now.Std().AddDate(-1, 0, 0)))
}

// rankMovesShown is how many lines a preview of the rule names.
const rankMovesShown = 20

// tryRank decides the queues by the rule in force and by another, and tells who
// moves.
func tryRank(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, rule model.RankRule) (p model.RankPreview, err error) {
	before, err := decideSome(ctx, q, settings, now)
	if err != nil {
		return p, err
	}
	settings.Rank = rule
	after, err := decideSome(ctx, q, settings, now)
	if err != nil {
		return p, err
	}
	if p.Of, err = openLines(ctx, q); err != nil {
		return p, err
	}
	if err := tellChanges(ctx, q, &p.SettingsPreview, after); err != nil {
		return p, err
	}
	tellMoves(&p, before, after)
	return p, nameMoves(ctx, q, p.Moves)
}

// places is where each line of a plan stands in its queue, and how many there are.
func places(d *served) (map[int64]int, map[poolKey]int) {
	at, length := make(map[int64]int, len(d.plan.Lines)), map[poolKey]int{}
	for i := range d.plan.Lines {
		l := &d.snap.Lines[d.plan.Lines[i].Line]
		k := poolKey{l.ProductID, l.WarehouseID}
		length[k]++
		at[l.ID] = length[k]
	}
	return at, length
}

func tellMoves(p *model.RankPreview, before, after *served) {
	was, _ := places(before)
	is, length := places(after)
	for i := range after.plan.Lines {
		l := &after.snap.Lines[after.plan.Lines[i].Line]
		if was[l.ID] == is[l.ID] {
			continue
		}
		k := poolKey{l.ProductID, l.WarehouseID}
		pool := &after.snap.Pools[after.snap.pools[k]]
		m := model.RankMove{LineID: l.ID, Order: l.OrderNumber, Line: l.LineNo, SKU: pool.SKU, Warehouse: pool.Warehouse,
			From: was[l.ID], To: is[l.ID], Of: length[k], Words: allocate.RankWords(after.plan.Why(i), after.snap.reader)}
		if m.Up() > 0 {
			p.Forward++
		} else {
			p.Back++
		}
		p.Moves = append(p.Moves, m)
	}
	slices.SortStableFunc(p.Moves, func(a, b model.RankMove) int { return cmp.Compare(max(b.Up(), -b.Up()), max(a.Up(), -a.Up())) })
	p.Moves = p.Moves[:min(len(p.Moves), rankMovesShown)]
}

// nameMoves says whose lines they are.
func nameMoves(ctx context.Context, q sqlx.QueryerContext, moves []model.RankMove) error {
	for i := range moves {
		if err := sqlx.GetContext(ctx, q, &moves[i].Customer, `/* nameMoves */ SELECT c.name FROM order_line l
			JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id WHERE l.id = ?`, moves[i].LineID); err != nil {
			return err
		}
	}
	return nil
}

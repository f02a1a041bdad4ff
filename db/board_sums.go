package db

import (
	"strconv"
)

// recountSQL makes the sums from the rows; keeping them by differences must come
// to the same (checkSums).
const recountSQL = `DELETE FROM board_sum;
INSERT INTO board_sum(kind, key, lines, short, value) ` + sumsSQL

const sumsSQL = `SELECT 'class' AS kind, CAST(class AS TEXT) COLLATE NOCASE AS key, count(*) AS lines, sum(short) AS short, sum(value) AS value FROM board GROUP BY class
 UNION ALL SELECT 'eta', class || '/' || eta, count(*), sum(short), sum(value) FROM board WHERE eta IS NOT NULL AND short > 0 GROUP BY class, eta
 UNION ALL SELECT 'promise', class || '/' || promise, count(*), sum(short), sum(value) FROM board WHERE promise IS NOT NULL GROUP BY class, promise
 UNION ALL SELECT 'mine', CAST(owner_id AS TEXT), count(*), sum(short), sum(value) FROM board WHERE owner_id IS NOT NULL GROUP BY owner_id
 UNION ALL SELECT 'priority', class || '/' || priority, count(*), sum(short), sum(value) FROM board GROUP BY class, priority
 UNION ALL SELECT 'tier', class || '/' || tier, count(*), sum(short), sum(value) FROM board GROUP BY class, tier
 UNION ALL SELECT 'category', class || '/' || category, count(*), sum(short), sum(value) FROM board GROUP BY class, category
 UNION ALL SELECT 'supplier', class || '/' || supplier, count(*), sum(short), sum(value) FROM board GROUP BY class, supplier
 UNION ALL SELECT 'owner', class || '/' || owner, count(*), sum(short), sum(value) FROM board GROUP BY class, owner
 UNION ALL SELECT 'warehouse', class || '/' || warehouse, count(*), sum(short), sum(value) FROM board GROUP BY class, warehouse
 UNION ALL SELECT 'ship', class || '/' || ship_mode, count(*), sum(short), sum(value) FROM board GROUP BY class, ship_mode`

// facetKinds are the filters whose lines are summed up by class and value, in
// the order boardFigures reads them.
var facetKinds = []string{"priority", "tier", "category", "supplier", "owner", "warehouse", "ship"}

type sumKey struct{ kind, key string }

type sumFigures struct{ lines, short, value int64 }

// boardFigures sums up the rows of these lines (a JSON list) as they are now.
func (t *tx) boardFigures(ids string) (map[sumKey]sumFigures, error) {
	rows, err := t.QueryContext(t.ctx, `/* boardFigures */ SELECT CAST(class AS TEXT), coalesce(eta, ''), coalesce(promise, ''), coalesce(owner_id, 0), short, value,
		CAST(priority AS TEXT), tier, category, supplier, owner, warehouse, ship_mode
		FROM board WHERE line_id IN (SELECT value FROM json_each(?))`, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sums := map[sumKey]sumFigures{}
	facets := make([]string, len(facetKinds))
	var class, eta, promise string
	var owner, short, value int64
	into := []any{&class, &eta, &promise, &owner, &short, &value}
	for i := range facets {
		into = append(into, &facets[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		add := func(kind, key string) {
			f := sums[sumKey{kind, key}]
			sums[sumKey{kind, key}] = sumFigures{f.lines + 1, f.short + short, f.value + value}
		}
		add("class", class)
		if eta != "" && short > 0 {
			add("eta", class+"/"+eta)
		}
		if promise != "" {
			add("promise", class+"/"+promise)
		}
		if owner != 0 {
			add("mine", strconv.FormatInt(owner, 10))
		}
		for i, kind := range facetKinds {
			add(kind, class+"/"+facets[i])
		}
	}
	return sums, rows.Err()
}

// keepSums changes the sums by what became of these lines' rows since before.
func (t *tx) keepSums(before map[sumKey]sumFigures, ids string) error {
	by, err := t.boardFigures(ids)
	if err != nil {
		return err
	}
	for k, f := range before {
		g := by[k]
		by[k] = sumFigures{g.lines - f.lines, g.short - f.short, g.value - f.value}
	}
	return t.addSums(by)
}

func (t *tx) addSums(by map[sumKey]sumFigures) error {
	for k, f := range by {
		if f == (sumFigures{}) {
			continue
		}
		if err := t.exec(`INSERT INTO board_sum(kind, key, lines, short, value) VALUES (?, ?, 0, 0, 0) ON CONFLICT DO NOTHING`, k.kind, k.key); err != nil {
			return err
		}
		if err := t.exec(`/* addSums */ UPDATE board_sum SET lines = lines + ?, short = short + ?, value = value + ? WHERE kind = ? AND key = ?`,
			f.lines, f.short, f.value, k.kind, k.key); err != nil {
			return err
		}
	}
	return nil
}

// checkSums names every figure that the rows do not add up to, and the figures
// that have none.
const checkSums = `WITH made AS (` + sumsSQL + `), kept AS (SELECT kind, key, lines, short, value FROM board_sum WHERE lines <> 0 OR short <> 0 OR value <> 0)
	SELECT 'the board''s ' || kind || ' ' || key || ' has ' || lines || ' lines and ' || short || ' thousandths short, kept otherwise' FROM (SELECT * FROM made EXCEPT SELECT * FROM kept)
	UNION ALL SELECT 'the board''s ' || kind || ' ' || key || ' is kept as ' || lines || ' lines and is not so' FROM (SELECT * FROM kept EXCEPT SELECT * FROM made)`

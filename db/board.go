package db

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"backfill/model"
)

// boardRowColumns is what BoardRow is read from.
const boardRowColumns = `b.line_id, b.order_id, b.order_number, b.line_no, b.customer, b.tier, b.customer_po, b.project, b.sku, b.product,
	b.category, b.unit, b.supplier, b.warehouse, b.ship_mode, b.ordered_at, b.priority, b.rank, b.status, b.open, b.short, b.allocated, b.picked,
	b.value, b.requested, b.first_promise, b.promise, b.eta, b.eta_source, b.eta_confidence, coalesce(b.po_line_id, 0) AS po_line_id,
	coalesce(b.owner_id, 0) AS owner_id, b.owner, b.asked_at, b.no_supply, b.at_risk, b.on_hold, coalesce(l.version, 0) AS version`

// boardHolds and boardPickLater look at what the board has no column for, and
// only for lines of which it matters.
const boardHolds = `CASE WHEN b.on_hold = 0 THEN '' ELSE coalesce((SELECT CASE WHEN l.hold IS NOT NULL OR o.hold IS NOT NULL THEN 'person'
		WHEN o.credit_hold IS NOT NULL OR c.credit_hold IS NOT NULL THEN 'credit' ELSE 'disposition' END
	FROM sales_order o JOIN customer c ON c.id = o.customer_id WHERE o.id = b.order_id), '') END AS holds`

const boardPickLater = `CASE WHEN b.allocated = 0 OR b.status NOT IN ('ready', 'part') THEN 0
	WHEN b.ship_mode = 'on_date' THEN coalesce((SELECT o.ship_date > ? FROM sales_order o WHERE o.id = b.order_id), 0)
	WHEN b.ship_mode = 'max_shipments' AND (SELECT o.shipments >= o.max_shipments - 1 FROM sales_order o WHERE o.id = b.order_id)
		THEN EXISTS (SELECT 1 FROM board x WHERE x.order_id = b.order_id AND x.open > x.allocated + x.picked)
	WHEN b.status = 'part' THEN coalesce((SELECT h.answer = 'wait' FROM choice h WHERE h.line_id = b.line_id AND h.answer IS NOT NULL ORDER BY h.id DESC LIMIT 1), 0)
	ELSE 0 END AS pick_later`

// boardWaits is why a line whose supply is in stock does not have it.
const boardWaits = `CASE WHEN b.eta_confidence = 'stock' AND b.short > 0 THEN coalesce((SELECT json_extract(r.facts, '$.limit') FROM run_line r
	WHERE r.run_id = l.run_id AND r.line_id = l.id), '') ELSE '' END AS waits`

// Board gives one page of the board with its count, for a viewer whose lines
// are Mine. A cursor that was not made by the board is a Problem.
func (s *Store) Board(ctx context.Context, q model.BoardQuery, viewer int64) (model.BoardPage, error) {
	b, err := s.boardSearch(ctx, q, viewer)
	if err != nil {
		return model.BoardPage{}, err
	}
	page, err := b.page()
	if err != nil {
		return page, err
	}
	if page.Count, err = b.count(); err != nil {
		return page, err
	}
	page.Count.N = max(page.Count.N, page.First-1+len(page.Rows)) // at least what is seen
	if q.Group != "" {
		page.Groups, err = b.groups(page.Rows)
	}
	return page, err
}

// BoardRows gives the page only, without counting: for exports that walk the
// whole view page by page, no cursor open in between.
func (s *Store) BoardRows(ctx context.Context, q model.BoardQuery, viewer int64) (model.BoardPage, error) {
	b, err := s.boardSearch(ctx, q, viewer)
	if err != nil {
		return model.BoardPage{}, err
	}
	return b.page()
}

// boardSearch is one query on its way: which classes, which conditions, which
// way through the table.
type boardSearch struct {
	s        *Store
	ctx      context.Context
	settings Settings
	q        model.BoardQuery
	viewer   int64
	today    model.Date
	sums     []boardSum
	classes  []model.Class // with lines, in the view and of the wanted statuses
	lines    int           // of those classes
	total    int           // of the whole board
	where    conditions    // beside the classes
	drive    string        // index of the most telling condition, "" for none
	rare     conditions    // that condition, when few lines meet it
	look     int           // how many lines counting looks at, where it must look
}

type boardSum struct {
	Key   int   `db:"key"`
	Lines int   `db:"lines"`
	Short int64 `db:"short"`
	Value int64 `db:"value"`
}

// fewLines is up to how many candidates are cheaper to read and sort than to
// meet on a walk along the sort's index.
const fewLines = 2000

func (s *Store) boardSearch(ctx context.Context, q model.BoardQuery, viewer int64) (*boardSearch, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	b := &boardSearch{s: s, ctx: ctx, settings: settings, q: q, viewer: viewer, today: s.Now().Date(settings.Zone), look: countLimit}
	if b.sums, err = s.classSums(ctx); err != nil {
		return nil, err
	}
	for _, sum := range b.sums {
		b.total += sum.Lines
		if c := model.Class(sum.Key); c.In(q.View) && statusWanted(q, c.Status()) {
			b.classes = append(b.classes, c)
			b.lines += sum.Lines
		}
	}
	b.where = boardConditions(q, viewer, b.today, settings.CurrencyDecimals)
	if b.lines <= fewLines {
		return b, nil
	}
	if err := b.findDriver(); err != nil {
		return nil, err
	}
	return b, b.dropEmptyClasses()
}

func (s *Store) classSums(ctx context.Context) ([]boardSum, error) {
	var sums []boardSum
	err := s.r.SelectContext(ctx, &sums, `/* classSums */ SELECT CAST(key AS INTEGER) AS key, lines, short, value FROM board_sum WHERE kind = 'class' AND lines > 0`)
	return sums, err
}

func statusWanted(q model.BoardQuery, s model.Status) bool {
	some, hit := false, false
	for _, f := range q.Filters {
		if f.Key != "status" {
			continue
		}
		is := f.Value == string(s)
		if f.Not && is {
			return false
		}
		if !f.Not {
			some, hit = true, hit || is
		}
	}
	return !some || hit
}

// boardSort is a way through the board in order: an index and its keys. A
// classed index is read class by class and merged.
type boardSort struct {
	index   string
	classed bool
	keys    []string
	texts   int // how many of the keys are text
}

var boardSorts = map[model.Column]boardSort{
	model.ColRank:      {"board_by_rank", true, []string{"rank"}, 1},
	model.ColPromise:   {"board_by_promise", true, []string{"tie"}, 0},
	model.ColStatus:    {"board_by_promise", true, []string{"tie"}, 0},
	model.ColETA:       {"board_by_eta", true, []string{"eta_key", "tie"}, 1},
	model.ColShort:     {"board_by_short", true, []string{"short", "tie"}, 0},
	model.ColAllocated: {"board_by_allocated", true, []string{"allocated", "tie"}, 0},
	model.ColOrder:     {"board_by_order", false, []string{"order_number", "line_no"}, 1},
	model.ColCustomer:  {"board_by_customer", false, []string{"customer", "tie"}, 1},
	model.ColSKU:       {"board_by_sku", false, []string{"sku", "tie"}, 1},
	model.ColPriority:  {"board_by_priority", false, []string{"priority", "tie"}, 0},
	model.ColOwner:     {"board_by_owner", false, []string{"owner", "tie"}, 1},
	model.ColAge:       {"board_by_age", false, []string{"ordered_at"}, 1},
	model.ColValue:     {"board_by_value", false, []string{"value", "tie"}, 0},
	model.ColWarehouse: {"board_by_warehouse", false, []string{"warehouse", "tie"}, 1},
	model.ColProject:   {"board_by_project", false, []string{"project", "tie"}, 1},
	model.ColShip:      {"board_by_ship", false, []string{"ship_mode", "tie"}, 1},
}

// boardGroupSorts are the orders of the grouped board: by rank inside a group,
// but for an order, whose lines stand as they were ordered.
var boardGroupSorts = map[model.Column]boardSort{
	model.ColSKU:      {"board_in_sku", false, []string{"sku", "rank"}, 2},
	model.ColCustomer: {"board_in_customer", false, []string{"customer", "rank"}, 2},
	model.ColOrder:    boardSorts[model.ColOrder],
	model.ColOwner:    {"board_in_owner", false, []string{"owner", "rank"}, 2},
	model.ColETA:      {"board_by_po", false, []string{"eta_source", "rank"}, 2},
}

func (b *boardSearch) sort() boardSort {
	if b.q.Group != "" {
		return boardGroupSorts[b.q.Group]
	}
	return boardSorts[b.q.Sort]
}

// spot is a place in the order: the sort's keys, then the line.
type spot struct {
	keys []any
	line int64
}

// page reads the lines beside the cursor. One more than asked for tells whether
// there is a further page.
func (b *boardSearch) page() (model.BoardPage, error) {
	var page model.BoardPage
	from, err := b.cursor()
	if err != nil || len(b.classes) == 0 {
		return page, err
	}
	back := b.q.Before != ""
	spots, err := b.spots(from, b.q.Desc != back)
	if err != nil {
		return page, err
	}
	more := len(spots) > b.q.Size
	spots = spots[:min(len(spots), b.q.Size)]
	if back {
		slices.Reverse(spots)
	}
	if len(spots) == 0 {
		return page, nil
	}
	if page.Rows, err = b.rows(spots); err != nil {
		return page, err
	}
	if b.q.Shows(model.ColRank) {
		if err := b.s.placeInQueue(b.ctx, page.Rows); err != nil {
			return page, err
		}
	}
	page.First = b.q.At + 1
	if more || back {
		page.Next = spots[len(spots)-1].encode()
	}
	if back && more || b.q.After != "" {
		page.Prev = spots[0].encode()
	}
	return page, nil
}

func (b *boardSearch) readSpots(query string, args []any, keys int) ([]spot, error) {
	rows, err := b.s.r.QueryContext(b.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var spots []spot
	for rows.Next() {
		sp := spot{keys: make([]any, keys)}
		into := []any{&sp.line}
		for i := range sp.keys {
			into = append(into, &sp.keys[i])
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		spots = append(spots, sp)
	}
	return spots, rows.Err()
}

// rows reads the rows of these spots in their order.
func (b *boardSearch) rows(spots []spot) ([]model.BoardRow, error) {
	ids := make([]int64, len(spots))
	for i, sp := range spots {
		ids[i] = sp.line
	}
	rows, err := b.s.boardLines(b.ctx, ids, b.settings)
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(x, y model.BoardRow) int { return cmp.Compare(place[x.LineID], place[y.LineID]) })
	return rows, nil
}

// placeInQueue fills in each line's place among those that wait for the same
// product in the same warehouse.
func (s *Store) placeInQueue(ctx context.Context, rows []model.BoardRow) error {
	ids, at := make([]int64, len(rows)), make(map[int64]int, len(rows))
	for i, r := range rows {
		ids[i], at[r.LineID] = r.LineID, i
	}
	var found []struct{ Line, Place int64 }
	err := s.r.SelectContext(ctx, &found, `/* placeInQueue */ SELECT l.id AS line, 1 + (SELECT count(*) FROM order_line q
		WHERE q.product_id = l.product_id AND q.warehouse_id = l.warehouse_id AND q.open > 0 AND (q.rank, q.id) < (l.rank, l.id)) AS place
		FROM json_each(?) j JOIN order_line l ON l.id = j.value`, jsonList(ids))
	for _, f := range found {
		rows[at[f.Line]].Place = int(f.Place)
	}
	return err
}

// BoardLines gives the board's rows of these lines, by line id; a line that is
// not open has none.
func (s *Store) BoardLines(ctx context.Context, lines []int64) ([]model.BoardRow, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return s.boardLines(ctx, lines, settings)
}

func (s *Store) boardLines(ctx context.Context, lines []int64, settings Settings) ([]model.BoardRow, error) {
	atDock := settings.Calendar.Add(s.Now().Date(settings.Zone), settings.PickDays)
	rows := make([]model.BoardRow, 0, len(lines))
	err := s.r.SelectContext(ctx, &rows, `/* BoardLines */ SELECT `+boardRowColumns+`, `+boardHolds+`, `+boardPickLater+`, `+boardWaits+`
		FROM board b LEFT JOIN order_line l ON l.id = b.line_id WHERE b.line_id IN (SELECT value FROM json_each(?))`, atDock, jsonList(lines))
	return rows, err
}

// jsonList hands a list to SQL as one parameter.
func jsonList[T int64 | model.Class | string](list []T) string {
	text, _ := json.Marshal(list) // numbers and strings cannot fail
	return string(text)
}

func (sp spot) encode() string {
	text, _ := json.Marshal(append(slices.Clone(sp.keys), sp.line))
	return cursorText.EncodeToString(text)
}

// cursor reads the query's place; nil for the first page.
func (b *boardSearch) cursor() (*spot, error) {
	name, text := "after", b.q.After
	if b.q.Before != "" {
		name, text = "before", b.q.Before
	}
	if text == "" {
		return nil, nil
	}
	sp, ok := decodeSpot(text, b.sort(), b.keyCount())
	if !ok {
		return nil, model.Problems{name: "This place in the list is not known; start from its first page."}
	}
	return sp, nil
}

// keyCount is how many keys a spot has: sorted by status, the status's place
// comes before the keys of the index.
func (b *boardSearch) keyCount() int {
	n := len(b.sort().keys)
	if b.byStatus() {
		n++
	}
	return n
}

func (b *boardSearch) byStatus() bool { return b.q.Group == "" && b.q.Sort == model.ColStatus }

func decodeSpot(text string, by boardSort, n int) (*spot, bool) {
	raw, err := cursorText.DecodeString(text)
	if err != nil {
		return nil, false
	}
	var parts []any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if dec.Decode(&parts) != nil || len(parts) != n+1 {
		return nil, false
	}
	for i, p := range parts {
		number, isNumber := p.(json.Number)
		if isNumber != (i >= by.texts) {
			return nil, false
		}
		if isNumber {
			whole, err := strconv.ParseInt(number.String(), 10, 64)
			if err != nil {
				return nil, false
			}
			parts[i] = whole
		} else if _, isText := p.(string); !isText {
			return nil, false
		}
	}
	return &spot{keys: parts[:n], line: parts[n].(int64)}, true
}

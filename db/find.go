package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"backfill/model"
)

// Find looks for what somebody typed among the kinds of things, all of them
// when kinds is nil, and gives at most limit hits of each kind: those whose
// number it is first, then in the order of model.HitKinds. Every word has to be
// found, as the beginning of one of the thing's own. No text is wrong; one
// without letters and digits finds nothing.
func (s *Store) Find(ctx context.Context, typed string, kinds []string, limit int) ([]model.Hit, error) {
	f := newFinding(typed, limit)
	if f.whole == "" {
		return nil, nil
	}
	if kinds == nil {
		kinds = model.HitKinds()
	}
	var hits []model.Hit
	for _, kind := range model.HitKinds() {
		if !slices.Contains(kinds, kind) {
			continue
		}
		found, err := s.findKind(ctx, kind, f)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", kind, err)
		}
		hits = append(hits, found...)
	}
	slices.SortStableFunc(hits, func(a, b model.Hit) int { return exactFirst(a) - exactFirst(b) })
	return hits, nil
}

func exactFirst(h model.Hit) int {
	if h.Exact {
		return 0
	}
	return 1
}

// finding is a search in the forms in which the index is asked.
type finding struct {
	whole string // what was typed
	end   string // the first text that no longer begins with it
	words string // FTS5: every word, as a beginning
	part  string // FTS5: a part of a code
	limit int
}

// findNothing is what the index is asked where there is nothing to ask for: a
// phrase without words.
const findNothing = `""`

func newFinding(typed string, limit int) finding {
	f := finding{whole: model.SearchText(typed), words: findNothing, part: findNothing, limit: limit}
	f.end = f.whole + lastRune
	var words, tokens []string
	for _, w := range searchWords(f.whole) {
		tokens = findTokens(w)
		if len(tokens) == 0 {
			continue
		}
		words = append(words, findPhrase(tokens))
	}
	if len(words) > 0 {
		f.words = strings.Join(words, " AND ")
	}
	if len([]rune(f.whole)) >= 3 && len(tokens) > 0 && !strings.ContainsRune(f.whole, ' ') {
		f.part = findQuoted(f.whole)
	}
	return f
}

// findTokens cuts a word as the index does: letters, digits and marks hold together.
func findTokens(word string) []string {
	return strings.FieldsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r) })
}

// findPhrase is a word for FTS5. One character is the beginning of too much to
// be looked through; it has to be a word of its own.
func findPhrase(tokens []string) string {
	phrase := findQuoted(strings.Join(tokens, " "))
	if len([]rune(tokens[len(tokens)-1])) < 2 {
		return phrase
	}
	return phrase + " *"
}

func findQuoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

func (s *Store) findKind(ctx context.Context, kind string, f finding) (hits []model.Hit, err error) {
	switch kind {
	case model.HitLine:
		order, no, ok := lineRef(f.whole)
		if !ok {
			return nil, nil
		}
		err = s.r.SelectContext(ctx, &hits, findLine, order, no)
	case model.HitShipment, model.HitPickList, model.HitReceipt, model.HitTransfer:
		err = s.r.SelectContext(ctx, &hits, findPapers[kind], strings.ToUpper(f.whole), strings.ToUpper(f.whole)+lastRune, f.limit)
	case model.HitWarehouse, model.HitImport:
		err = s.r.SelectContext(ctx, &hits, findNames[kind], f.whole, like(f.whole), f.limit)
	case model.HitProduct:
		err = s.r.SelectContext(ctx, &hits, findProducts, f.whole, f.end, f.limit, f.words, f.part)
	default:
		err = s.r.SelectContext(ctx, &hits, findRecords[kind], f.whole, f.end, f.limit, f.words)
	}
	for i := range hits {
		h := &hits[i]
		h.Kind = kind
		h.Exact = strings.EqualFold(h.Ref, f.whole) || h.Alias != "" && strings.EqualFold(h.Alias, f.whole)
	}
	return hits, err
}

// What is found by its number alone comes first (0 it is, 1 it begins so), then
// what has all words, then what has the text somewhere in a code. The inner
// limits keep a word that is everywhere from being read to its end. ?1 the
// text, ?2 its end, ?3 how many, ?4 the words, ?5 the part of a code.
const (
	findProducts = `/* findProducts */ WITH m(id, place) AS (
		  SELECT * FROM (SELECT id, sku <> ?1 FROM product WHERE sku >= ?1 AND sku < ?2 ORDER BY sku LIMIT ?3)
		  UNION ALL SELECT * FROM (SELECT rowid, 2 FROM find_product WHERE find_product MATCH ?4 LIMIT 200)
		  UNION ALL SELECT * FROM (SELECT rowid, 3 FROM find_code WHERE find_code MATCH ?5 LIMIT 100)),
		best(id, place) AS (SELECT id, min(place) FROM m GROUP BY id)
		SELECT p.id, p.sku AS ref, p.name, CASE WHEN p.retired_at IS NULL THEN p.category ELSE 'retired' END AS note, '' AS of_ref, p.gtin AS alias, 0 AS open, p.unit,
		  (SELECT coalesce(sum(on_hand - allocated - picked), 0) FROM stock WHERE product_id = p.id) AS available
		FROM best JOIN product p ON p.id = best.id ORDER BY best.place, p.retired_at IS NOT NULL, p.sku LIMIT ?3`

	findLine = `/* findLine */ SELECT l.id, o.number || '/' || l.line_no AS ref, p.name, p.sku AS note, o.number AS of_ref, '' AS alias, 0 AS open, p.unit, 0 AS available
		FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id WHERE o.number = ?1 AND l.line_no = ?2`
)

// findRecords finds what has a number and words; the newest document and the
// first name come first.
var findRecords = map[string]string{
	model.HitOrder: `/* findOrders */ WITH m(id, place) AS (
		  SELECT * FROM (SELECT id, number <> ?1 FROM sales_order WHERE number >= ?1 AND number < ?2 ORDER BY number LIMIT ?3)
		  UNION ALL SELECT * FROM (SELECT rowid, 2 FROM find_order WHERE find_order MATCH ?4 ORDER BY rowid DESC LIMIT ?3)),
		best(id, place) AS (SELECT id, min(place) FROM m GROUP BY id)
		SELECT o.id, o.number AS ref, c.name, o.customer_po AS note, '' AS of_ref, o.customer_po AS alias,
		  (SELECT count(*) FROM board WHERE order_id = o.id) AS open, '' AS unit, 0 AS available
		FROM best JOIN sales_order o ON o.id = best.id JOIN customer c ON c.id = o.customer_id ORDER BY best.place, o.id DESC LIMIT ?3`,
	model.HitCustomer: `/* findCustomers */ WITH m(id, place) AS (
		  SELECT * FROM (SELECT id, code <> ?1 FROM customer WHERE code >= ?1 AND code < ?2 ORDER BY code LIMIT ?3)
		  UNION ALL SELECT * FROM (SELECT rowid, 2 FROM find_customer WHERE find_customer MATCH ?4 LIMIT 200)),
		best(id, place) AS (SELECT id, min(place) FROM m GROUP BY id)
		SELECT c.id, c.code AS ref, c.name, c.tier AS note, '' AS of_ref, c.email AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM best JOIN customer c ON c.id = best.id ORDER BY best.place, c.name COLLATE NOCASE, c.id LIMIT ?3`,
	model.HitSupplier: `/* findSuppliers */ WITH m(id, place) AS (
		  SELECT * FROM (SELECT id, code <> ?1 FROM supplier WHERE code >= ?1 AND code < ?2 ORDER BY code LIMIT ?3)
		  UNION ALL SELECT * FROM (SELECT rowid, 2 FROM find_supplier WHERE find_supplier MATCH ?4 LIMIT 200)),
		best(id, place) AS (SELECT id, min(place) FROM m GROUP BY id)
		SELECT s.id, s.code AS ref, s.name, CASE WHEN s.retired_at IS NULL THEN s.supplier_group ELSE 'retired' END AS note, '' AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM best JOIN supplier s ON s.id = best.id ORDER BY best.place, s.name COLLATE NOCASE, s.id LIMIT ?3`,
	model.HitPO: `/* findPOs */ WITH m(id, place) AS (
		  SELECT * FROM (SELECT id, number <> ?1 FROM purchase_order WHERE number >= ?1 AND number < ?2 ORDER BY number LIMIT ?3)
		  UNION ALL SELECT * FROM (SELECT rowid, 2 FROM find_po WHERE find_po MATCH ?4 ORDER BY rowid DESC LIMIT ?3)),
		best(id, place) AS (SELECT id, min(place) FROM m GROUP BY id)
		SELECT o.id, o.number AS ref, s.name, '' AS note, '' AS of_ref, '' AS alias,
		  (SELECT count(*) FROM po_line WHERE po_id = o.id AND open > 0) AS open, '' AS unit, 0 AS available
		FROM best JOIN purchase_order o ON o.id = best.id JOIN supplier s ON s.id = o.supplier_id ORDER BY best.place, o.id DESC LIMIT ?3`,
}

// findPapers finds what has only a number, which the desk gives in capitals.
var findPapers = map[string]string{
	model.HitShipment: `/* findShipments */ SELECT x.id, x.number AS ref, c.name, substr(x.shipped_at, 1, 10) AS note, o.number AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM shipment x JOIN sales_order o ON o.id = x.order_id JOIN customer c ON c.id = o.customer_id
		WHERE x.number >= ?1 AND x.number < ?2 ORDER BY x.number LIMIT ?3`,
	model.HitPickList: `/* findPickLists */ SELECT x.id, x.number AS ref, c.name, substr(x.created_at, 1, 10) AS note, o.number AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM pick_list x JOIN sales_order o ON o.id = x.order_id JOIN customer c ON c.id = o.customer_id
		WHERE x.number >= ?1 AND x.number < ?2 ORDER BY x.number LIMIT ?3`,
	model.HitReceipt: `/* findReceipts */ SELECT x.id, x.number AS ref, s.name, x.received_on AS note, o.number AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM receipt x JOIN po_line l ON l.id = x.po_line_id JOIN purchase_order o ON o.id = l.po_id JOIN supplier s ON s.id = o.supplier_id
		WHERE x.number >= ?1 AND x.number < ?2 ORDER BY x.number LIMIT ?3`,
	model.HitTransfer: `/* findTransfers */ SELECT x.id, x.number AS ref, f.name || ' → ' || t.name AS name, x.state AS note, '' AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM transfer x JOIN warehouse f ON f.id = x.from_id JOIN warehouse t ON t.id = x.to_id
		WHERE x.number >= ?1 AND x.number < ?2 ORDER BY x.number LIMIT ?3`,
}

// findNames finds what has a name and of which there are few, by any part of it.
// ?1 the text, ?2 the text anywhere, ?3 how many.
var findNames = map[string]string{
	model.HitWarehouse: `/* findWarehouses */ SELECT id, code AS ref, name, country AS note, '' AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM warehouse WHERE code LIKE ?2 ESCAPE '\' OR name LIKE ?2 ESCAPE '\' ORDER BY code <> ?1, code LIMIT ?3`,
	model.HitImport: `/* findImports */ SELECT id, file AS ref, kind AS name, substr(at, 1, 10) AS note, '' AS of_ref, '' AS alias, 0 AS open, '' AS unit, 0 AS available
		FROM (SELECT id, file, kind, at FROM import ORDER BY id DESC LIMIT 2000) WHERE file LIKE ?2 ESCAPE '\' ORDER BY id DESC LIMIT ?3`,
}

package db

import (
	"strconv"
	"strings"
)

// maxWords bounds how many words of a search are looked at.
const maxWords = 6

func searchWords(q string) []string {
	words := strings.Fields(q)
	return words[:min(len(words), maxWords)]
}

// searchSQL is the search as a condition on a board row: the whole text begins
// the customer's PO, or every word is found somewhere: it begins the order, the
// customer PO or the PO, names a line (SO-1/2), or is inside the SKU or a name.
func searchSQL(q string) (string, []any) {
	c := conditions{}
	for _, w := range searchWords(q) {
		sql := `(order_number >= ? AND order_number < ? OR customer_po >= ? AND customer_po < ? OR eta_source >= ? AND eta_source < ?
			OR instr(lower(sku), ?) OR instr(lower(customer), ?) OR instr(lower(product), ?)`
		low, end := asciiLower(w), w+lastRune
		args := []any{w, end, w, end, w, end, low, low, low}
		if order, no, ok := lineRef(w); ok {
			sql += ` OR order_number = ? AND line_no = ?`
			args = append(args, order, no)
		}
		c.add(sql+`)`, args...)
	}
	if len(c.sql) == 0 {
		return "1", nil
	}
	whole := strings.TrimSpace(q)
	return `(customer_po >= ? AND customer_po < ? OR ` + strings.Join(c.sql, " AND ") + `)`, append([]any{whole, whole + lastRune}, c.args...)
}

// asciiLower lowers as SQLite's lower does: letters A-Z only.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func lineRef(w string) (order string, no int, ok bool) {
	i := strings.LastIndexByte(w, '/')
	if i <= 0 {
		return "", 0, false
	}
	no, err := strconv.Atoi(w[i+1:])
	return w[:i], no, err == nil
}

// searchLines gives the lines that the search's most telling word finds, when
// they are few: each part of the condition has its index, names are looked up
// among customers and products first.
func (b *boardSearch) searchLines() (lines []int64, ok bool, err error) {
	for _, w := range searchWords(b.q.Q) {
		lines, err := b.wordLines(w)
		if err != nil || len(lines) <= fewLines {
			return lines, err == nil, err
		}
	}
	return nil, false, nil
}

func (b *boardSearch) wordLines(w string) ([]int64, error) {
	low, end, whole := asciiLower(w), w+lastRune, strings.TrimSpace(b.q.Q)
	order, no, _ := lineRef(w)
	lines := []int64{}
	err := b.s.r.SelectContext(b.ctx, &lines, `/* wordLines */
		SELECT line_id FROM board INDEXED BY board_by_order WHERE order_number >= ? AND order_number < ?
		UNION SELECT line_id FROM board INDEXED BY board_by_order WHERE order_number = ? AND line_no = ?
		UNION SELECT line_id FROM board INDEXED BY board_by_customer_po WHERE customer_po <> '' AND customer_po >= ? AND customer_po < ?
		UNION SELECT line_id FROM board INDEXED BY board_by_customer_po WHERE customer_po <> '' AND customer_po >= ? AND customer_po < ?
		UNION SELECT line_id FROM board INDEXED BY board_by_po WHERE eta_source >= ? AND eta_source < ?
		UNION SELECT b.line_id FROM customer c CROSS JOIN board b INDEXED BY board_by_customer ON b.customer = c.name WHERE instr(lower(c.name), ?)
		UNION SELECT b.line_id FROM product p CROSS JOIN board b INDEXED BY board_by_sku ON b.sku = p.sku WHERE instr(lower(p.sku), ?) OR instr(lower(p.name), ?)
		LIMIT ?`, w, end, order, no, w, end, whole, whole+lastRune, w, end, low, low, low, fewLines+1)
	return lines, err
}

package db

import (
	"slices"
	"strconv"
	"strings"

	"backfill/model"
)

// spots finds the lines of the page and their keys, one more than the page
// takes, from the cursor on, forwards or (desc) backwards.
func (b *boardSearch) spots(from *spot, desc bool) ([]spot, error) {
	if b.byStatus() && !b.few() {
		return b.spotsByStatus(from, desc)
	}
	query, args := b.spotsQuery(from, desc, b.q.Size+1)
	return b.readSpots(query, args, b.keyCount())
}

// few tells whether the candidates are read and sorted. Along an index without
// classes a page of a rare view is a long walk, about size * total / lines rows:
// reading the view's lines is shorter while their square is below size * total.
func (b *boardSearch) few() bool {
	return b.lines <= fewLines || b.drive != "" || !b.sort().classed && b.lines*b.lines <= (b.q.Size+1)*b.total
}

func (b *boardSearch) spotsQuery(from *spot, desc bool, limit int) (string, []any) {
	by := b.sort()
	switch {
	case b.few():
		return b.sortedQuery(by, from, desc, limit)
	case by.classed:
		return b.mergedQuery(by, from, desc, limit)
	}
	return b.walkQuery(by, from, desc, limit)
}

// spotsByStatus reads one status after the other until the page is full.
func (b *boardSearch) spotsByStatus(from *spot, desc bool) ([]spot, error) {
	var all []spot
	order := model.Statuses()
	if desc {
		slices.Reverse(order)
	}
	for _, status := range order {
		part, at := *b, (*spot)(nil)
		part.classes = slices.DeleteFunc(slices.Clone(b.classes), func(c model.Class) bool { return c.Status() != status })
		place := int64(slices.Index(model.Statuses(), status))
		if from != nil {
			reached := from.keys[0].(int64)
			if place != reached && (place < reached) != desc {
				continue
			}
			if place == reached {
				at = &spot{keys: from.keys[1:], line: from.line}
			}
		}
		if len(part.classes) == 0 {
			continue
		}
		query, args := part.spotsQuery(at, desc, b.q.Size+1-len(all))
		found, err := b.readSpots(query, args, b.keyCount()-1)
		if err != nil {
			return nil, err
		}
		for _, sp := range found {
			all = append(all, spot{keys: append([]any{place}, sp.keys...), line: sp.line})
		}
		if len(all) > b.q.Size {
			break
		}
	}
	return all, nil
}

// sortedQuery reads the few candidates there are and sorts them.
func (b *boardSearch) sortedQuery(by boardSort, from *spot, desc bool, limit int) (string, []any) {
	keys := by.keys
	if b.byStatus() {
		keys = append([]string{"class / 16"}, keys...)
	}
	where, args := b.fewWhere()
	if from != nil {
		sql, more := beyond(keys, from, desc)
		where += " AND " + sql
		args = append(args, more...)
	}
	return `/* sortedBoard */ SELECT line_id, ` + strings.Join(keys, ", ") + ` FROM board` + b.fewFrom() + ` WHERE ` + where +
		orderBy(keys, desc) + ` LIMIT ?`, append(args, limit)
}

func (b *boardSearch) fewFrom() string {
	switch b.drive {
	case "":
		return " INDEXED BY board_by_rank"
	case "search":
		return ""
	}
	return " INDEXED BY " + b.drive
}

func (b *boardSearch) fewWhere() (string, []any) {
	c := conditions{}
	c.add("+class IN (SELECT value FROM json_each(?))", jsonList(b.classes))
	if b.drive == "" || b.drive == "board_by_eta" || b.drive == "board_by_promise" { // their index begins with the class
		c.sql[0] = "class IN (SELECT value FROM json_each(?))"
	}
	c.sql = append(append(c.sql, b.rare.sql...), b.where.sql...)
	c.args = append(append(c.args, b.rare.args...), b.where.args...)
	return strings.Join(c.sql, " AND "), c.args
}

// walkQuery follows the sort's index from the cursor and leaves out what is not
// wanted.
func (b *boardSearch) walkQuery(by boardSort, from *spot, desc bool, limit int) (string, []any) {
	c := conditions{}
	if from != nil {
		sql, args := beyond(by.keys, from, desc)
		c.add(sql, args...)
	}
	c.add("+class IN (SELECT value FROM json_each(?))", jsonList(b.classes))
	return `/* walkBoard */ SELECT line_id, ` + strings.Join(by.keys, ", ") + ` FROM board INDEXED BY ` + by.index + ` WHERE ` +
		strings.Join(c.sql, " AND ") + b.where.and() + orderBy(by.keys, desc) + ` LIMIT ?`, append(append(c.args, b.where.args...), limit)
}

// mergedQuery reads each class in the order of the index and merges them: as
// many index entries as the page has lines, however large the view is.
func (b *boardSearch) mergedQuery(by boardSort, from *spot, desc bool, limit int) (string, []any) {
	var sql strings.Builder
	var args []any
	sql.WriteString(`/* mergedBoard */ `)
	for i, class := range b.classes {
		if i > 0 {
			sql.WriteString(` UNION ALL `)
		}
		args = append(args, b.classQuery(&sql, by, class, from, desc)...)
	}
	names := make([]string, len(by.keys))
	for i := range names {
		names[i] = "k" + strconv.Itoa(i+1)
	}
	sql.WriteString(orderBy(names, desc))
	sql.WriteString(` LIMIT ?`)
	return sql.String(), append(args, limit)
}

func (b *boardSearch) classQuery(sql *strings.Builder, by boardSort, class model.Class, from *spot, desc bool) []any {
	sql.WriteString(`SELECT line_id`)
	for i, key := range by.keys {
		sql.WriteString(`, ` + key + ` AS k` + strconv.Itoa(i+1))
	}
	sql.WriteString(` FROM board INDEXED BY ` + by.index + ` WHERE class = ` + strconv.Itoa(int(class)))
	var args []any
	if from != nil {
		beyondSQL, more := beyond(by.keys, from, desc)
		sql.WriteString(` AND ` + beyondSQL)
		args = more
	}
	sql.WriteString(b.where.and())
	return append(args, b.where.args...)
}

// beyond is the condition of lying after (desc: before) the cursor, as one row
// value, which an index answers by going there.
func beyond(keys []string, from *spot, desc bool) (string, []any) {
	op := " > "
	if desc {
		op = " < "
	}
	marks := strings.Repeat("?, ", len(keys)) + "?"
	return "(" + strings.Join(keys, ", ") + ", line_id)" + op + "(" + marks + ")", append(slices.Clone(from.keys), from.line)
}

func orderBy(keys []string, desc bool) string {
	all := append(slices.Clone(keys), "line_id")
	if desc {
		return ` ORDER BY ` + strings.Join(all, " DESC, ") + ` DESC`
	}
	return ` ORDER BY ` + strings.Join(all, ", ")
}

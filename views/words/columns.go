package words

import (
	"strconv"

	"backfill/model"

	"github.com/a-h/templ"
)

// Column is one column of a list of T: what stands in it on the page and in a
// file. A list declares its columns once, and both show the same.
type Column[T any] struct {
	Key    string // in the address
	Head   string // and on narrow screens the name beside the cell; "" for none there
	Sort   string // the key it is sorted by, "" where it cannot be
	Class  string // of its cells: "num", "nowrap", "full" (a whole row of a card)
	Lead   bool   // the row's head: always the first, always shown
	Hidden bool   // shown only where it was chosen
	Acts   bool   // holds buttons: always the last, never in a file, chosen by nobody
	Empty  func(T) bool
	Cell   func(Here, T) templ.Component
	File   []FileCell[T] // its columns in a file
}

// FileCell is one column of a file, as text: numbers with a dot, dates ISO.
type FileCell[T any] struct {
	Name   string
	Number bool
	Text   func(Here, T) string
}

// Said is a file cell of text.
func Said[T any](name string, text func(T) string) FileCell[T] {
	return FileCell[T]{Name: name, Text: func(_ Here, r T) string { return text(r) }}
}

// Counted is a file cell of a whole number.
func Counted[T any](name string, n func(T) int) FileCell[T] {
	return FileCell[T]{Name: name, Number: true, Text: func(_ Here, r T) string { return strconv.Itoa(n(r)) }}
}

// Measured is a file cell of a quantity.
func Measured[T any](name string, q func(T) model.Qty) FileCell[T] {
	return FileCell[T]{Name: name, Number: true, Text: func(_ Here, r T) string { return q(r).String() }}
}

// Priced is a file cell of an amount in the company's currency.
func Priced[T any](name string, m func(T) model.Money) FileCell[T] {
	return FileCell[T]{Name: name, Number: true, Text: func(h Here, r T) string { return h.Priced(m(r)) }}
}

// Dated is a file cell of a day.
func Dated[T any](name string, d func(T) model.Date) FileCell[T] {
	return FileCell[T]{Name: name, Text: func(_ Here, r T) string { return d(r).String() }}
}

// Plain is a column whose cell is its one file cell, as people write it.
func Plain[T any](key, head string, text func(T) string) Column[T] {
	return Column[T]{Key: key, Head: head, Empty: func(r T) bool { return text(r) == "" },
		Cell: func(_ Here, r T) templ.Component { return Text(text(r)) }, File: []FileCell[T]{Said(key, text)}}
}

// Count is a column of whole numbers, "–" for none.
func Count[T any](key, head string, n func(T) int) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "num", Empty: func(r T) bool { return n(r) == 0 },
		Cell: func(h Here, r T) templ.Component { return Text(h.Count(n(r))) }, File: []FileCell[T]{Counted(key, n)}}
}

// Quantity is a column of quantities without their unit, "–" for none.
func Quantity[T any](key, head string, q func(T) model.Qty) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "num", Empty: func(r T) bool { return q(r) == 0 },
		Cell: func(h Here, r T) templ.Component { return Text(h.Qty(q(r))) }, File: []FileCell[T]{Measured(key, q)}}
}

// Amount is a column of money in the company's currency, "–" for none.
func Amount[T any](key, head string, m func(T) model.Money) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "num", Empty: func(r T) bool { return m(r) == 0 },
		Cell: func(h Here, r T) templ.Component { return Text(h.AmountOr(m(r))) }, File: []FileCell[T]{Priced(key, m)}}
}

// Day is a column of days, "–" for none.
func Day[T any](key, head string, d func(T) model.Date) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "nowrap", Empty: func(r T) bool { return d(r).IsZero() },
		Cell: func(h Here, r T) templ.Component { return Text(h.Day(d(r))) }, File: []FileCell[T]{Dated(key, d)}}
}

// Moment is a column of the days of instants; a file has the whole instant.
func Moment[T any](key, head string, t func(T) model.Time) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "nowrap", Empty: func(r T) bool { return t(r).IsZero() },
		Cell: func(h Here, r T) templ.Component { return Text(h.Date(t(r))) }, File: []FileCell[T]{Said(key, func(r T) string { return t(r).String() })}}
}

// Instant is a column of instants to the minute, "–" for none.
func Instant[T any](key, head string, t func(T) model.Time) Column[T] {
	return Column[T]{Key: key, Head: head, Class: "nowrap", Empty: func(r T) bool { return t(r).IsZero() },
		Cell: func(h Here, r T) templ.Component { return Text(h.Moment(t(r))) }, File: []FileCell[T]{Said(key, func(r T) string { return t(r).String() })}}
}

// By makes the column one that can be sorted by a key.
func (c Column[T]) By(sort string) Column[T] {
	c.Sort = sort
	return c
}

// Off leaves the column out unless somebody chooses it.
func (c Column[T]) Off() Column[T] {
	c.Hidden = true
	return c
}

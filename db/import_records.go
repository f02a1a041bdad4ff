package db

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"backfill/model"
	"backfill/model/intake"
)

// recordKind is a kind of which each row is one record of one table: how it is
// found, made and changed. The statements take the keys, then the fields, in
// the order given here.
type recordKind struct {
	entity string
	keys   []recordKey
	fields []recordField
	find   string                                                       // id and fields, by the keys
	insert string                                                       // keys, fields
	update string                                                       // fields, keys
	make   func(im *importing, keys []any, values []any) (int64, error) // instead of insert
	check  func(im *importing, id int64, was, values []any) error       // id 0: a new record
	own    bool                                                         // its table has ids although its keys begin with another's
	loose  bool                                                         // its table has no ids although its keys name no other
	called func(ref string, keys []any, id int64) string                // the audit's name for it; nil: its ref
	parent string                                                       // says that what it belongs to has changed, by its first key
	pools  string                                                       // finds the pools that a run may serve anew, by its id
	remove []string                                                     // takes a record away, by the keys
	board  string                                                       // finds the lines whose board rows show something of it, by its id
}

// recordKey is one part of what identifies a record; a reference is looked up.
type recordKey struct {
	column string
	find   func(im *importing, code string) (int64, error)
}

// recordField is one thing a file may say of a record.
type recordField struct {
	column string
	// read gives the stored value: string, int64 or nil. rec has the fields
	// before this one. nil: the text as it is.
	read     func(im *importing, rec *record, cell string) (any, error)
	fallback any    // of a new record; fromKey: the last key's text
	desk     bool   // belongs to the desk: no file overwrites it
	say      said   // how people read what is stored
	code     string // finds the code of what is stored, by its id
}

type fromKey struct{}

// record is one row on its way to its table.
type record struct {
	decimals int // of the product, so that later fields can be read
	values   []any
}

// recordTaker takes in the rows of a recordKind.
type recordTaker struct {
	im   *importing
	kind recordKind
	keys []int // columns
	cols []int
}

func newRecordTaker(im *importing, kind recordKind) *recordTaker {
	r := &recordTaker{im: im, kind: kind}
	for _, k := range kind.keys {
		r.keys = append(r.keys, im.f.Kind.Index(k.column))
	}
	for _, f := range kind.fields {
		r.cols = append(r.cols, im.f.Kind.Index(f.column))
	}
	return r
}

func (r *recordTaker) end() error { return nil }

func (r *recordTaker) take(row intake.Row) (fate, error) {
	keys, ref, err := r.readKeys(row)
	if err != nil {
		return fate{}, err
	}
	id, was, err := r.find(keys)
	if err != nil {
		return fate{}, err
	}
	rec, err := r.read(row, keys, was)
	if err != nil {
		return fate{}, err
	}
	diff := r.differences(was, rec.values)
	first, err := r.im.first(strings.Split(ref, "/")...)
	if err != nil {
		return fate{}, err
	}
	switch {
	case !first && r.im.f.Repeated():
		return fate{what: skipped, why: "its key was in the file before"}, nil
	case !first && len(diff) > 0:
		return fate{}, refusef("%s is in the file twice, with other values", ref)
	case was == nil:
		return r.add(keys, rec.values, ref)
	case len(diff) == 0:
		return fate{}, nil
	case r.im.ours:
		return fate{what: skipped, why: ref + " differs, and the desk is master of it"}, nil
	case r.im.older:
		return fate{what: skipped, why: ref + " differs, and a later file of this kind has been taken in"}, nil
	}
	return r.change(id, keys, was, rec.values, diff, ref)
}

func (r *recordTaker) readKeys(row intake.Row) (keys []any, ref string, err error) {
	for i, k := range r.kind.keys {
		cell := row.Cells[r.keys[i]]
		ref += "/" + cell
		if k.find == nil {
			keys = append(keys, cell)
			continue
		}
		id, err := k.find(r.im, cell)
		if err != nil {
			return nil, "", err
		}
		keys = append(keys, id)
	}
	return keys, ref[1:], nil
}

// find gives the stored fields, nil when there is no such record.
func (r *recordTaker) find(keys []any) (int64, []any, error) {
	was := make([]any, len(r.kind.fields))
	var id int64
	into := []any{&id}
	for i := range was {
		into = append(into, &was[i])
	}
	found, err := r.im.get(r.kind.find, keys, into...)
	if err != nil || !found {
		return 0, nil, err
	}
	return id, was, nil
}

// read gives every field its value: what the file says, else what there is,
// else the fallback.
func (r *recordTaker) read(row intake.Row, keys, was []any) (*record, error) {
	rec := &record{}
	if p, ok := keys[0].(int64); ok && r.kind.keys[0].column == "sku" {
		if _, err := r.im.get(`/* read */ SELECT decimals FROM product WHERE id = ?`, []any{p}, &rec.decimals); err != nil {
			return nil, err
		}
	}
	for i, f := range r.kind.fields {
		v, err := r.value(row.Cells[r.cols[i]], f, rec, i, keys, was)
		if err != nil {
			return nil, err
		}
		rec.values = append(rec.values, v)
		if n, ok := v.(int64); ok && f.column == "decimals" {
			rec.decimals = int(n)
		}
	}
	return rec, nil
}

func (r *recordTaker) value(cell string, f recordField, rec *record, i int, keys, was []any) (any, error) {
	switch {
	case was != nil && (cell == "" || f.desk):
		return was[i], nil
	case cell != "" && f.read != nil:
		v, err := f.read(r.im, rec, cell)
		return v, named(err, f.column)
	case cell != "":
		return cell, nil
	case f.fallback == fromKey{}:
		return keys[len(keys)-1], nil
	case f.fallback == nil && f.read == nil:
		return "", nil
	}
	return f.fallback, nil
}

// named puts the column's name where a reason speaks of its number only.
func named(err error, column string) error {
	var why refused
	if errors.As(err, &why) {
		return refused(strings.Replace(string(why), theNumber, column, 1))
	}
	return err
}

// theNumber stands for a column's name in the reasons of fields that do not know
// which they are.
const theNumber = "the number"

func (r *recordTaker) differences(was, values []any) []int {
	if was == nil {
		return nil
	}
	var diff []int
	for i := range values {
		if was[i] != values[i] {
			diff = append(diff, i)
		}
	}
	return diff
}

func (r *recordTaker) add(keys, values []any, ref string) (fate, error) {
	if r.kind.check != nil {
		if err := r.kind.check(r.im, 0, nil, values); err != nil {
			return fate{}, err
		}
	}
	var id int64
	var err error
	if r.kind.make != nil {
		id, err = r.kind.make(r.im, keys, values)
	} else {
		id, err = r.im.insert(r.kind.insert, slices.Concat(keys, values)...)
	}
	if err != nil {
		return fate{}, err
	}
	name := r.kind.name(ref, keys, id)
	if err := r.im.made(r.im.f.Kind.Name, id, name, r.traceKeys(keys, values)); err != nil {
		return fate{}, err
	}
	if err := r.childOf(keys); err != nil {
		return fate{}, err
	}
	id = r.noted(id, keys)
	after := map[string]any{}
	for i, f := range r.kind.fields {
		if values[i] == nil || values[i] == "" {
			continue
		}
		if after[f.column], err = f.told(values[i], r.im.codeOf); err != nil {
			return fate{}, err
		}
	}
	return fate{what: isNew}, r.im.t.record("created", r.kind.entity, id, name, nil, after, r.im.why)
}

func (r *recordTaker) change(id int64, keys, was, values []any, diff []int, ref string) (fate, error) {
	if r.kind.check != nil {
		if err := r.kind.check(r.im, id, was, values); err != nil {
			return fate{}, err
		}
	}
	if _, err := r.im.exec(r.kind.update, slices.Concat(values, keys)...); err != nil {
		return fate{}, err
	}
	f := fate{what: changed}
	before := map[string]any{} // as it is stored, for an undo
	told, now, err := r.kind.told(diff, was, values, r.im.codeOf)
	if err != nil {
		return fate{}, err
	}
	for _, i := range diff {
		field := r.kind.fields[i]
		before[field.column] = was[i]
		f.changes = append(f.changes, ImportChange{Ref: ref, Field: field.column,
			Before: r.shown(field, told[field.column]), After: r.shown(field, now[field.column])})
	}
	name := r.kind.name(ref, keys, id)
	if err := r.im.mended(r.im.f.Kind.Name, id, name, r.traceKeys(keys, values), before); err != nil {
		return fate{}, err
	}
	if err := r.childOf(keys); err != nil {
		return fate{}, err
	}
	id = r.noted(id, keys)
	if err := r.im.t.record("changed", r.kind.entity, id, name, told, now, r.im.why); err != nil {
		return fate{}, err
	}
	return f, firstError(r.staleBoard(id), r.poolsOf(id))
}

// name is what the audit calls a record for good.
func (k recordKind) name(ref string, keys []any, id int64) string {
	if k.called == nil {
		return ref
	}
	return k.called(ref, keys, id)
}

// childOf lets who has a form of what the record belongs to open hear that it
// has changed.
func (r *recordTaker) childOf(keys []any) error {
	if r.kind.parent == "" {
		return nil
	}
	_, err := r.im.exec(r.kind.parent, keys[0])
	return err
}

// poolsOf notes what a run may serve anew, where one was asked for.
func (r *recordTaker) poolsOf(id int64) error {
	if r.kind.pools == "" || !r.im.req.Allocate {
		return nil
	}
	var pools []struct{ Product, Warehouse int64 }
	if err := r.im.t.all(&pools, r.kind.pools, id); err != nil {
		return err
	}
	for _, p := range pools {
		if err := r.im.pool(p.Product, p.Warehouse); err != nil {
			return err
		}
	}
	return nil
}

// traceKeys say where a record is. One without an id has no audit of its own, so
// that the values it was given tell whether it was touched since.
func (r *recordTaker) traceKeys(keys, values []any) []any {
	if r.kind.hasID(keys) {
		return keys
	}
	return slices.Concat(keys, values)
}

// hasID tells whether records of the kind have an id of their own.
func (k recordKind) hasID(keys []any) bool {
	_, belongs := keys[0].(int64)
	return !k.loose && (!belongs || k.own)
}

// noted is the id under which the audit has a record: its own, or that of what
// it belongs to when its table has none; 0 when it belongs to nothing.
func (r *recordTaker) noted(id int64, keys []any) int64 {
	if r.kind.hasID(keys) {
		return id
	}
	of, _ := keys[0].(int64)
	return of
}

// staleBoard says that the board rows which show something of the record are
// stale.
func (r *recordTaker) staleBoard(id int64) error {
	if r.kind.board == "" {
		return nil
	}
	var lines []int64
	if err := r.im.t.all(&lines, r.kind.board, id); err != nil {
		return err
	}
	return r.im.stalePlus(lines...)
}

// shown is a told value as a report has it.
func (r *recordTaker) shown(f recordField, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int64:
		if f.say == saidMoney {
			return model.Money(v).Decimal(r.im.t.settings.CurrencyDecimals)
		}
	}
	return fmt.Sprint(v)
}

// What fields are read as.

func asWhole(low, high int64) func(*importing, *record, string) (any, error) {
	return func(_ *importing, _ *record, cell string) (any, error) {
		return anyOf(whole(theNumber, cell, low, high))
	}
}

func asMoney(im *importing, _ *record, cell string) (any, error) {
	return anyOf(im.money(theNumber, cell))
}

func asQuantity(_ *importing, rec *record, cell string) (any, error) {
	return anyOf(quantity(theNumber, cell, rec.decimals))
}

// asThousandths reads kilograms as grams, and ratios.
func asThousandths(_ *importing, _ *record, cell string) (any, error) {
	return anyOf(quantity(theNumber, cell, 3))
}

func asRatio(_ *importing, _ *record, cell string) (any, error) {
	q, err := quantity("ratio", cell, 3)
	if err == nil && q == 0 {
		err = refused("ratio must be above 0")
	}
	return anyOf(q, err)
}

func asYesNo(_ *importing, _ *record, cell string) (any, error) {
	if cell == "yes" {
		return int64(1), nil
	}
	return int64(0), nil
}

func asSupplier(im *importing, _ *record, cell string) (any, error) { return anyOf(im.supplier(cell)) }

func asProduct(im *importing, _ *record, cell string) (any, error) {
	p, err := im.product(cell)
	return anyOf(p.id, err)
}

// asTimeOfDay reads a time of the clock, as 15:00 or 7:30.
func asTimeOfDay(_ *importing, _ *record, cell string) (any, error) {
	t, err := model.ParseTimeOfDay(cell)
	if err != nil {
		return nil, refused(err.Error())
	}
	return t.String(), nil
}

// asCreditHold reads why there is a credit hold; "no" is none, and "yes" gives
// no reason.
func asCreditHold(_ *importing, _ *record, cell string) (any, error) {
	return cellOrNull(creditHold(cell)), nil
}

// creditHold is the reason of a credit hold that a cell states, "" for none.
func creditHold(cell string) string {
	switch {
	case strings.EqualFold(cell, "no"):
		return ""
	case strings.EqualFold(cell, "yes"):
		return "On credit hold by a file"
	}
	return cell
}

// mayRelease refuses to end a credit hold for who may not.
func (im *importing) mayRelease(was, is string) error {
	if was == "" || is != "" || im.t.actor.Role.May(model.ReleaseCredit) {
		return nil
	}
	return refused("credit_hold: only a manager may release a credit hold")
}

func asGTIN(_ *importing, _ *record, cell string) (any, error) {
	if wrong := model.GTINProblem(cell); wrong != "" {
		return nil, refusef("gtin %q: %s", cell, wrong)
	}
	return cell, nil
}

func asEmail(_ *importing, _ *record, cell string) (any, error) {
	if name, host, ok := strings.Cut(cell, "@"); !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(cell, " ,;<>") {
		return nil, refusef("email %q is not an address", cell)
	}
	return cell, nil
}

func anyOf[T ~int64](n T, err error) (any, error) { return int64(n), err }

func productID(im *importing, sku string) (int64, error) {
	p, err := im.product(sku)
	return p.id, err
}

func warehouseID(im *importing, code string) (int64, error) { return im.warehouse(code) }

package db

import "backfill/model"

// said is how people read a number that is stored.
type said int

const (
	saidAsIs  said = iota
	saidQty        // in thousandths
	saidYesNo      // 0 or 1
	saidMoney      // in the smallest coin, which the audit keeps
)

// told writes a stored value as the audit has it from the forms: quantities with
// their decimals, yes and no, and what a number points at by its code. codeOf
// runs a query for it.
func (f recordField) told(v any, codeOf func(query string, id int64) (string, error)) (any, error) {
	n, number := v.(int64)
	switch {
	case !number:
		return v, nil
	case f.code != "":
		return codeOf(f.code, n)
	case f.say == saidQty:
		return model.Qty(n).String(), nil
	case f.say == saidYesNo:
		return n != 0, nil
	}
	return v, nil
}

// told tells what some fields were and are, by column.
func (k recordKind) told(fields []int, was, is []any, codeOf func(query string, id int64) (string, error)) (before, after map[string]any, err error) {
	before, after = map[string]any{}, map[string]any{}
	for _, i := range fields {
		f := k.fields[i]
		if before[f.column], err = f.told(was[i], codeOf); err != nil {
			return nil, nil, err
		}
		if after[f.column], err = f.told(is[i], codeOf); err != nil {
			return nil, nil, err
		}
	}
	return before, after, nil
}

func (im *importing) codeOf(query string, id int64) (code string, err error) {
	_, err = im.get(query, []any{id}, &code)
	return code, err
}

func (u *undoing) codeOf(query string, id int64) (code string, err error) {
	return code, u.t.get(&code, query, id)
}

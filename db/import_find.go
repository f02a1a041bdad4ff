package db

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"backfill/model"
)

// prepared is a statement of an import: run many times, without a context,
// because watching one costs more than the statement.
type prepared struct{ *sql.Stmt }

func (im *importing) stmt(query string) (*prepared, error) {
	if p, ok := im.prepared[query]; ok {
		return p, nil
	}
	st, err := im.t.Tx.Tx.PrepareContext(im.t.ctx, query)
	if err != nil {
		return nil, err
	}
	p := &prepared{st}
	im.prepared[query] = p
	return p, nil
}

func (im *importing) close() {
	for _, p := range im.prepared {
		p.Close()
	}
}

// exec runs a statement of the import and gives the rows it changed and the id
// it made.
func (im *importing) exec(query string, args ...any) (sql.Result, error) {
	st, err := im.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(im.t.ctx, args...)
}

func (im *importing) insert(query string, args ...any) (int64, error) {
	res, err := im.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// get reads one row into pointers; false when there is none.
func (im *importing) get(query string, args []any, into ...any) (bool, error) {
	st, err := im.stmt(query)
	if err != nil {
		return false, err
	}
	err = st.QueryRowContext(im.t.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// first tells whether a key comes for the first time in this file.
func (im *importing) first(parts ...string) (bool, error) {
	res, err := im.exec(`/* first */ INSERT INTO temp.import_key(key) VALUES (?) ON CONFLICT DO NOTHING`, strings.Join(parts, "\x1f"))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// cache remembers what codes stand for, a bounded number of them.
type cache[T any] struct{ known map[string]T }

const maxCache = 20_000

func (c *cache[T]) get(key string) (T, bool) {
	v, ok := c.known[key]
	return v, ok
}

func (c *cache[T]) put(key string, v T) {
	if c.known == nil || len(c.known) >= maxCache {
		c.known = make(map[string]T)
	}
	c.known[strings.Clone(key)] = v
}

// product is what rows need to know of theirs.
type product struct {
	id       int64
	sku      string
	unit     string
	decimals int
	price    model.Money
	retired  bool
}

func (im *importing) product(sku string) (product, error) {
	if p, ok := im.products.get(sku); ok {
		return p, nil
	}
	var p product
	found, err := im.get(`/* product */ SELECT id, sku, unit, decimals, price, retired_at IS NOT NULL FROM product WHERE sku = ?`, []any{sku},
		&p.id, &p.sku, &p.unit, &p.decimals, &p.price, &p.retired)
	if err != nil {
		return p, err
	}
	if !found {
		return p, refusef("sku %q is not a product; import products first", sku)
	}
	im.products.put(sku, p)
	return p, nil
}

// code finds the id behind a code of a table; an unknown one is never made up.
func (im *importing) code(column, query, code string) (int64, error) {
	k := column + "\x1f" + code
	if id, ok := im.codes.get(k); ok {
		return id, nil
	}
	var id int64
	found, err := im.get(query, []any{code}, &id)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, refusef("%s %q is not known", column, code)
	}
	im.codes.put(k, id)
	return id, nil
}

func (im *importing) supplier(code string) (int64, error) {
	return im.code("supplier", `/* supplier */ SELECT id FROM supplier WHERE code = ?`, code)
}

// retiredSupplier tells whether nothing is bought any more of a supplier that is
// known.
func (im *importing) retiredSupplier(code string) (bool, error) {
	retired, err := im.code("retired supplier", `/* retiredSupplier */ SELECT retired_at IS NOT NULL FROM supplier WHERE code = ?`, code)
	return retired == 1, err
}

func (im *importing) customer(code string) (int64, error) {
	return im.code("customer", `/* customer */ SELECT id FROM customer WHERE code = ?`, code)
}

// retiredCustomer tells whether a customer that is known orders no more.
func (im *importing) retiredCustomer(code string) (bool, error) {
	retired, err := im.code("retired customer", `/* retiredCustomer */ SELECT retired_at IS NOT NULL FROM customer WHERE code = ?`, code)
	return retired == 1, err
}

// warehouse finds a warehouse; "" is the only one there is, or MAIN.
func (im *importing) warehouse(code string) (int64, error) {
	if code == "" {
		code = "MAIN"
	}
	return im.code("warehouse", `/* warehouse */ SELECT id FROM warehouse WHERE code = ?`, code)
}

// pool notes that a pool has changed, for the run at the end.
func (im *importing) pool(product, warehouse int64) error {
	if !im.req.Allocate {
		return nil
	}
	_, err := im.exec(`/* pool */ INSERT INTO temp.import_pool(product_id, warehouse_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, product, warehouse)
	return err
}

// quantity reads a canonical cell as a quantity of the product; negative ones
// are refused.
func quantity(column, cell string, decimals int) (model.Qty, error) {
	q, err := model.ParseQty(cell, decimals)
	switch {
	case err != nil:
		return 0, refusef("%s %v", column, err)
	case q < 0:
		return 0, refusef("%s %s is below 0", column, cell)
	}
	return q, nil
}

// whole reads a canonical cell as a whole number from low to high.
func whole(column, cell string, low, high int64) (int64, error) {
	q, err := model.ParseQty(cell, 0)
	n := int64(q / 1000)
	if err != nil || n < low || n > high {
		return 0, refusef("%s %q is not a whole number from %d to %d", column, cell, low, high)
	}
	return n, nil
}

func (im *importing) money(column, cell string) (model.Money, error) {
	m, err := model.ParseMoney(cell, im.t.settings.CurrencyDecimals)
	switch {
	case err != nil:
		return 0, refusef("%s %v", column, err)
	case m < 0:
		return 0, refusef("%s %s is below 0", column, cell)
	}
	return m, nil
}

// noon is the instant of history that has a day but no hour: noon, because it
// is the same day nearly everywhere.
func (im *importing) noon(d model.Date) string {
	y, m, n := d.Std().Date()
	return model.At(time.Date(y, m, n, 12, 0, 0, 0, im.t.settings.Zone)).String()
}

// allocate runs what the import touched, free stock only.
func (im *importing) allocate() error {
	var touched []struct{ Product, Warehouse int64 }
	if err := im.t.all(&touched, `/* allocate */ SELECT product_id AS product, warehouse_id AS warehouse FROM temp.import_pool ORDER BY 1, 2`); err != nil || len(touched) == 0 {
		return err
	}
	pools := make([]poolKey, len(touched))
	for i, p := range touched {
		pools[i] = poolKey{p.Product, p.Warehouse}
	}
	_, err := im.t.serve("import", pools...)
	return err
}

package db

import (
	"context"

	"backfill/model"
)

// customerColumns are CustomerRow's, for one customer c. ?2 is today.
const customerColumns = `
	c.id,
	c.code,
	c.name,
	c.class,
	c.tier,
	c.country,
	c.ship_mode,
	coalesce(c.credit_hold, '') AS credit_hold,
	(SELECT count(*) FROM board WHERE customer_id = c.id) AS open_lines,
	(SELECT count(*) FROM board WHERE customer_id = c.id AND short > 0) AS short_lines,
	(SELECT count(*) FROM board WHERE customer_id = c.id AND promise < ?2) AS late_lines,
	(SELECT coalesce(sum(value), 0) FROM board WHERE customer_id = c.id) AS open_value,
	c.retired_at IS NOT NULL AS retired`

// Customers reads one page of the customers.
func (s *Store) Customers(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.CustomerRow], error) {
	l := list{
		name:    "Customers",
		keys:    `customer c`,
		id:      "c.id",
		sorts:   map[string]string{"code": "c.code", "name": "c.name COLLATE NOCASE"},
		details: `SELECT ` + customerColumns + ` FROM json_each(?1) page JOIN customer c ON c.id = page.value ORDER BY page.key`,
		args:    []any{today},
	}
	if q.Q != "" {
		f := newFinding(q.Q, 0)
		if _, err := s.search(ctx, &l, searchCustomers, f.words, f.whole, f.end); err != nil {
			return model.Paged[model.CustomerRow]{}, err
		}
	}
	l.by(q, "tier", equal(`c.tier = ?`))
	l.by(q, "hold", given(`c.credit_hold IS NOT NULL`))
	switch q.Filters["use"] {
	case "":
		l.only(`c.retired_at IS NULL`)
	case "retired":
		l.only(`c.retired_at IS NOT NULL`)
	}
	return pageOf[model.CustomerRow](ctx, s, l, q)
}

// Customer reads everything the page of one customer shows, ErrNotFound when
// there is no such code.
func (s *Store) Customer(ctx context.Context, code string, today model.Date) (model.CustomerPage, error) {
	var p model.CustomerPage
	err := s.one(ctx, &p, `/* Customer */ SELECT `+customerColumns+`, c.email, c.phone, c.language, c.owner,
		coalesce(c.max_shipments, 0) AS max_shipments, c.notice_regime, c.backorder_limit_value, c.mail, c.ask_short, c.version,
		(SELECT coalesce(sum(money_value(price, short)), 0) FROM order_line WHERE `+backordered+`
		  AND order_id IN (SELECT order_id FROM board WHERE customer_id = c.id)) AS backorder_value,
		(SELECT count(DISTINCT order_id) FROM board WHERE customer_id = c.id) AS open_orders
		FROM customer c WHERE c.code = ?1`, code, today)
	if err != nil {
		return p, err
	}
	err = s.readAll(ctx,
		read{&p.Contacts, contactsSQL, []any{p.ID}},
		read{&p.Sites, sitesSQL, []any{p.ID}},
		read{&p.Lines, `/* Customer lines */ SELECT line_id, order_number, line_no, sku, product, unit, open, short, promise, eta, status
			FROM board WHERE customer_id = ? ORDER BY promise IS NULL, promise, line_id LIMIT 100`, []any{p.ID}})
	if err != nil {
		return p, err
	}
	if p.Service, err = s.service(ctx, p.ID, today); err != nil {
		return p, err
	}
	if p.Timeline, err = s.Timeline(ctx, "customer", p.ID); err != nil {
		return p, err
	}
	orders, err := s.Orders(ctx, model.ListQuery{Sort: "ordered", Desc: true, Size: 25, Filters: map[string]string{"customer": code}}, today)
	p.Orders = orders.Rows
	return p, err
}

const contactsSQL = `/* Customer contacts */ SELECT id, name, role, email, phone, orders, delays, shipments, version
	FROM contact WHERE customer_id = ? AND retired_at IS NULL ORDER BY name COLLATE NOCASE, id LIMIT 200`

const sitesSQL = `/* Customer sites */ SELECT t.site, t.name, t.address, t.zone, t.contact, t.phone, t.access, t.retired_at, t.version,
	(SELECT count(*) FROM sales_order o WHERE o.customer_id = t.customer_id AND o.site_id = t.id
	  AND EXISTS (SELECT 1 FROM board WHERE order_id = o.id)) AS open_orders
	FROM site t WHERE t.customer_id = ? ORDER BY t.retired_at IS NOT NULL, t.site LIMIT 200`

// serviceLines bounds what a customer's figures are worked out from: the newest
// lines that matter.
const serviceLines = 5000

// service works out how well a customer was served in the last 90 days. An order
// may be due long after it was entered, so a year of them is looked at.
func (s *Store) service(ctx context.Context, customer int64, today model.Date) (model.Service, error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return model.Service{}, err
	}
	var lines []model.ServiceLine
	var left []model.Departure
	since := today.AddDays(-365).String()
	err = s.readAll(ctx,
		read{&lines, `/* service lines */ SELECT l.id, l.order_id, o.ordered_at, l.ordered - l.cancelled AS wanted, l.first_promise, o.requested_date AS requested
			FROM sales_order o JOIN order_line l ON l.order_id = o.id AND l.ordered > l.cancelled
			WHERE o.customer_id = ? AND o.ordered_at >= ? AND o.kind <> 'blanket' ORDER BY o.ordered_at DESC LIMIT ?`, []any{customer, since, serviceLines}},
		read{&left, `/* service departures */ SELECT n.line_id, n.shipment_id, h.shipped_at AS at, n.qty
			FROM sales_order o JOIN shipment h ON h.order_id = o.id JOIN shipment_line n ON n.shipment_id = h.id
			WHERE o.customer_id = ? AND o.ordered_at >= ? AND o.kind <> 'blanket' ORDER BY h.shipped_at, h.id`, []any{customer, since}})
	return model.ServiceOf(lines, left, today, set.Zone), err
}

// CustomerToEdit reads a customer's own fields and its version, ErrNotFound when
// there is no such code.
func (s *Store) CustomerToEdit(ctx context.Context, code string) (e model.CustomerEdit, version int, err error) {
	var c storedCustomer
	err = s.one(ctx, &c, customerToEditSQL, code)
	return c.CustomerEdit, c.Version, err
}

// CustomerPart is how much of a customer its form has to mention.
type CustomerPart struct {
	OpenOrders     int         `db:"open_orders"`
	BackorderValue model.Money `db:"backorder_value"`
}

// CustomerStands tells whom a change of a customer's policy would touch.
func (s *Store) CustomerStands(ctx context.Context, code string) (p CustomerPart, err error) {
	err = s.one(ctx, &p, `/* CustomerStands */ SELECT (SELECT count(DISTINCT order_id) FROM board WHERE customer_id = c.id) AS open_orders,
		(SELECT coalesce(sum(money_value(price, short)), 0) FROM order_line WHERE `+backordered+`
		  AND order_id IN (SELECT order_id FROM board WHERE customer_id = c.id)) AS backorder_value FROM customer c WHERE c.code = ?`, code)
	return p, err
}

// SiteToEdit reads one site of a customer, ErrNotFound when there is none.
func (s *Store) SiteToEdit(ctx context.Context, customer, site string) (e model.SiteEdit, version int, err error) {
	var t storedSite
	err = s.one(ctx, &t, siteToEditSQL, customer, site)
	return t.SiteEdit, t.Version, err
}

// ContactToEdit reads one contact of a customer, ErrNotFound when there is none.
func (s *Store) ContactToEdit(ctx context.Context, customer string, id int64) (e model.ContactEdit, version int, err error) {
	var k storedContact
	err = s.one(ctx, &k, contactSQL, customer, id)
	return k.ContactEdit, k.Version, err
}

// Zones lists the zones that sites and routes have, to choose from while typing.
func (s *Store) Zones(ctx context.Context) (zones []string, err error) {
	err = s.r.SelectContext(ctx, &zones, `/* Zones */ SELECT zone FROM site WHERE zone <> '' UNION SELECT zone FROM route_day ORDER BY zone LIMIT 200`)
	return zones, err
}

// CustomerWords lists the classes, tiers and countries in use, to choose from
// while typing.
func (s *Store) CustomerWords(ctx context.Context) (classes, tiers, countries []string, err error) {
	err = s.readAll(ctx,
		read{&classes, `/* CustomerWords */ SELECT DISTINCT class FROM customer WHERE class <> '' ORDER BY class LIMIT 100`, nil},
		read{&tiers, `/* CustomerWords */ SELECT DISTINCT tier FROM customer WHERE tier <> '' ORDER BY tier LIMIT 100`, nil},
		read{&countries, `/* CustomerWords */ SELECT DISTINCT country FROM customer WHERE country <> '' ORDER BY country LIMIT 200`, nil})
	return classes, tiers, countries, err
}

// Tiers lists the customer tiers in use, for a filter.
func (s *Store) Tiers(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* Tiers */ SELECT DISTINCT tier AS value, tier AS text FROM customer WHERE tier <> '' ORDER BY tier LIMIT 100`)
	return o, err
}

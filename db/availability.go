package db

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// Availability answers what a new line would be promised if it were entered now:
// how much from stock, the rest in which parts from what, what could go instead
// and which other warehouse has some. Nothing is written. Only the product's
// queues are read, so that it can be asked while somebody types.
func (s *Store) Availability(ctx context.Context, q model.AvailabilityQuery) (model.Availability, error) {
	if err := q.Check(); err != nil {
		return model.Availability{}, err
	}
	now := s.Now()
	var out model.Availability
	err := view(ctx, s, func(tx *sqlx.Tx) error {
		settings, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		a := asking{ctx: ctx, q: tx, query: q, settings: settings, now: now}
		out, err = a.answer()
		return err
	})
	return out, err
}

// asking is one question in the making.
type asking struct {
	ctx      context.Context
	q        *sqlx.Tx
	query    model.AvailabilityQuery
	settings Settings
	now      model.Time
	product  askedProduct
	credit   string // the customer's credit hold
	zone     string // of the site
	customer int64  // 0: nobody's limit counts
	ordered  model.Qty
	ratio    model.Qty // of the unit asked for; 0: the stock unit
}

type askedProduct struct {
	soldProduct
	Name string
	Pack model.Qty
}

func (a *asking) answer() (model.Availability, error) {
	if err := a.lookUp(); err != nil {
		return model.Availability{}, err
	}
	places, err := a.places()
	if err != nil {
		return model.Availability{}, err
	}
	offers, err := a.offers(places)
	if err != nil {
		return model.Availability{}, err
	}
	best := a.best(places, offers)
	out := a.fill(places, offers, best)
	if err := a.refuse(&out, offers[best]); err != nil {
		return out, err
	}
	err = a.q.SelectContext(a.ctx, &out.Substitutes, availableSubstitutesSQL, a.product.ID, places[best].ID, a.now.Date(a.settings.Zone))
	return out, err
}

// lookUp finds what the question names, and counts the quantity in stock units.
func (a *asking) lookUp() error {
	var p model.Problems
	err := a.get(&a.product, `/* lookUp */ SELECT id, sku, name, unit, decimals, price, pack, backorder, backorder_limit, retired_at IS NOT NULL AS retired FROM product WHERE sku = ?`, a.query.SKU)
	if errors.Is(err, model.ErrNotFound) {
		return model.Problems{"sku": "There is no product " + a.query.SKU + "."}
	}
	if err != nil {
		return err
	}
	if err := a.lookCustomer(&p); err != nil {
		return err
	}
	if err := a.convert(&p); err != nil {
		return err
	}
	return p.Err()
}

func (a *asking) lookCustomer(p *model.Problems) error {
	if a.query.Customer == "" {
		p.Need("site", a.query.Site == "", "A site is a customer's: choose the customer.")
		return nil
	}
	var c struct {
		ID     int64
		Credit string
		Mode   model.ShipMode
		Site   *string
		Zone   string
	}
	err := a.get(&c, `/* lookCustomer */ SELECT c.id, coalesce(c.credit_hold, '') AS credit, c.ship_mode AS mode,
		s.site, coalesce(s.zone, '') AS zone
		FROM customer c LEFT JOIN site s ON s.customer_id = c.id AND s.site = ?2 WHERE c.code = ?1`, a.query.Customer, a.query.Site)
	if errors.Is(err, model.ErrNotFound) {
		p.Need("customer", false, "There is no customer "+a.query.Customer+".")
		return nil
	}
	p.Need("site", a.query.Site == "" || c.Site != nil, "The customer has no site "+a.query.Site+".")
	a.customer, a.credit, a.zone = c.ID, c.Credit, c.Zone
	if a.query.ShipMode == "" {
		a.query.ShipMode = c.Mode
	}
	return err
}

func (a *asking) convert(p *model.Problems) error {
	u, ratio := a.product, model.Units(1)
	if a.query.Unit != "" && a.query.Unit != u.Unit {
		err := a.get(&ratio, `/* convert */ SELECT ratio FROM product_unit WHERE product_id = ? AND unit = ?`, u.ID, a.query.Unit)
		if errors.Is(err, model.ErrNotFound) {
			p.Need("unit", false, fmt.Sprintf("%s is not sold by %s.", u.SKU, a.query.Unit))
			return nil
		}
		if err != nil {
			return err
		}
		a.ratio = ratio
	}
	if int64(a.query.Qty) > math.MaxInt64/int64(ratio) {
		p.Need("qty", false, "That is more than an order may have.")
		return nil
	}
	exact := int64(ratio)*int64(a.query.Qty)%1000 == 0
	a.ordered = model.Qty(int64(ratio) * int64(a.query.Qty) / 1000)
	p.Need("qty", exact && a.ordered.Fits(u.Decimals), wholeUnits(u.soldProduct))
	p.Need("qty", a.ordered <= model.MaxQty, "That is more than an order may have.")
	return nil
}

func (a *asking) get(into any, query string, args ...any) error {
	return notFound(a.q.GetContext(a.ctx, into, query, args...))
}

// place is a warehouse the goods could come from.
type place struct {
	ID   int64
	Code string
}

// places lists the warehouses, the one asked for first.
func (a *asking) places() ([]place, error) {
	var all []place
	if err := a.q.SelectContext(a.ctx, &all, `/* places */ SELECT id, code FROM warehouse ORDER BY code <> ?, code`, a.query.Warehouse); err != nil {
		return nil, err
	}
	if a.query.Warehouse != "" && !strings.EqualFold(all[0].Code, a.query.Warehouse) {
		return nil, model.Problems{"warehouse": "There is no warehouse " + a.query.Warehouse + "."}
	}
	return all, nil
}

// offers puts the line into the queue of every warehouse, and asks the engine.
func (a *asking) offers(places []place) ([]allocate.Offer, error) {
	pools := make([]poolKey, len(places))
	for i, w := range places {
		pools[i] = poolKey{a.product.ID, w.ID}
	}
	snap, err := loadQueues(a.ctx, a.q, a.settings, a.now, pools)
	if err != nil {
		return nil, err
	}
	for i, w := range places {
		id := math.MaxInt64 - int64(i) // the last of its rank
		snap.Orders = append(snap.Orders, allocate.Order{ID: id, ShipMode: a.shipMode(), ShipmentsLeft: 2, ShipDate: a.query.NeedBy,
			Method: a.query.Method, Zone: a.zone})
		snap.Lines = append(snap.Lines, allocate.Line{ID: id, OrderID: id, ProductID: a.product.ID, WarehouseID: w.ID, Open: a.ordered,
			UnitRatio: a.ratio, Priority: a.priority(), NeedBy: a.query.NeedBy, OrderedAt: a.now, Policy: model.Normal,
			OneLot: a.query.OneLot, CreditHold: a.credit, NoStock: a.query.Method == model.Direct})
	}
	return allocate.Available(snap.Snapshot, len(places)), nil
}

// shipMode is how the order would leave: one that ships complete waits for its
// other lines, of which nothing is known here.
func (a *asking) shipMode() model.ShipMode {
	if a.query.ShipMode == "" {
		return model.AsAvailable
	}
	return a.query.ShipMode
}

func (a *asking) priority() int {
	if a.query.Priority == 0 {
		return 3
	}
	return a.query.Priority
}

// best is the warehouse asked for, or else the one that is complete first; of
// several the one with most in stock, then the first by code.
func (a *asking) best(places []place, offers []allocate.Offer) int {
	best := 0
	if a.query.Warehouse != "" {
		return best
	}
	for i := range places {
		x, y := a.complete(offers[i]), a.complete(offers[best])
		if x < y || x == y && offers[i].Taken > offers[best].Taken {
			best = i
		}
	}
	return best
}

// complete is the day the customer has all of an offer. On credit hold there is
// no promise, but supply has its dates.
func (a *asking) complete(o allocate.Offer) model.Date {
	if o.Covered.IsZero() && len(o.Days) > 0 {
		return slices.Max(o.Days)
	}
	return o.Covered
}

func (a *asking) fill(places []place, offers []allocate.Offer, best int) model.Availability {
	p, o := a.product, offers[best]
	out := model.Availability{SKU: p.SKU, Name: p.Name, Unit: p.Unit, Decimals: p.Decimals, Price: p.Price, Pack: p.Pack, Backorder: p.Backorder,
		Warehouse: places[best].Code, Qty: a.ordered, Free: o.Free, FromStock: o.Taken, Complete: a.complete(o)}
	out.Late = !a.query.NeedBy.IsZero() && out.Complete > a.query.NeedBy
	if a.query.Method == model.WillCall {
		out.HeldUntil = a.settings.Calendar.Add(out.Complete, a.settings.PickupDays)
	}
	for i, part := range o.Parts {
		out.Parts = append(out.Parts, model.AvailabilityPart{Qty: part.Qty, Ready: part.Date, Date: o.Days[i], Source: part.Source, Confidence: part.Confidence})
	}
	for i, w := range places {
		if i != best && offers[i].Free > 0 {
			out.Elsewhere = append(out.Elsewhere, model.AvailableElsewhere{Warehouse: w.Code, Free: offers[i].Free, Complete: a.complete(offers[i])})
		}
	}
	return out
}

// refuse says why the line could not be entered as asked: the product is not
// sold any more, not backordered, or not that much of it.
func (a *asking) refuse(out *model.Availability, o allocate.Offer) error {
	if a.product.Retired {
		out.Refused = retired(a.product.SKU)
		return nil
	}
	if out.Short() <= 0 || !hadTurn(o.Limit) {
		return nil
	}
	if err := a.customerLimit(out); err != nil || out.Refused != "" || out.Backorder == "allow" {
		return err
	}
	room := model.Qty(0)
	if out.Backorder == "limit" {
		var waiting model.Qty
		if err := a.get(&waiting, `/* refuse */ SELECT coalesce(sum(short), 0) FROM order_line WHERE `+backordered+` AND product_id = ?`, a.product.ID); err != nil {
			return err
		}
		room = max(0, a.product.BackorderLimit-waiting)
	}
	if out.Short() > room {
		out.Refused = tooMuch(lineDraft{product: a.product.soldProduct, ordered: a.ordered}, out.Short(), room)
	}
	return nil
}

// customerLimit says whether the line would bring the customer over its limit, or
// near it.
func (a *asking) customerLimit(out *model.Availability) error {
	if a.customer == 0 {
		return nil
	}
	u, err := backorderUse(a.ctx, a.q, a.customer, 0)
	if err != nil {
		return err
	}
	u.Used += out.Price.Value(out.Short())
	switch {
	case u.Over():
		out.Refused = overLimit(a.query.Customer, u, a.settings)
	case u.Near():
		out.Warning = u.Words(a.query.Customer)
	}
	return nil
}

const availableSubstitutesSQL = `/* availableSubstitutes */ SELECT * FROM (SELECT
	  p.sku,
	  p.name,
	  p.unit,
	  p.decimals,
	  s.kind,
	  s.ratio,
	  p.price,
	  (SELECT coalesce(sum(on_hand - allocated - picked), 0) FROM stock WHERE product_id = p.id AND warehouse_id = ?2)
	    - (SELECT coalesce(max(qty), 0) FROM protection WHERE product_id = p.id AND warehouse_id = ?2 AND until >= ?3) AS free
	FROM substitute s
	JOIN product p ON p.id = s.substitute_id
	WHERE s.product_id = ?1)
	WHERE free > 0
	ORDER BY kind = 'upgrade', kind = 'substitute', sku`

package db

import (
	"context"
	"strings"

	"backfill/model"
)

// CreateSite adds a job site to a customer.
func (s *Store) CreateSite(ctx context.Context, a model.Actor, customer string, e model.SiteEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.createSite(customer, e) })
	return err
}

func (t *tx) createSite(customer string, e model.SiteEdit) error {
	c, err := t.customer(customer, 0)
	if err != nil {
		return err
	}
	var taken bool
	if err := t.get(&taken, `/* createSite */ SELECT EXISTS (SELECT 1 FROM site WHERE customer_id = ? AND site = ?)`, c.ID, e.Site); err != nil {
		return err
	}
	if taken {
		return model.Problems{"site": c.Name + " has a site " + e.Site + " already."}
	}
	id, err := t.insert(`/* createSite */ INSERT INTO site(customer_id, site, name, address, zone, contact, phone, access) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, e.Site, e.Name, e.Address, e.Zone, e.Contact, e.Phone, e.Access)
	if err != nil {
		return err
	}
	return t.record("created", "site", id, siteName(c.Code, e.Site), nil, siteFigures(e), "")
}

// siteName is a site as people know it: NORD/YARD.
func siteName(customer, site string) string { return customer + "/" + site }

// siteFigures is a site as the audit keeps it.
func siteFigures(e model.SiteEdit) map[string]any {
	return map[string]any{"name": e.Name, "address": e.Address, "zone": e.Zone, "contact": e.Contact, "phone": e.Phone, "access": e.Access}
}

// storedSite is a site as an operation on it finds it.
type storedSite struct {
	ID       int64
	Customer string
	model.SiteEdit
	RetiredAt model.Time
	Version   int
}

// siteToEditSQL reads a site; ?1 is its customer's code, ?2 its own.
const siteToEditSQL = `/* siteToEdit */ SELECT s.id, c.code AS customer, s.site, s.name, s.address, s.zone, s.contact, s.phone, s.access,
	s.retired_at AS retiredat, s.version FROM site s JOIN customer c ON c.id = s.customer_id WHERE c.code = ?1 AND s.site = ?2`

// site loads a site as the person saw it: version 0 is whatever it is now.
func (t *tx) site(customer, site string, version int) (storedSite, error) {
	var s storedSite
	if err := t.get(&s, siteToEditSQL, customer, site); err != nil {
		return s, err
	}
	return s, t.unchanged("site", s.ID, siteName(s.Customer, s.Site), s.Version, version)
}

// ChangeSite saves a site as a person left it. Where the zone changes, the
// orders on their way there by own truck are planned anew: another route has
// other days.
func (s *Store) ChangeSite(ctx context.Context, a model.Actor, customer string, version int, e model.SiteEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeSite(customer, version, e) })
	return err
}

func (t *tx) changeSite(customer string, version int, e model.SiteEdit) error {
	was, err := t.site(customer, e.Site, version)
	if err != nil {
		return err
	}
	if e.Site = was.Site; e == was.SiteEdit {
		return nil
	}
	if err := t.exec(`/* changeSite */ UPDATE site SET name = ?, address = ?, zone = ?, contact = ?, phone = ?, access = ?, version = version + 1 WHERE id = ?`,
		e.Name, e.Address, e.Zone, e.Contact, e.Phone, e.Access, was.ID); err != nil {
		return err
	}
	before, after := differing(siteFigures(was.SiteEdit), siteFigures(e))
	if err := t.record("changed", "site", was.ID, siteName(was.Customer, was.Site), before, after, ""); err != nil {
		return err
	}
	if e.Zone == was.Zone {
		return nil
	}
	return t.serveSite(was.ID)
}

// serveSite plans the open orders of a site anew, each with its own pools.
func (t *tx) serveSite(site int64) error {
	var orders []int64
	if err := t.all(&orders, `/* serveSite */ SELECT DISTINCT o.id FROM sales_order o JOIN order_line l ON l.order_id = o.id AND l.open > 0
		WHERE o.site_id = ? AND o.method = 'own_truck' ORDER BY o.id`, site); err != nil {
		return err
	}
	for _, o := range orders {
		if err := t.serveOrder("site", o); err != nil {
			return err
		}
	}
	return nil
}

// RetireSite takes a site off the list for new orders; those on their way to it
// still go there.
func (s *Store) RetireSite(ctx context.Context, a model.Actor, customer, site string, version int, why string) error {
	return s.retireSite(ctx, a, customer, site, version, true, why)
}

// RestoreSite puts a retired site back on the list.
func (s *Store) RestoreSite(ctx context.Context, a model.Actor, customer, site string, version int) error {
	return s.retireSite(ctx, a, customer, site, version, false, "")
}

func (s *Store) retireSite(ctx context.Context, a model.Actor, customer, site string, version int, retire bool, why string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		was, err := t.site(customer, site, version)
		if err != nil {
			return done{}, err
		}
		name := siteName(was.Customer, was.Site)
		return done{}, t.retire(retirable{entity: "site", id: was.ID, ref: name, name: name, at: was.RetiredAt}, retire, strings.TrimSpace(why),
			`/* retireSite */ UPDATE site SET retired_at = ?, version = version + 1 WHERE id = ?`)
	})
	return err
}

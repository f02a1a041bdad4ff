package db

import (
	"context"
	"strings"

	"backfill/model"
)

// CreateCustomer adds a customer and gives its code.
func (s *Store) CreateCustomer(ctx context.Context, a model.Actor, e model.CustomerEdit) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return e.Code, t.createCustomer(e) })
}

func (t *tx) createCustomer(e model.CustomerEdit) error {
	var taken bool
	if err := t.get(&taken, `/* createCustomer */ SELECT EXISTS (SELECT 1 FROM customer WHERE code = ?)`, e.Code); err != nil {
		return err
	}
	if taken {
		return model.Problems{"code": "There is a customer " + e.Code + " already."}
	}
	e = tidyCustomer(e)
	id, err := t.insert(`/* createCustomer */ INSERT INTO customer(code, name, class, tier, email, phone, language, country, ship_mode, max_shipments,
		notice_regime, owner, backorder_limit_value, mail, ask_short) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, CASE WHEN ? THEN ? END, ?, ?)`,
		e.Code, e.Name, e.Class, e.Tier, e.Email, e.Phone, e.Language, e.Country, e.ShipMode, e.MaxShipments,
		e.NoticeRegime, e.Owner, e.Limited, e.Limit, e.Mail, e.AskShort)
	if err != nil {
		return err
	}
	return t.record("created", "customer", id, e.Code, nil, customerFigures(e), "")
}

// tidyCustomer drops what another choice made meaningless.
func tidyCustomer(e model.CustomerEdit) model.CustomerEdit {
	if e.ShipMode != model.MaxShipments {
		e.MaxShipments = 0
	}
	if !e.Limited {
		e.Limit = 0
	}
	return e
}

// customerFigures is a customer as the audit keeps it, amounts as they are stored.
func customerFigures(e model.CustomerEdit) map[string]any {
	f := map[string]any{"name": e.Name, "class": e.Class, "tier": e.Tier, "email": e.Email, "phone": e.Phone, "language": e.Language,
		"country": e.Country, "ship_mode": e.ShipMode, "max_shipments": e.MaxShipments, "notice_regime": e.NoticeRegime, "owner": e.Owner,
		"backorder_limit_value": e.Limit, "mail": e.Mail, "ask_short": e.AskShort}
	if e.MaxShipments == 0 {
		f["max_shipments"] = ""
	}
	if !e.Limited {
		f["backorder_limit_value"] = ""
	}
	return f
}

// storedCustomer is a customer as an operation on it finds it.
type storedCustomer struct {
	ID int64
	model.CustomerEdit
	Hold      string
	RetiredAt model.Time
	Version   int
}

// customerToEditSQL reads a customer's own fields; ?1 is its code.
const customerToEditSQL = `/* customerToEdit */ SELECT id, code, name, class, tier, email, phone, language, country, ship_mode AS shipmode,
	coalesce(max_shipments, 0) AS maxshipments, backorder_limit_value IS NOT NULL AS limited, coalesce(backorder_limit_value, 0) AS "limit",
	notice_regime AS noticeregime, owner, mail, ask_short AS askshort, coalesce(credit_hold, '') AS hold, retired_at AS retiredat, version
	FROM customer WHERE code = ?1`

// customer loads a customer as the person saw it: version 0 is whatever it is now.
func (t *tx) customer(code string, version int) (storedCustomer, error) {
	var c storedCustomer
	if err := t.get(&c, customerToEditSQL, code); err != nil {
		return c, err
	}
	return c, t.unchanged("customer", c.ID, c.Code, c.Version, version)
}

// ChangeCustomer saves a customer as a person left it. Orders that were entered
// keep the ship mode they have.
func (s *Store) ChangeCustomer(ctx context.Context, a model.Actor, version int, e model.CustomerEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeCustomer(version, e) })
	return err
}

func (t *tx) changeCustomer(version int, e model.CustomerEdit) error {
	was, err := t.customer(e.Code, version)
	if err != nil {
		return err
	}
	e.Code = was.Code
	if e = tidyCustomer(e); e == was.CustomerEdit {
		return nil
	}
	if err := t.exec(`/* changeCustomer */ UPDATE customer SET name = ?, class = ?, tier = ?, email = ?, phone = ?, language = ?, country = ?,
		ship_mode = ?, max_shipments = nullif(?, 0), notice_regime = ?, owner = ?, backorder_limit_value = CASE WHEN ? THEN ? END, mail = ?, ask_short = ?,
		version = version + 1 WHERE id = ?`,
		e.Name, e.Class, e.Tier, e.Email, e.Phone, e.Language, e.Country, e.ShipMode, e.MaxShipments, e.NoticeRegime, e.Owner,
		e.Limited, e.Limit, e.Mail, e.AskShort, was.ID); err != nil {
		return err
	}
	before, after := differing(customerFigures(was.CustomerEdit), customerFigures(e))
	if err := t.record("changed", "customer", was.ID, was.Code, before, after, ""); err != nil {
		return err
	}
	if e.Name == was.Name && e.Tier == was.Tier {
		return nil
	}
	var lines []int64
	if err := t.all(&lines, `/* changeCustomer */ SELECT line_id FROM board WHERE customer_id = ?`, was.ID); err != nil {
		return err
	}
	t.touch(lines...)
	return nil
}

// RetireCustomer keeps a customer from new orders; those it has go on.
func (s *Store) RetireCustomer(ctx context.Context, a model.Actor, code string, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.retireCustomer(code, version, true, strings.TrimSpace(why))
	})
	return err
}

// RestoreCustomer lets a retired customer order again.
func (s *Store) RestoreCustomer(ctx context.Context, a model.Actor, code string, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.retireCustomer(code, version, false, "") })
	return err
}

func (t *tx) retireCustomer(code string, version int, retire bool, why string) error {
	c, err := t.customer(code, version)
	if err != nil {
		return err
	}
	return t.retire(retirable{entity: "customer", id: c.ID, ref: c.Code, name: c.Name, at: c.RetiredAt}, retire, why,
		`/* retireCustomer */ UPDATE customer SET retired_at = ?, version = version + 1 WHERE id = ?`)
}

// retirable is a record that can be retired and brought back.
type retirable struct {
	entity    string
	id        int64
	ref, name string
	at        model.Time // zero: it is in use
}

// retire retires a record or brings it back; query sets the moment and takes the id.
func (t *tx) retire(r retirable, retire bool, why, query string) error {
	switch {
	case retire && !r.at.IsZero():
		return model.Conflictf("%s is retired already.", r.name)
	case !retire && r.at.IsZero():
		return model.Conflictf("%s is in use already.", r.name)
	}
	action, moment := "brought_back", model.Time{}
	if retire {
		action, moment = "retired", t.now
	}
	if err := t.exec(query, moment, r.id); err != nil {
		return err
	}
	return t.record(action, r.entity, r.id, r.ref, nil, nil, why)
}

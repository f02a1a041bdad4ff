package db

import (
	"context"
	"fmt"

	"backfill/model"
)

// AddContact adds a person to write to at a customer.
func (s *Store) AddContact(ctx context.Context, a model.Actor, customer string, e model.ContactEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		c, err := t.customer(customer, 0)
		if err != nil {
			return done{}, err
		}
		id, err := t.insert(`/* AddContact */ INSERT INTO contact(customer_id, name, role, email, phone, orders, delays, shipments) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			c.ID, e.Name, e.Role, e.Email, e.Phone, e.Orders, e.Delays, e.Shipments)
		if err != nil {
			return done{}, err
		}
		return done{}, t.record("created", "contact", id, contactName(c.Code, id), nil, contactFigures(e), "")
	})
	return err
}

// contactName is a contact as the audit calls it for good, without the person's
// name: NORD/contact-7.
func contactName(customer string, id int64) string {
	return fmt.Sprintf("%s/contact-%d", customer, id)
}

// contactFigures is a contact as the audit keeps it.
func contactFigures(e model.ContactEdit) map[string]any {
	return map[string]any{"name": e.Name, "role": e.Role, "email": e.Email, "phone": e.Phone,
		"orders": e.Orders, "delays": e.Delays, "shipments": e.Shipments}
}

// storedContact is a contact as an operation on it finds it.
type storedContact struct {
	model.ContactRow
	Customer string
}

// contactSQL reads a contact; ?1 is its customer's code, ?2 its id.
const contactSQL = `/* contact */ SELECT k.id, k.name, k.role, k.email, k.phone, k.orders, k.delays, k.shipments, k.version, c.code AS customer
	FROM contact k JOIN customer c ON c.id = k.customer_id WHERE c.code = ?1 AND k.id = ?2 AND k.retired_at IS NULL`

// contact loads a contact as the person saw it.
func (t *tx) contact(customer string, id int64, version int) (storedContact, error) {
	var k storedContact
	if err := t.get(&k, contactSQL, customer, id); err != nil {
		return k, err
	}
	return k, t.unchanged("contact", id, k.Customer+"/"+k.Name, k.Version, version)
}

// ChangeContact saves a contact as a person left it.
func (s *Store) ChangeContact(ctx context.Context, a model.Actor, customer string, id int64, version int, e model.ContactEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		was, err := t.contact(customer, id, version)
		if err != nil || e == was.ContactEdit {
			return done{}, err
		}
		if err := t.exec(`/* ChangeContact */ UPDATE contact SET name = ?, role = ?, email = ?, phone = ?, orders = ?, delays = ?, shipments = ?,
			version = version + 1 WHERE id = ?`, e.Name, e.Role, e.Email, e.Phone, e.Orders, e.Delays, e.Shipments, id); err != nil {
			return done{}, err
		}
		before, after := differing(contactFigures(was.ContactEdit), contactFigures(e))
		return done{}, t.record("changed", "contact", id, contactName(was.Customer, id), before, after, "")
	})
	return err
}

// RemoveContact takes a person off a customer's list.
func (s *Store) RemoveContact(ctx context.Context, a model.Actor, customer string, id int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		was, err := t.contact(customer, id, version)
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`/* RemoveContact */ UPDATE contact SET retired_at = ?, version = version + 1 WHERE id = ?`, t.now, id); err != nil {
			return done{}, err
		}
		return done{}, t.record("removed", "contact", id, contactName(was.Customer, id), contactFigures(was.ContactEdit), nil, "")
	})
	return err
}

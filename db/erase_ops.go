package db

import (
	"context"
	"fmt"
	"strings"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// EraseCustomer takes out of the file who a customer was: name, e-mail, phone,
// sites, contacts, what the audit kept beside its seals, and files that named
// them. The orders stay, with their quantities and the customer's code. Only a
// customer without open lines can be erased, and it cannot be undone. Afterwards
// the file is written anew, so that no free page remembers; copies of the file
// made before do until they age out.
func (s *Store) EraseCustomer(ctx context.Context, a model.Actor, code string, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	if _, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.eraseCustomer(code, version, strings.TrimSpace(why)) }); err != nil {
		return err
	}
	return s.rewrite(ctx)
}

func (t *tx) eraseCustomer(code string, version int, why string) error {
	c, err := erasable(t.ctx, t, code)
	if err != nil {
		return err
	}
	if err := t.unchanged("customer", c.ID, c.Code, c.Version, version); err != nil {
		return err
	}
	switch {
	case !c.ErasedAt.IsZero():
		return model.Conflictf("%s is erased already.", c.Code)
	case c.Open > 0:
		return model.Conflictf("%s has %d open lines. Ship or cancel them first: goods cannot go to nobody.", c.Code, c.Open)
	}
	words, err := t.namesOf(c.ID, c.Name, c.Email, c.Phone)
	if err != nil {
		return err
	}
	for _, q := range leftOfCustomer {
		if err := t.exec(q, c.ID); err != nil {
			return err
		}
	}
	for _, q := range tombstones {
		if err := t.exec(q, c.ID, t.now); err != nil {
			return err
		}
	}
	if err := t.eraseWords(words); err != nil {
		return err
	}
	return t.record("erased", "customer", c.ID, c.Code, nil, nil, why)
}

// toErase is a customer with its id and by what it can be told.
type toErase struct {
	model.Erasable
	ID           int64
	Email, Phone string
}

func erasable(ctx context.Context, q sqlx.QueryerContext, code string) (c toErase, err error) {
	err = sqlx.GetContext(ctx, q, &c, `/* erasable */ SELECT id, code, name, email, phone, erased_at, version,
		(SELECT count(*) FROM sales_order o WHERE o.customer_id = customer.id) AS orders,
		(SELECT count(*) FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.customer_id = customer.id AND l.open > 0) AS open,
		(SELECT count(*) FROM site s WHERE s.customer_id = customer.id) AS sites,
		(SELECT count(*) FROM contact k WHERE k.customer_id = customer.id) AS contacts
		FROM customer WHERE code = ?`, code)
	return c, notFound(err)
}

// ErasableCustomer tells what erasing a customer would take; ErrNotFound when
// there is none.
func (s *Store) ErasableCustomer(ctx context.Context, code string) (model.Erasable, error) {
	c, err := erasable(ctx, s.r, code)
	return c.Erasable, err
}

// leftOfCustomer is what goes entirely, of the customer ?1.
var leftOfCustomer = []string{
	`/* leftOfCustomer */ DELETE FROM audit_private WHERE audit_id IN (
	   SELECT id FROM audit WHERE entity = 'customer' AND entity_id = ?1
	   UNION ALL SELECT a.id FROM site s JOIN audit a ON a.entity = 'site' AND a.entity_id = s.id WHERE s.customer_id = ?1
	   UNION ALL SELECT a.id FROM contact k JOIN audit a ON a.entity = 'contact' AND a.entity_id = k.id WHERE k.customer_id = ?1)`,
	`/* leftOfCustomer */ DELETE FROM import_change WHERE entity = 'customers' AND entity_id = ?1
	   OR entity = 'sites' AND entity_id IN (SELECT id FROM site WHERE customer_id = ?1)
	   OR entity = 'contacts' AND entity_id IN (SELECT id FROM contact WHERE customer_id = ?1)`,
	`/* leftOfCustomer */ DELETE FROM contact WHERE customer_id = ?1`,
}

// tombstones say that there was a customer ?1, and since when, ?2, nobody knows
// who.
var tombstones = []string{
	`/* tombstones */ UPDATE site SET site = 'erased ' || id, name = '', address = '', contact = '', phone = '', access = '',
	   retired_at = coalesce(retired_at, ?2), version = version + 1 WHERE customer_id = ?1`,
	`/* tombstones */ UPDATE customer SET name = 'Erased customer', email = '', phone = '', credit_hold = NULL, erased_at = ?2,
	   retired_at = coalesce(retired_at, ?2), version = version + 1 WHERE id = ?1`,
}

// namesOf are the texts by which a customer, its sites and contacts can be told.
func (t *tx) namesOf(customer int64, own ...string) ([]string, error) {
	var more []string
	if err := t.all(&more, `/* namesOf */ SELECT x.word FROM (
		SELECT name AS word FROM contact WHERE customer_id = ?1 UNION SELECT email FROM contact WHERE customer_id = ?1
		UNION SELECT phone FROM contact WHERE customer_id = ?1 UNION SELECT name FROM site WHERE customer_id = ?1
		UNION SELECT address FROM site WHERE customer_id = ?1 UNION SELECT contact FROM site WHERE customer_id = ?1
		UNION SELECT phone FROM site WHERE customer_id = ?1) x`, customer); err != nil {
		return nil, err
	}
	var words []string
	for _, w := range append(own, more...) {
		if len(w) >= 4 { // shorter is no name, and is in every file
			words = append(words, w)
		}
	}
	return words, nil
}

// eraseWords empties what files and answers kept that names somebody.
func (t *tx) eraseWords(words []string) error {
	for _, w := range words {
		for _, q := range []string{
			`/* eraseWords */ UPDATE import_upload SET content = NULL, sketch = '{}', report = NULL, rejected = NULL
			   WHERE instr(sketch, ?1) OR instr(coalesce(report, ''), ?1) OR instr(coalesce(content, x''), CAST(?1 AS BLOB)) OR instr(coalesce(rejected, x''), CAST(?1 AS BLOB))`,
			`/* eraseWords */ DELETE FROM import_rejected WHERE instr(content, CAST(?1 AS BLOB))`,
			`/* eraseWords */ DELETE FROM import_change WHERE instr(coalesce(before, ''), ?1)`,
			`/* eraseWords */ DELETE FROM idempotency WHERE instr(answer, ?1)`,
		} {
			if err := t.exec(q, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewrite writes the file anew, without what its free pages and the log still
// hold. Nobody writes meanwhile; reading goes on.
func (s *Store) rewrite(ctx context.Context) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	ctx = context.WithoutCancel(ctx)
	for _, q := range []string{`INSERT INTO find_customer(find_customer) VALUES ('optimize')`, `VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := s.w.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("write the file anew: %w", storageError(err))
		}
	}
	return nil
}

package db

import (
	"context"
	"fmt"
	"strings"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// customerLimit refuses an order that brings what its customer waits for over
// the customer's limit, unless somebody with the right says why.
func (t *tx) customerLimit(o orderDraft) error {
	u, err := backorderUse(t.ctx, t, o.customer, o.id)
	if err != nil || !u.Over() {
		return err
	}
	var added model.Money
	if err := t.get(&added, `/* customerLimit */ SELECT coalesce(sum(money_value(price, short)), 0) FROM order_line WHERE `+backordered+` AND order_id = ?`, o.id); err != nil || added == 0 {
		return err
	}
	return t.override(o, "limit", overLimit(o.Customer, u, t.settings), map[string]any{"limit": u.Limit.Decimal(t.settings.CurrencyDecimals),
		"with_this_order": u.Used.Decimal(t.settings.CurrencyDecimals)})
}

func overLimit(customer string, u model.LimitUse, s Settings) string {
	return fmt.Sprintf("%s may have backorders of %s %s at most, and with this it would have %s. Order what is in stock, or have a manager say why it may go over.",
		customer, u.Limit.Decimal(s.CurrencyDecimals), s.Currency, u.Used.Decimal(s.CurrencyDecimals))
}

// override lets an order go over a limit for a reason, if who enters it may say
// so; otherwise the limit is the problem of a field.
func (t *tx) override(o orderDraft, field, says string, figures map[string]any) error {
	switch {
	case strings.TrimSpace(o.Override) == "":
		return model.Problems{field: says}
	case !t.actor.Role.May(model.OverrideLimits):
		return model.Problems{field: says, "override": "Only a manager may let an order go over a limit."}
	}
	return t.record("limit_overridden", "order", o.id, o.Number, nil, figures, o.Override)
}

// backordered holds for lines that count towards limits: stock did not reach them
// at their turn, or no run has seen them yet. What a supplier ships, or is wanted
// much later, had no turn.
const backordered = `short > 0 AND on_call = 0 AND (was_short = 1 OR run_id IS NULL)`

// backorderUse is what a customer's lines wait for, those of a new order among
// them, and its limit for that.
func backorderUse(ctx context.Context, q sqlx.QueryerContext, customer, fresh int64) (model.LimitUse, error) {
	var u model.LimitUse
	var limit *model.Money
	if err := sqlx.GetContext(ctx, q, &limit, `/* backorderUse */ SELECT backorder_limit_value FROM customer WHERE id = ?`, customer); err != nil || limit == nil {
		return u, err
	}
	u.Limited, u.Limit = true, *limit
	err := sqlx.GetContext(ctx, q, &u.Used, `/* backorderUse */ SELECT coalesce(sum(money_value(price, short)), 0) FROM order_line
		WHERE `+backordered+` AND order_id IN (SELECT order_id FROM board WHERE customer_id = ? UNION SELECT ?)`, customer, fresh)
	return u, err
}

// limitWarnings says which limits an order has brought to four fifths and more.
func (t *tx) limitWarnings(o orderDraft) ([]string, error) {
	var warnings []string
	u, err := backorderUse(t.ctx, t, o.customer, o.id)
	if err != nil {
		return nil, err
	}
	if u.Near() {
		warnings = append(warnings, u.Words(o.Customer))
	}
	for _, l := range o.lines {
		if l.product.Backorder != "limit" || l.product.BackorderLimit == 0 {
			continue
		}
		var waits model.Qty
		if err := t.get(&waits, `/* limitWarnings */ SELECT coalesce(sum(short), 0) FROM order_line WHERE `+backordered+` AND product_id = ?`, l.product.ID); err != nil {
			return nil, err
		}
		use := model.LimitUse{Limited: true, Used: model.Money(waits), Limit: model.Money(l.product.BackorderLimit)}
		if use.Near() {
			warnings = append(warnings, use.Words(l.product.SKU))
		}
	}
	return warnings, nil
}

package db

import (
	"context"

	"backfill/model"
)

// AskCustomer keeps a question to the customer of a short line. One question of
// a line is open at a time; the deadline may be left out.
func (s *Store) AskCustomer(ctx context.Context, a model.Actor, line int64, kind model.ChoiceKind, deadline model.Date) error {
	if !kind.Known() {
		return model.Problems{"kind": "Choose what to ask."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.askCustomer(line, kind, deadline) })
	return err
}

func (t *tx) askCustomer(line int64, kind model.ChoiceKind, deadline model.Date) error {
	if !deadline.IsZero() && deadline < t.today {
		return model.Problems{"deadline": "The day to answer by has passed."}
	}
	q, err := t.question(line)
	switch {
	case err != nil:
		return err
	case q.Short <= 0:
		return model.Conflictf("%s lacks nothing: there is nothing to choose.", q.Name)
	case q.ID > 0:
		return model.Conflictf("%s was asked about on %s and has not been answered.", q.Name, t.locale().Moment(q.AskedAt, t.settings.Zone, t.today))
	}
	if err := t.exec(`/* askCustomer */ INSERT INTO choice(line_id, kind, asked_at, asked_by, deadline) VALUES (?, ?, ?, ?, ?)`,
		line, kind, t.now, t.actor.Name, deadline); err != nil {
		return err
	}
	t.touch(line)
	return t.record("asked", "line", line, q.Name, nil, map[string]any{"question": kind, "deadline": deadline.String(), "short": q.Short.String()}, "")
}

// question is a line with its open question, when it has one.
type question struct {
	Name    string
	Short   model.Qty
	Version int
	ID      int64 // 0: none is open
	Kind    model.ChoiceKind
	AskedAt model.Time `db:"asked_at"`
}

func (t *tx) question(line int64) (question, error) {
	var q question
	err := t.get(&q, `/* question */ SELECT o.number || '/' || l.line_no AS name, l.short, l.version,
		  coalesce(c.id, 0) AS id, coalesce(c.kind, '') AS kind, c.asked_at
		FROM order_line l JOIN sales_order o ON o.id = l.order_id
		LEFT JOIN choice c ON c.line_id = l.id AND c.answer IS NULL WHERE l.id = ?`, line)
	return q, err
}

// RecordAnswer keeps what the customer chose, by phone or by link. "cancel"
// cancels what the line lacks; "wait" keeps the line from leaving in parts.
func (s *Store) RecordAnswer(ctx context.Context, a model.Actor, line int64, answer model.Answer) error {
	if !answer.Fits(model.PartOrWait) && !answer.Fits(model.OfferSubstitute) {
		return model.Problems{"answer": "Choose the customer's answer."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.recordAnswer(line, answer) })
	return err
}

func (t *tx) recordAnswer(line int64, answer model.Answer) error {
	q, err := t.question(line)
	switch {
	case err != nil:
		return err
	case q.ID == 0:
		return model.Conflictf("%s has no open question.", q.Name)
	case !answer.Fits(q.Kind):
		return model.Problems{"answer": "That was not one of the choices."}
	}
	if err := t.exec(`/* recordAnswer */ UPDATE choice SET answer = ?, answered_at = ?, answered_by = ? WHERE id = ?`,
		answer, t.now, t.actor.Name, q.ID); err != nil {
		return err
	}
	t.touch(line)
	if err := t.record("answered", "line", line, q.Name, map[string]any{"question": q.Kind}, map[string]any{"answer": answer}, ""); err != nil {
		return err
	}
	if answer != model.CancelRest || q.Short <= 0 {
		return nil
	}
	return t.cancelLine(line, 0, q.Short, "the customer cancelled what is not there")
}

package db

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// ChangeSetting saves one company choice, whatever it was before, and nothing
// else: what it changes for lines comes with the next run.
func (s *Store) ChangeSetting(ctx context.Context, a model.Actor, key, value string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		_, err := t.changeSettings(model.SettingsChange{Wanted: map[string]string{key: value}})
		return done{}, err
	})
	return err
}

// ChangeSettings saves several of the company's choices at once, or none, and
// has open lines planned anew where they may move stock or dates. Where a value that
// the person saw is another by now, and not what is wanted, a Conflict names it;
// values that make no sense are Problems by key.
func (s *Store) ChangeSettings(ctx context.Context, a model.Actor, c model.SettingsChange) (model.SettingsPreview, error) {
	return write(ctx, s, a, func(t *tx) (model.SettingsPreview, error) { return t.settle(c) })
}

// settle saves what is wanted and has every line served anew where that may move
// stock or dates.
func (t *tx) settle(c model.SettingsChange) (p model.SettingsPreview, err error) {
	before := t.settings
	changed, err := t.changeSettings(c)
	if err != nil {
		return p, err
	}
	p.Changes = settingChanges(before, t.settings, c)
	if !changed || !c.Replans() {
		return p, nil
	}
	p.Planned = true
	return p, t.askPlanning()
}

// previewLines is how many open lines a preview looks at: what can be worked out
// while a person waits.
var previewLines = 5_000

// PreviewSettings tells what ChangeSettings and the planning after it would do to
// the open lines, or to the first of them where there are very many, and does
// nothing.
func (s *Store) PreviewSettings(ctx context.Context, c model.SettingsChange) (p model.SettingsPreview, err error) {
	err = view(ctx, s, func(q *sqlx.Tx) error {
		now, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		then, _, err := wantedSettings(ctx, q, now, c)
		if err != nil {
			return err
		}
		p.Changes = settingChanges(now, then, c)
		if !c.Replans() {
			return nil
		}
		at := s.Now()
		today := at.Date(then.Zone)
		d, err := decideSome(ctx, q, then, at)
		if err != nil {
			return err
		}
		if now.UnconfirmedDays != then.UnconfirmedDays || today != at.Date(now.Zone) {
			ids, err := json.Marshal(d.lineIDs(func(*allocate.Result) bool { return true }))
			if err != nil {
				return err
			}
			if err := sqlx.GetContext(ctx, q, &p.Status, countOtherStatus, today, then.UnconfirmedDays, string(ids)); err != nil {
				return err
			}
		}
		if p.Of, err = openLines(ctx, q); err != nil {
			return err
		}
		return tellChanges(ctx, q, &p, d)
	})
	return p, err
}

// openLines counts the open lines.
func openLines(ctx context.Context, q sqlx.QueryerContext) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `/* openLines */ SELECT coalesce(sum(lines), 0) FROM board_sum WHERE kind = 'class'`)
	return n, err
}

// decideSome plans the first previewLines open lines, all where there are fewer,
// and saves nothing.
func decideSome(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time) (*served, error) {
	pools, _, err := somePools(ctx, q, poolKey{}, previewLines)
	if err != nil {
		return nil, err
	}
	snap, err := loadSnapshot(ctx, q, settings, now, pools)
	if err != nil {
		return nil, err
	}
	return decide(snap, model.RunRequest{Rule: model.Ranked, DryRun: true}), nil
}

const countOtherStatus = `/* countOtherStatus */ WITH made AS MATERIALIZED (` + boardRows + ` AND l.id IN (SELECT value FROM json_each(?3)))
SELECT count(*) FROM made JOIN board b ON b.line_id = made.line_id WHERE substr(made.state, 3) <> b.status`

// toldFirst is how many lines a preview names.
const toldFirst = 20

// tellChanges fills in which lines a plan touches.
func tellChanges(ctx context.Context, q sqlx.QueryerContext, p *model.SettingsPreview, d *served) error {
	pegs, err := storedPegs(ctx, q, d)
	if err != nil {
		return err
	}
	lines, err := servedLines(ctx, q, d, func(r *allocate.Result) bool {
		return r.After != r.Before || r.Promise != d.snap.Lines[r.Line].Promise || lastDate(r.Parts) != lastDate(pegs[r.LineID])
	})
	if err != nil {
		return err
	}
	p.Lines = len(d.plan.Lines)
	for i := range d.plan.Lines {
		k, told := lines[d.plan.Lines[i].LineID]
		if !told {
			continue
		}
		s := k.served(d, i)
		if touched := tellLine(p, s, lastDate(pegs[s.LineID])); touched && len(p.First) < toldFirst {
			p.First = append(p.First, s)
		}
	}
	return nil
}

// tellLine adds one line to a preview; false when nothing about it is told. was is
// the day on which supply covered all of it.
func tellLine(p *model.SettingsPreview, s model.Served, was model.Date) bool {
	late := func(covered, promise model.Date) bool { return !promise.IsZero() && covered > promise }
	before, after := late(was, s.PromiseBefore), late(s.Expected, s.PromiseAfter)
	touched := false
	for _, c := range []struct {
		n  *int
		is bool
	}{
		{&p.Dates, s.PromiseAfter != s.PromiseBefore}, {&p.Stock, s.After != s.Before}, {&p.Late, after && !before}, {&p.Saved, before && !after},
	} {
		if c.is {
			*c.n++
			touched = true
		}
	}
	return touched
}

// lastDate is when the last part of a line is covered, zero for none.
func lastDate(parts []allocate.Part) model.Date {
	if len(parts) == 0 {
		return 0
	}
	return parts[len(parts)-1].Date
}

// settingChanges names what differs between two states of the settings.
func settingChanges(was, now Settings, c model.SettingsChange) (out []model.FieldChange) {
	for _, m := range model.AllSettings() {
		if was.text[m.Key] != now.text[m.Key] {
			out = append(out, model.FieldChange{Field: m.Label, From: m.Words(was.text[m.Key]), To: m.Words(now.text[m.Key])})
		}
	}
	for _, d := range c.Close {
		if !slices.Contains(was.closed, d.Day) {
			out = append(out, model.FieldChange{Field: d.Day.String(), From: "open", To: "closed"})
		}
	}
	for _, d := range c.Open {
		if slices.Contains(was.closed, d) {
			out = append(out, model.FieldChange{Field: d.String(), From: "closed", To: "open"})
		}
	}
	return out
}

// wantedSettings checks a change as a whole and gives what the settings would be
// after it, with the keys that it changes in the order of the table.
func wantedSettings(ctx context.Context, q sqlx.QueryerContext, now Settings, c model.SettingsChange) (Settings, []string, error) {
	if err := c.Check(); err != nil {
		return now, nil, err
	}
	p, changed := checkSettings(c.Wanted, now), []string{}
	values := maps.Clone(now.text)
	for _, m := range model.AllSettings() {
		want, asked := c.Wanted[m.Key]
		if !asked || m.Clean(want) == now.text[m.Key] {
			continue
		}
		changed = append(changed, m.Key)
		values[m.Key] = m.Clean(want)
		if saw, told := c.Shown[m.Key]; told && m.Clean(saw) != now.text[m.Key] {
			return now, nil, model.Conflictf("Somebody else changed “%s” meanwhile: it is %s now. Look at your values again, then save.",
				m.Label, m.Words(now.text[m.Key]))
		}
	}
	if slices.Contains(changed, "currency_decimals") {
		priced, err := hasMoney(ctx, q)
		if err != nil {
			return now, nil, err
		}
		p.Need("currency_decimals", !priced, "There are prices already, and they would all mean something else. It stays at "+now.text["currency_decimals"]+".")
	}
	if err := p.Err(); err != nil {
		return now, nil, err
	}
	then, err := parseSettings(keptSettings{values, closedAfter(now.closed, c), &now.Logo, keptRank{now.Rank.Version, now.Rank}})
	return then, changed, err
}

// closedAfter are the closed days once a change is made.
func closedAfter(closed []model.Date, c model.SettingsChange) []model.Date {
	out := slices.DeleteFunc(slices.Clone(closed), func(d model.Date) bool { return slices.Contains(c.Open, d) })
	for _, d := range c.Close {
		if !slices.Contains(out, d.Day) {
			out = append(out, d.Day)
		}
	}
	return out
}

// checkSettings finds what is wrong with the wanted values. One that stands
// already is not judged again.
func checkSettings(wanted map[string]string, now Settings) model.Problems {
	var p model.Problems
	for key, want := range wanted {
		m, known := model.SettingByKey(key)
		p.Need(key, known, "There is no such setting.")
		if known && m.Clean(want) != now.text[key] {
			problem := m.Check(m.Clean(want))
			p.Need(key, problem == "", problem)
		}
	}
	return p
}

// hasMoney tells whether anything in the file has a price.
func hasMoney(ctx context.Context, q sqlx.QueryerContext) (some bool, err error) {
	err = sqlx.GetContext(ctx, q, &some, `/* hasMoney */ SELECT EXISTS (SELECT 1 FROM product WHERE price <> 0) OR EXISTS (SELECT 1 FROM order_line WHERE price <> 0)`)
	return some, err
}

// changeSettings writes a change and its audit rows; false when it changes
// nothing.
func (t *tx) changeSettings(c model.SettingsChange) (bool, error) {
	_, keys, err := wantedSettings(t.ctx, t, t.settings, c)
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		if err := t.changeSetting(key, c.Wanted[key]); err != nil {
			return false, err
		}
	}
	days, err := t.changeClosedDays(c)
	if err != nil {
		return false, err
	}
	if t.settings, err = readSettings(t.ctx, t); err != nil {
		return false, err
	}
	t.today = t.now.Date(t.settings.Zone)
	return len(keys)+days > 0, nil
}

// changeSetting writes one value that was checked, with its audit row.
func (t *tx) changeSetting(key, value string) error {
	m, _ := model.SettingByKey(key)
	value = m.Clean(value)
	if err := t.exec(`INSERT INTO setting(key, value, changed_at, changed_by) VALUES (?, ?, ?, ?)
		ON CONFLICT(key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		key, value, t.now, t.actor.Name); err != nil {
		return err
	}
	return t.record("changed", "setting", 0, key, map[string]string{"value": t.settings.text[key]}, map[string]string{"value": value}, "")
}

// changeClosedDays writes the closed days of a change and counts them. A day
// that is closed already only takes the new name.
func (t *tx) changeClosedDays(c model.SettingsChange) (n int, err error) {
	for _, d := range c.Open {
		was := ""
		err := t.get(&was, `DELETE FROM closed_day WHERE day = ? RETURNING name`, d)
		if err == model.ErrNotFound {
			continue
		}
		if err != nil {
			return n, err
		}
		n++
		if err := t.record("opened", "setting", 0, d.String(), map[string]string{"closed": orClosed(was)}, nil, ""); err != nil {
			return n, err
		}
	}
	for _, d := range c.Close {
		id := []string{}
		if err := t.all(&id, `INSERT INTO closed_day(day, name) VALUES (?, ?)
			ON CONFLICT(day) DO UPDATE SET name = excluded.name WHERE name <> excluded.name RETURNING day`, d.Day, d.Name); err != nil {
			return n, err
		}
		if len(id) == 0 {
			continue
		}
		n++
		if err := t.record("closed", "setting", 0, d.Day.String(), nil, map[string]string{"closed": orClosed(d.Name)}, ""); err != nil {
			return n, err
		}
	}
	return n, nil
}

func orClosed(name string) string {
	if name == "" {
		return "closed"
	}
	return name
}

// ClosedDays lists the days on which the company does not work, from a day on.
func (s *Store) ClosedDays(ctx context.Context, from model.Date) (days []model.ClosedDay, err error) {
	err = s.r.SelectContext(ctx, &days, `/* ClosedDays */ SELECT day, name FROM closed_day WHERE day >= ? ORDER BY day`, from)
	return days, err
}

// SettingChanged tells who changed each setting last, and when; one that was
// never changed is not there.
func (s *Store) SettingChanged(ctx context.Context) (map[string]model.SettingChanged, error) {
	var rows []struct {
		Key string `db:"key"`
		model.SettingChanged
	}
	if err := s.r.SelectContext(ctx, &rows, `/* SettingChanged */ SELECT s.key, s.changed_at, coalesce(u.name, s.changed_by) AS changed_by
		FROM setting s LEFT JOIN app_user u ON u.email = s.changed_by`); err != nil {
		return nil, err
	}
	out := make(map[string]model.SettingChanged, len(rows))
	for _, r := range rows {
		out[r.Key] = r.SettingChanged
	}
	return out, nil
}

package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"backfill/model"
	"backfill/model/demo"
	"backfill/model/holidays"
	"backfill/model/intake"
)

// DemoPassword opens every log-in of the demo company: ROLE@demo.test. They
// exist in a demo file only.
const DemoPassword = "backfill-demo-1"

// DemoEmail is the log-in of a role in the demo company.
func DemoEmail(r model.Role) string { return string(r) + demoDomain }

// demoNames are the people of the demo company.
var demoNames = map[model.Role]string{
	model.RoleSales: "Priya Nair", model.RoleWarehouse: "Tom Hale", model.RoleShipping: "Lena Fox", model.RoleService: "Marek Dvorak",
	model.RolePurchasing: "Ines Costa", model.RoleManager: "Ruth Adler", model.RoleAdmin: "Sam Okafor",
}

// FillDemo fills an empty desk with the demo company and plays its last weeks
// through the operations that people use, all in one transaction. A desk that
// is a demo already is left as it is; one with data of its own is refused.
func (s *Store) FillDemo(ctx context.Context, seed uint64) error {
	set, err := s.Settings(ctx)
	if err != nil || set.Demo {
		return err
	}
	hash, err := HashPassword(ctx, DemoPassword) // before the transaction: hashing is slow on purpose
	if err != nil {
		return err
	}
	_, err = writeLong(ctx, s, model.ClockActor(), func(t *tx) (done, error) {
		if err := t.mustBeEmpty(); err != nil {
			return done{}, err
		}
		p := &player{tx: t, end: t.now, company: demo.Make(seed, t.today)}
		return done{}, p.play(hash)
	})
	return err
}

func (t *tx) mustBeEmpty() error {
	var rows int
	if err := t.get(&rows, `/* mustBeEmpty */ SELECT (SELECT count(*) FROM product) + (SELECT count(*) FROM customer) + (SELECT count(*) FROM app_user)`); err != nil {
		return err
	}
	if rows > 0 {
		return errors.New("this file has data of its own; the demo company needs an empty one")
	}
	return nil
}

// player puts the clock back and lets the company's people work.
type player struct {
	*tx
	company  demo.Company
	end      model.Time // the real now
	firstBad string     // what a file was refused for
	owned    bool       // the desk has an administrator and a name of its own
}

// at moves the clock of the transaction, never past the real now, and says who acts.
func (p *player) at(when model.Time, role model.Role) {
	if when.After(p.end) {
		when = p.end
	}
	p.now, p.today = when, when.Date(p.settings.Zone)
	p.actor = model.Actor{Name: DemoEmail(role), Role: role, Origin: "demo", RequestID: "demo"}
}

func (p *player) play(hash string) error {
	steps := []func() error{
		func() error { return p.open(hash) }, p.importAll, p.routes, p.days, p.loose, p.files,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("play the demo on %s: %w", p.today, err)
		}
	}
	p.now, p.today = p.end, p.end.Date(p.settings.Zone)
	return nil
}

// demoHolidays are those of the demo's country ahead of the played weeks.
func demoHolidays(from model.Date) []model.ClosedDay {
	year := from.Std().Year()
	days := slices.Concat(holidays.Of(demo.Country, year), holidays.Of(demo.Country, year+1))
	return slices.DeleteFunc(days, func(d model.ClosedDay) bool { return d.Day < from.AddDays(demo.PlayedDays) })
}

// open sets the company up and lets its people in.
func (p *player) open(hash string) error {
	first := model.At(p.today.AddDays(-demo.PlayedDays - 1).Std().Add(18 * time.Hour))
	p.at(first, model.RoleAdmin)
	change := model.SettingsChange{Wanted: map[string]string{"dock_days": "1", "pick_days": "1", "stock_difference": "40", "demo": "1"}}
	if !p.owned {
		change.Wanted["company"], change.Wanted["time_zone"], change.Wanted["currency"] = demo.Name, demo.Zone, demo.Currency
		change.Close = demoHolidays(p.today)
	}
	if _, err := p.changeSettings(change); err != nil {
		return err
	}
	for _, role := range model.Roles() {
		if _, err := p.addUser(model.NewUser{Email: DemoEmail(role), Name: demoNames[role], Role: role}, hash); err != nil {
			return err
		}
	}
	return nil
}

// routes has the trucks of the depot go to the zones of its sites, and the carrier
// collect in the afternoon.
func (p *player) routes() error {
	r := model.Routes{Warehouse: "MAIN", CarrierCutoff: model.NewTimeOfDay(16, 0)}
	for zone, days := range map[string][]time.Weekday{"Z1": {time.Monday, time.Wednesday, time.Friday}, "Z2": {time.Tuesday, time.Thursday},
		"Z3": {time.Wednesday}, "Z4": {time.Friday}} {
		for _, d := range days {
			day := model.RouteDay{Zone: zone, Weekday: d, Cutoff: model.NewTimeOfDay(15, 30), DaysBefore: 1}
			if zone == "Z1" { // next door: loaded in the morning
				day.Cutoff, day.DaysBefore = model.NewTimeOfDay(7, 0), 0
			}
			r.Days = append(r.Days, day)
		}
	}
	return p.setRoutes(r, "Tour plan of the autumn")
}

func (p *player) importAll() error {
	for _, f := range p.company.Files {
		if err := p.take(f); err != nil {
			return err
		}
	}
	return nil
}

// take imports one of the company's files. A row in error is a bug of the demo.
func (p *player) take(f demo.File) error {
	r := strings.NewReader(f.CSV)
	req := ImportRequest{Kind: f.Kind, Name: "demo-" + f.Kind + ".csv", File: r, Strict: true}
	req.Problem = func(b ImportProblem) {
		if !b.Skipped {
			p.firstBad = fmt.Sprintf("line %d: %s", b.Line, b.Reason)
		}
	}
	file, err := intake.Recognise(r, intake.Options{Kind: f.Kind, Zone: p.settings.Zone})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Kind, err)
	}
	if _, err := p.importFile(file, req); err != nil {
		return fmt.Errorf("%s: %w (%s)", f.Kind, err, p.firstBad)
	}
	return nil
}

func (p *player) days() error {
	for i, d := range p.company.Days {
		if err := p.day(d, len(p.company.Days)-1-i); err != nil {
			return err
		}
	}
	return nil
}

// day plays one day; ago counts the played days that follow it.
func (p *player) day(d demo.Day, ago int) error {
	morning := model.At(d.Date.Std().Add(6 * time.Hour))
	p.at(morning, model.RolePurchasing)
	for _, f := range d.Bought {
		if err := p.take(f); err != nil {
			return err
		}
	}
	for _, slip := range d.Slips {
		if err := p.slip(slip); err != nil {
			return err
		}
	}
	p.at(morning.Add(30*time.Minute), model.RoleWarehouse)
	for _, a := range d.Arrivals {
		if err := p.arrive(a); err != nil {
			return err
		}
	}
	for _, o := range d.Orders {
		p.at(o.At, model.RoleSales)
		if err := p.enter(o); err != nil {
			return err
		}
	}
	return p.ship(d.Date, ago)
}

func (p *player) slip(s demo.Slip) error {
	l, err := loadPOLine(p.ctx, p, 0, s.PO, s.Line)
	if err != nil || l.Open == 0 {
		return err
	}
	return p.setETA(l.ID, 0, s.ETA, s.Confidence, s.Why)
}

func (p *player) arrive(a demo.Arrival) error {
	r := model.Receipt{PO: a.PO, Line: a.Line, Received: a.Received, Rejected: a.Rejected, Lot: a.Lot, CloseShort: a.CloseShort, Why: a.Why}
	if r.CloseShort && r.Why == "" {
		r.Why = "The supplier will not send the rest"
	}
	if err := r.Check(); err != nil {
		return fmt.Errorf("%s/%d: %w", a.PO, a.Line, err)
	}
	_, err := p.receiveStock(r)
	return err
}

// enter enters an order. One that asks for more than its product or customer
// may have on backorder is told so, as a person would be, and not entered.
func (p *player) enter(o demo.Order) error {
	e := model.OrderEntry{Number: o.Number, Customer: o.Customer, Site: o.Site, Warehouse: o.Warehouse, CustomerPO: o.CustomerPO, Project: o.Project,
		Requested: o.Requested, NeedBy: o.NeedBy, Priority: o.Priority, ShipMode: o.ShipMode, MaxShipments: o.MaxShipments, Method: model.Method(o.Method)}
	for _, l := range o.Lines {
		e.Lines = append(e.Lines, model.EntryLine{SKU: l.SKU, Unit: l.Unit, Qty: l.Qty, OneLot: l.OneLot})
	}
	return p.unlessRefused(func() error { _, err := p.enterOrder(e); return err })
}

// unlessRefused runs one operation and undoes it alone when it is refused for a
// reason that a person would be told.
func (p *player) unlessRefused(op func() error) error {
	if err := p.exec(`SAVEPOINT step`); err != nil {
		return err
	}
	hash := p.lastHash
	err := op()
	var conflict *model.Conflict
	var problems model.Problems
	if err == nil || !errors.As(err, &conflict) && !errors.As(err, &problems) {
		return errors.Join(err, p.exec(`RELEASE step`))
	}
	p.lastHash = hash
	return errors.Join(p.exec(`ROLLBACK TO step`), p.exec(`RELEASE step`))
}

// ship lets what is ready leave in the evening: everything on earlier days, of
// the last two days only some, so that there is work on the board.
func (p *player) ship(day model.Date, ago int) error {
	var lines []struct {
		ID      int64
		OrderID int64 `db:"order_id"`
	}
	if err := p.all(&lines, `/* ship */ SELECT l.id, l.order_id FROM order_line l JOIN sales_order o ON o.id = l.order_id
		WHERE l.open > 0 AND l.allocated > 0 AND o.ordered_at < ? ORDER BY l.order_id, l.id`, day.String()); err != nil {
		return err
	}
	p.at(model.At(day.Std().Add(17*time.Hour)), model.RoleShipping)
	for _, l := range lines {
		if ago < 2 && l.OrderID%3 != 0 {
			continue
		}
		if err := p.unlessRefused(func() error { _, err := p.releaseToPick(l.ID, 0); return err }); err != nil {
			return err
		}
	}
	return p.shipPicked()
}

func (p *player) shipPicked() error {
	var lists []int64
	if err := p.all(&lists, `/* shipPicked */ SELECT DISTINCT e.pick_list_id FROM alloc_event e JOIN order_line l ON l.id = e.line_id
		WHERE e.kind = 'picked' AND l.picked > 0 ORDER BY e.pick_list_id`); err != nil {
		return err
	}
	for _, id := range lists {
		if err := p.unlessRefused(func() error { _, err := p.shipPickList(id); return err }); err != nil {
			return err
		}
	}
	return nil
}

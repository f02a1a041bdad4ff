package allocate

import (
	"strings"

	"backfill/model"
	"backfill/model/promise"
)

// addRoutes gathers the days of each route.
func (p *problem) addRoutes() {
	if len(p.s.Routes) == 0 {
		return
	}
	p.routes = map[routeKey][]model.RouteDay{}
	for _, r := range p.s.Routes {
		k := routeKey{r.WarehouseID, strings.ToLower(r.Zone)}
		p.routes[k] = append(p.routes[k], r.RouteDay)
	}
}

// way is how a line's goods get to its customer.
func (p *problem) way(l *line) promise.Way {
	pool := &p.s.Pools[p.pools[l.pool].in]
	w := promise.Way{Cutoff: pool.Cutoff}
	if l.order >= 0 {
		o := &p.s.Orders[l.order]
		if w.Method = o.Method; w.Method == model.OwnTruck && p.routes != nil {
			w.Route = p.routes[routeKey{pool.WarehouseID, strings.ToLower(o.Zone)}]
		}
	}
	if l.block == lNoStock {
		w.Method = model.Direct
	}
	return w
}

// atCustomer is the day at the customer for what is ready at the dock on a day.
// What is wanted beyond the horizon comes when it is wanted, not before.
func (p *problem) atCustomer(l *line, ready model.Date, later bool) model.Date {
	if l.order >= 0 && p.s.Orders[l.order].ShipMode == model.OnDate {
		ready = max(ready, p.s.Orders[l.order].ShipDate)
	}
	if later {
		return p.terms.DeliverBy(p.way(l), ready, l.needBy)
	}
	return p.terms.Deliver(p.way(l), ready)
}

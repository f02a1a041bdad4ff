package handlers

import (
	"net/http"
	"strings"

	"backfill/model"
	"backfill/views/find"
	"backfill/views/layout"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) findRoutes() {
	s.get("/search", model.SignedIn, s.search)
	s.get("/find/products", model.SeeProducts, s.offer(model.HitProduct))
	s.get("/find/customers", model.SeeOrders, s.offer(model.HitCustomer))
}

// How many hits of each kind the page, the palette and a field show.
const (
	hitsOnPage    = 20
	hitsInPalette = 5
	hitsInField   = 8
)

// hitsSeen are the kinds of things a person may look for.
func hitsSeen(u model.User) []string {
	kinds := []string{}
	for may, seen := range map[model.Permission][]string{
		model.SeeOrders:     {model.HitOrder, model.HitLine, model.HitCustomer, model.HitShipment, model.HitPickList, model.HitImport},
		model.SeeProducts:   {model.HitProduct, model.HitTransfer, model.HitWarehouse},
		model.SeePurchasing: {model.HitSupplier, model.HitPO, model.HitReceipt},
	} {
		if u.May(may) {
			kinds = append(kinds, seen...)
		}
	}
	return kinds
}

// search shows what was found, as a page or as the palette's list. A number
// that names one thing leads straight to it.
func (s *Server) search(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	q, part := model.SearchText(c.QueryParam("q")), fragmentWanted(c)
	limit := hitsOnPage
	if part {
		limit = hitsInPalette
	}
	hits, err := s.Store.Find(c.Request().Context(), q, hitsSeen(user(c)), limit)
	if err != nil {
		return err
	}
	if one := exactHits(hits); len(one) == 1 && !part {
		return c.Redirect(http.StatusSeeOther, find.Href(one[0]))
	}
	shown := find.Search{Q: q, Hits: hits, Pages: s.pagesNamed(c, q)}
	if part {
		c.Response().Header().Add("Vary", "HX-Request")
		return render(c, http.StatusOK, find.Palette(shown))
	}
	return v.show("Search", "", find.Page(shown))
}

func exactHits(hits []model.Hit) []model.Hit {
	n := 0
	for n < len(hits) && hits[n].Exact {
		n++
	}
	return hits[:n]
}

// pagesNamed are the pages a person may see and the things they may start whose
// names have all the words; all of them where there are no words.
func (s *Server) pagesNamed(c Ctx, q string) []ui.Link {
	all := layout.Actions(user(c))
	for _, n := range s.nav(c) {
		all = append(all, ui.Link{Text: n.Label, Href: n.Href})
	}
	var named []ui.Link
	for _, l := range all {
		path, _, _ := strings.Cut(l.Href, "?")
		if r, exists := s.routes[http.MethodGet+" "+path]; exists && !user(c).May(r.may) {
			continue
		}
		name := strings.ToLower(l.Text)
		has := true
		for w := range strings.FieldsSeq(strings.ToLower(q)) {
			has = has && strings.Contains(name, w)
		}
		if has {
			named = append(named, l)
		}
	}
	return named
}

// offer answers a field that takes the code of one kind of thing.
func (s *Server) offer(kind string) func(Ctx) error {
	return func(c Ctx) error {
		q := c.QueryParam("q")
		if !fragmentWanted(c) {
			c.Response().Header().Add("Vary", "HX-Request")
			return c.Redirect(http.StatusSeeOther, urls.Search(model.SearchText(q)))
		}
		hits, err := s.Store.Find(c.Request().Context(), q, []string{kind}, hitsInField)
		if err != nil {
			return err
		}
		c.Response().Header().Add("Vary", "HX-Request")
		return render(c, http.StatusOK, find.Options(hits))
	}
}

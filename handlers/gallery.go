package handlers

import (
	"net/http"

	"backfill/model"
	"backfill/views/gallery"
	"backfill/views/layout"
)

// galleryRoutes are for whoever changes the look; they exist in development only.
func (s *Server) galleryRoutes() {
	s.get("/dev/gallery", model.Public, s.showGallery)
	s.get("/dev/gallery/:name", model.Public, s.showSample)
}

// showGallery shows every component in each of its states.
func (s *Server) showGallery(c Ctx) error {
	return render(c, http.StatusOK, gallery.Page(s.samplePage(c)))
}

// showSample shows one state that needs a page of its own.
func (s *Server) showSample(c Ctx) error {
	sample, ok := gallery.Find(c.Param("name"))
	if !ok {
		return model.ErrNotFound
	}
	return render(c, http.StatusOK, sample.Page(s.samplePage(c)))
}

// samplePage is the frame around a sample: a made-up person's, so that the
// gallery looks the same on an empty file and to anybody. ?theme, ?density,
// ?flash and ?demo show what a preference or a message would.
func (s *Server) samplePage(c Ctx) layout.Page {
	p := s.page(c, "Gallery", "")
	p.User = model.User{ID: 1, Name: "Dana Okafor", Email: "dana@example.com", Role: model.RoleAdmin}
	p.Nav = layout.Nav(p.User, map[string]int{layout.Backorders: 312, layout.Receiving: 6, layout.Purchasing: 17})
	p.Active = layout.Backorders
	q := c.Request().URL.Query()
	if q.Has("theme") {
		p.Theme = q.Get("theme")
	}
	if q.Has("density") {
		p.Density = q.Get("density")
	}
	p.Flash, p.Demo = q.Get("flash"), q.Has("demo")
	return p
}

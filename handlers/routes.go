package handlers

import (
	"backfill/model"

	"github.com/labstack/echo/v4"
)

// allRoutes is the site map. Each area lists its own addresses in its own file.
func (s *Server) allRoutes() {
	s.bare("/livez", s.live)
	s.bare("/readyz", s.ready)
	s.bare("/healthz", s.ready)
	s.bare("/metrics", s.metrics)
	s.bare("/static/*", echo.WrapHandler(s.files))

	s.get("/", model.SignedIn, s.home)
	s.get("/login", model.Public, s.showLogin)
	s.plainPost("/login", model.Public, s.logIn)
	s.get("/login/code", model.Public, s.showLoginCode)
	s.plainPost("/login/code", model.Public, s.logInCode)
	s.plainPost("/logout", model.Public, s.logOut)
	s.plainPost("/preferences", model.Public, s.setPreferences)

	s.accountRoutes()
	s.peopleRoutes()
	s.keyRoutes()
	s.setupRoutes()

	s.get("/demo/remove", model.RemoveDemo, s.showRemoveDemo)
	s.post("/demo/remove", model.RemoveDemo, s.removeDemo)

	s.boardRoutes()
	s.runRoutes()
	s.rankRoutes()
	s.orderRoutes()
	s.productRoutes()
	s.transferRoutes()
	s.warehouseRoutes()
	s.receivingRoutes()
	s.purchasingRoutes()
	s.partnerRoutes()
	s.supplierRoutes()
	s.eraseRoutes()
	s.auditRoutes()
	s.settingsRoutes()
	s.reconcileRoutes()
	s.differenceRoutes()
	s.importRoutes()
	s.helpRoutes()
	s.findRoutes()

	if s.cfg.Dev {
		s.galleryRoutes()
	}
}

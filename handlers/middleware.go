package handlers

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"backfill/model"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// maxBody is how much one form may hold.
const maxBody = 1 << 20

const requestIDKey = "request id"

func requestID(c Ctx) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// observe gives a request its id, catches panics and writes its log line: what
// an operator needs and nothing a thief could use.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		id, start := rand.Text(), s.Store.Now()
		c.Set(requestIDKey, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		s.counts.begin()
		defer s.counts.end()
		if err := guarded(next, c); err != nil {
			c.Error(err)
		}
		r, status, took := c.Request(), c.Response().Status, s.Store.Now().Sub(start)
		s.counts.answered(status, took)
		s.log.Info("request", "request", id, "method", method(r), "route", c.Path(), "status", status,
			"ms", took.Milliseconds(), "actor", user(c).ID, "ip", c.RealIP())
		return nil
	}
}

// method keeps a made-up method out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}

// guarded runs next and gives a panic as an error, with its stack for the log.
func guarded(next echo.HandlerFunc, c Ctx) (err error) {
	defer func() {
		v := recover()
		if v == http.ErrAbortHandler { // how net/http asks to break off silently
			panic(v)
		}
		if v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return next(c)
}

// csp lets a page load our own files and nothing else.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secureHeaders stand on every answer. Nothing but static files may be kept by
// a browser or a proxy.
func (s *Server) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// limitBody ends the reading of a body that is too large; one that says so is
// refused before anything is read.
func (s *Server) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		r, limit := c.Request(), int64(maxBody)
		if s.routes[r.Method+" "+c.Path()].file {
			limit += model.MaxUpload
		}
		if r.ContentLength > limit {
			return &http.MaxBytesError{Limit: limit}
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		return next(c)
	}
}

// sameOrigin refuses what another site's page made the browser send.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		if err := s.origin.Check(c.Request()); err != nil {
			return fmt.Errorf("%w: %v", errCross, err)
		}
		return next(c)
	}
}

// throttle gives each person and each address a share of the machine. Health
// and static files cost nothing and are not counted.
func (s *Server) throttle(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		if s.routes[c.Request().Method+" "+c.Path()].bare {
			return next(c)
		}
		if !s.address.take(c.RealIP()) {
			return errTooFew
		}
		if u := user(c); u.SignedIn() && !s.users.take(u.Email) {
			return errTooFew
		}
		return next(c)
	}
}

// compress shrinks pages; static files come compressed already.
func (s *Server) compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1400,
		Skipper: func(c Ctx) bool { return s.routes[c.Request().Method+" "+c.Path()].bare }})
}

// ipExtractor finds the address a request came from: the connection's, unless
// the operator named proxies whose word is taken.
func ipExtractor(trusted []string) (echo.IPExtractor, error) {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect(), nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, cidr := range trusted {
		_, network, err := net.ParseCIDR(cidr)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q is not a network such as 10.0.0.0/8", cidr)
		}
		options = append(options, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(options...), nil
}

// localPath lets through an address of this desk and nothing that a browser
// would take for another site; "" otherwise.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(s, "/") {
		return ""
	}
	for _, text := range []string{s, u.Path} {
		if strings.HasPrefix(text, "//") || strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }) {
			return ""
		}
	}
	return s
}

// pathOf gives path and query of an address, "" when it is none.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

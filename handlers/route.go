package handlers

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"
)

// route is what is declared about one address.
type route struct {
	may  model.Permission
	bare bool // no session is loaded: health and static files
	rid  bool // a POST that must carry a request id
	file bool // a POST that may carry a file
}

// get declares a page: GET and HEAD, which change nothing.
func (s *Server) get(path string, may model.Permission, h func(Ctx) error) {
	s.add(http.MethodGet, path, route{may: may}, h)
	s.add(http.MethodHead, path, route{may: may}, h)
}

// post declares an action that creates or moves something: it carries a request
// id, so that sending it twice does it once.
func (s *Server) post(path string, may model.Permission, h func(Ctx) error) {
	s.add(http.MethodPost, path, route{may: may, rid: true}, h)
}

// upload declares an action that takes a file, model.MaxUpload at the most, beside
// its fields.
func (s *Server) upload(path string, may model.Permission, h func(Ctx) error) {
	s.add(http.MethodPost, path, route{may: may, rid: true, file: true}, h)
}

// plainPost declares an action that may be repeated without harm, such as
// logging out.
func (s *Server) plainPost(path string, may model.Permission, h func(Ctx) error) {
	s.add(http.MethodPost, path, route{may: may}, h)
}

// bare declares an address without a session.
func (s *Server) bare(path string, h func(Ctx) error) {
	s.add(http.MethodGet, path, route{may: model.Public, bare: true}, h)
	s.add(http.MethodHead, path, route{may: model.Public, bare: true}, h)
}

func (s *Server) add(method, path string, r route, h func(Ctx) error) {
	s.routes[method+" "+path] = r
	s.echo.Add(method, path, func(c Ctx) error {
		if err := s.permit(c, r.may); err != nil {
			return err
		}
		if err := cleanQuery(c.Request().URL); err != nil {
			return err
		}
		if method == http.MethodPost {
			if err := s.takeForm(c, r); err != nil {
				return err
			}
		}
		return h(c)
	})
}

// checkRoutes stops the start when an address has no permission, or one no role
// has.
func (s *Server) checkRoutes() {
	for _, e := range s.echo.Routes() {
		r, ok := s.routes[e.Method+" "+e.Path]
		if !ok || len(model.WhoMay(r.may)) == 0 {
			panic(fmt.Sprintf("route %s %s declares no permission", e.Method, e.Path))
		}
	}
}

// permit lets a person through who has the permission; others get to the log-in
// or are told who may.
func (s *Server) permit(c Ctx, may model.Permission) error {
	u := user(c)
	switch {
	case u.Owes && may != model.Public && !beforeSecond(c.Path()):
		return errOwesSecond
	case u.May(may):
		return nil
	case !u.SignedIn():
		return errSignIn
	}
	return &denied{may: may}
}

// beforeSecond are the addresses that somebody may use who still has to set up a
// second factor.
func beforeSecond(pattern string) bool {
	return strings.HasPrefix(pattern, urls.Account()) || pattern == urls.Sure("") || strings.HasPrefix(pattern, urls.Help(""))
}

// takeForm reads the posted form and, where one is needed, the request id; the
// key covers the address and everything sent. A form is read as it was written:
// its person, or the company, may have chosen another locale since.
func (s *Server) takeForm(c Ctx, want route) error {
	r := c.Request()
	ct := r.Header.Get(echo.HeaderContentType)
	switch {
	case want.file && strings.HasPrefix(ct, echo.MIMEMultipartForm):
		if err := takeFiles(c); err != nil {
			return err
		}
	case !strings.HasPrefix(ct, echo.MIMEApplicationForm) && r.ContentLength != 0:
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := cleanForm(r.PostForm); err != nil {
		return err
	}
	if tag := r.PostForm.Get(ui.WrittenIn); model.KnownLocale(tag) {
		write(c, model.LocaleByTag(tag))
	}
	if !want.rid {
		return nil
	}
	rid := r.PostForm["rid"]
	if len(rid) != 1 || len(rid[0]) < 16 || len(rid[0]) > 255 {
		return errNoRID
	}
	rest := make(url.Values, len(r.PostForm))
	for k, v := range r.PostForm {
		if k != "rid" && k != "password" && k != sureField { // a plain hash of a password is not kept anywhere
			rest[k] = v
		}
	}
	c.Set(keyKey, &model.RequestKey{
		Scope: c.Path() + " " + user(c).Email,
		Key:   rid[0],
		Body:  sha256.Sum256([]byte(r.URL.Path + "?" + rest.Encode() + filesSent(c))),
	})
	return nil
}

// cleanForm makes one text of what was typed: one form of Unicode (NFC), so that
// what looks the same is the same, and without the control characters that come
// along when one pastes, which nobody sees. Bytes that are no text at all are
// refused. A password is left as it is: it is compared, never shown.
func cleanForm(form url.Values) error {
	for name, values := range form {
		for i, v := range values {
			if !utf8.ValidString(v) {
				return errNoText
			}
			if !strings.Contains(name, "password") {
				values[i] = norm.NFC.String(strings.Map(printable, v))
			}
		}
	}
	return nil
}

// cleanQuery does the same for what an address asks: it comes from a box of one
// line, so what lays text out is a space there. A name that nobody can type is
// nobody's parameter and goes.
func cleanQuery(u *url.URL) error {
	if !strings.ContainsFunc(u.RawQuery, func(r rune) bool { return r == '%' || r > unicode.MaxASCII }) {
		return nil
	}
	asked := u.Query()
	if err := cleanForm(asked); err != nil {
		return err
	}
	for name, values := range asked {
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			delete(asked, name)
		}
		for i, v := range values {
			values[i] = strings.Map(oneLine, v)
		}
	}
	u.RawQuery = asked.Encode()
	return nil
}

// oneLine puts a space for what breaks or spaces a line.
func oneLine(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// printable keeps a character people see or lay text out with; -1 drops it.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' {
		return -1
	}
	return r
}

package handlers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"backfill/db"
	"backfill/model"
	"backfill/views/people"
	"backfill/views/urls"

	"github.com/labstack/echo/v4"
)

var (
	errSignIn = errors.New("log-in needed")

	errOwesSecond = errors.New("a second factor has to be set up first")

	errNoRID  = errors.New("the form has no request id")
	errNoText = errors.New("what was sent holds bytes that are no text")
	errCross  = errors.New("request from another site")
	errTooFew = errors.New("too many requests")
)

// denied is a page or an action somebody may not have.
type denied struct{ may model.Permission }

func (d *denied) Error() string { return "not permitted: " + string(d.may) }
func (d *denied) Unwrap() error { return model.ErrDenied }

// explain says what an error means to the person. log tells that it is a bug of
// ours or of the machine, which an operator must see.
func explain(c Ctx, err error) (t people.ProblemText, log bool) {
	var (
		conflict *model.Conflict
		problems model.Problems
		no       *denied
		tooBig   *http.MaxBytesError
		network  net.Error
		framed   *echo.HTTPError
	)
	switch {
	case errors.As(err, &conflict):
		t = people.ProblemText{Code: http.StatusConflict, Title: "Somebody was faster", Text: conflict.In(locale(c))}
	case errors.As(err, &problems):
		t = people.ProblemText{Code: http.StatusUnprocessableEntity, Title: "That cannot be saved", Text: problems.Error()}
	case errors.Is(err, db.ErrKeyReused):
		t = people.ProblemText{Code: http.StatusUnprocessableEntity, Title: "Sent twice",
			Text: "This form was already sent with other content. Open the page again before you send something else."}
	case errors.Is(err, model.ErrNotFound):
		t = notFound
	case errors.As(err, &no):
		t = people.ProblemText{Code: http.StatusForbidden, Title: "Your role may not do this", Text: "Ask somebody who may, or have your role changed.", Grants: whoMay(no.may)}
	case errors.Is(err, model.ErrDenied):
		t = people.ProblemText{Code: http.StatusForbidden, Title: "Your role may not do this", Text: "Ask somebody who may, or have your role changed."}
	case errors.Is(err, errCross):
		t = people.ProblemText{Code: http.StatusForbidden, Title: "Not from here",
			Text: "This was sent from another site, so nothing was done. Open the page in the desk and try again."}
	case errors.Is(err, errNoRID):
		t = people.ProblemText{Code: http.StatusBadRequest, Title: "That form is not complete",
			Text: "The form came without its request id, so nothing was done. Open the page again and resend it."}
	case errors.Is(err, errNoText):
		t = people.ProblemText{Code: http.StatusBadRequest, Title: "That is not text",
			Text: "What was sent held bytes that are no text, so nothing was done. Open the page again and type it."}
	case errors.Is(err, db.ErrThrottled):
		t = people.ProblemText{Code: http.StatusTooManyRequests, Title: "Too many tries", Text: "Too many log-ins failed. Wait an hour and try again."}
	case errors.Is(err, errTooFew):
		t = people.ProblemText{Code: http.StatusTooManyRequests, Title: "Too fast", Text: "That was too much at once. Wait a moment and try again."}
	case errors.Is(err, db.ErrBusy), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		t = people.ProblemText{Code: http.StatusServiceUnavailable, Title: "Busy", Text: "The desk is busy; nothing was saved. Try again in a moment."}
	case errors.Is(err, db.ErrFull):
		t, log = people.ProblemText{Code: http.StatusInsufficientStorage, Title: "The disk is full",
			Text: "Nothing was saved. Everything can still be read; tell the administrator."}, true
	case errors.As(err, &tooBig):
		t = people.ProblemText{Code: http.StatusRequestEntityTooLarge, Title: "Too large", Text: "That was more than one form may hold; nothing was saved."}
	case errors.As(err, &network) && network.Timeout():
		t = people.ProblemText{Code: http.StatusRequestTimeout, Title: "Too slow", Text: "What you sent did not arrive in time; nothing was saved. Try again."}
	case errors.As(err, &framed):
		return framework(framed.Code)
	default:
		t, log = people.ProblemText{Code: http.StatusInternalServerError, Title: "That went wrong",
			Text: "It is our mistake; nothing was saved. Tell the administrator the reference below."}, true
	}
	return t, log
}

var notFound = people.ProblemText{Code: http.StatusNotFound, Title: "Not here", Text: "There is no such page, or it has moved."}

// framework words what the router found.
func framework(code int) (people.ProblemText, bool) {
	switch code {
	case http.StatusNotFound:
		return notFound, false
	case http.StatusMethodNotAllowed:
		return people.ProblemText{Code: code, Title: "Not like this", Text: "This address cannot be used that way."}, false
	case http.StatusUnsupportedMediaType:
		return people.ProblemText{Code: code, Title: "Not a form", Text: "This address takes forms only."}, false
	}
	return people.ProblemText{Code: code, Title: "That did not work", Text: http.StatusText(code) + "."}, code >= 500
}

func whoMay(p model.Permission) []string {
	var names []string
	for _, r := range model.WhoMay(p) {
		names = append(names, string(r))
	}
	return names
}

// fail turns an error into its answer and its log line. It is the only place
// that does.
func (s *Server) fail(err error, c Ctx) {
	if c.Response().Committed {
		s.log.Error("answer broken off", "request", requestID(c), "err", err)
		return
	}
	if errors.Is(err, errSignIn) {
		s.askToSignIn(c)
		return
	}
	if errors.Is(err, errOwesSecond) {
		s.askForSecond(c)
		return
	}
	t, log := explain(c, err)
	switch {
	case log:
		s.log.Error("request failed", "request", requestID(c), "route", c.Path(), "err", err)
	case errors.Is(err, errTooFew), errors.Is(err, db.ErrThrottled):
		s.log.Warn("limited", "request", requestID(c), "route", c.Path(), "actor", user(c).ID, "ip", c.RealIP())
	case t.Code == http.StatusForbidden:
		s.log.Warn("refused", "request", requestID(c), "route", c.Path(), "actor", user(c).ID, "why", err.Error())
	}
	switch t.Code {
	case http.StatusServiceUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, "2")
	case http.StatusTooManyRequests:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter(err))
	}
	t.Reference = requestID(c)
	c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context()))) // who gave up gets the page too
	if err := s.showProblem(c, t); err != nil {
		s.log.Error("error page not shown", "request", requestID(c), "err", err)
		c.NoContent(t.Code)
	}
}

func retryAfter(err error) string {
	if errors.Is(err, db.ErrThrottled) {
		return "3600"
	}
	return "1"
}

// showProblem answers with a page, or for htmx with a piece for the alert region.
func (s *Server) showProblem(c Ctx, t people.ProblemText) error {
	h := c.Response().Header()
	h.Add("Vary", "HX-Request")
	if c.Request().Method == http.MethodHead {
		return c.NoContent(t.Code)
	}
	if fragmentWanted(c) {
		h.Set("HX-Retarget", "#alert")
		h.Set("HX-Reswap", "innerHTML")
		return render(c, t.Code, people.ProblemCard(t))
	}
	t.Back, t.BackText = urls.Home(), "Back to the desk"
	p := s.page(c, t.Title, "")
	p.Error = true
	return render(c, t.Code, people.Problem(p, t))
}

// askToSignIn sends somebody without a session to the log-in; htmx would swap a
// redirect's page into a part of the old one, so it is told to go there.
func (s *Server) askToSignIn(c Ctx) {
	next := ""
	if r := c.Request(); r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	if from := c.Request().Header.Get("HX-Current-URL"); fragmentWanted(c) {
		next = localPath(pathOf(from))
		c.Response().Header().Set("HX-Redirect", urls.Login(next))
		c.NoContent(http.StatusUnauthorized)
		return
	}
	if err := c.Redirect(http.StatusSeeOther, urls.Login(localPath(next))); err != nil {
		s.log.Error("redirect", "request", requestID(c), "err", err)
	}
}

// panicked is a panic as an error.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

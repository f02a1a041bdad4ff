package handlers

import (
	"net/http"
	"time"
)

// batchLimit is how long one batch of a streamed answer may take to be sent.
const batchLimit = 30 * time.Second

// stream is an answer sent in batches. The server's limit for a whole answer
// would cut a long file, so the limit is of each batch: a browser that takes
// none for so long is cut off, one that goes on reading is not.
type stream struct {
	conn  *http.ResponseController
	timer *time.Timer
}

// newStream lifts the server's limit from this answer; end must be called.
func newStream(c Ctx) (*stream, error) {
	s := &stream{conn: http.NewResponseController(c.Response())}
	if err := s.conn.SetWriteDeadline(time.Time{}); err != nil {
		return nil, err
	}
	s.timer = time.AfterFunc(batchLimit, func() { s.conn.SetWriteDeadline(time.Unix(1, 0)) }) // long ago: writing fails from now on
	return s, nil
}

// more gives the next batch its time.
func (s *stream) more() { s.timer.Reset(batchLimit) }

func (s *stream) end() { s.timer.Stop() }

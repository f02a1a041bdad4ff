package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// work is what is done to files beside the requests: it goes on when the browser
// that asked for it leaves, one thing at a time, because each holds the one
// writer. It ends with the server.
type work struct {
	log  *slog.Logger
	life context.Context
	stop context.CancelFunc
	turn chan struct{}

	mu   sync.Mutex
	jobs map[string]*workJob
}

// workJob is one thing being done, and afterwards how it ended.
type workJob struct {
	done, total atomic.Int64 // bytes read so far
	over        chan struct{}
	answer      any
	err         error
}

func newWork(log *slog.Logger) *work {
	life, stop := context.WithCancel(context.Background())
	return &work{log: log, life: life, stop: stop, turn: make(chan struct{}, 1), jobs: map[string]*workJob{}}
}

// maxWork is how many jobs are remembered.
const maxWork = 200

// begin starts a job under a name, or joins the one of that name that is under
// way.
func (w *work) begin(name string, do func(ctx context.Context, progress func(done, total int64)) (any, error)) *workJob {
	w.mu.Lock()
	defer w.mu.Unlock()
	if j := w.jobs[name]; j != nil && !j.ended() {
		return j
	}
	if len(w.jobs) >= maxWork {
		for k, j := range w.jobs {
			if j.ended() {
				delete(w.jobs, k)
			}
		}
	}
	j := &workJob{over: make(chan struct{})}
	w.jobs[name] = j
	go func() {
		defer close(j.over)
		defer func() {
			if v := recover(); v != nil {
				j.err = &panicked{v, debug.Stack()}
				w.log.Error("work on a file failed", "what", name, "err", j.err)
			}
		}()
		select {
		case w.turn <- struct{}{}:
			defer func() { <-w.turn }()
		case <-w.life.Done():
			j.err = w.life.Err()
			return
		}
		j.answer, j.err = do(w.life, func(done, total int64) { j.done.Store(done); j.total.Store(total) })
	}()
	return j
}

// job finds a job by its name, nil when there is none.
func (w *work) job(name string) *workJob {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.jobs[name]
}

// forget drops a job that has ended and was told.
func (w *work) forget(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if j := w.jobs[name]; j != nil && j.ended() {
		delete(w.jobs, name)
	}
}

// patience is how long a request waits for a job before it shows how far it is:
// most are over by then.
const patience = 1200 * time.Millisecond

// wait waits a while for the end; false when it has not come.
func (j *workJob) wait(ctx context.Context) bool {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-j.over:
		return true
	case <-limit.C:
	case <-ctx.Done():
	}
	return j.ended()
}

func (j *workJob) ended() bool {
	select {
	case <-j.over:
		return true
	default:
		return false
	}
}

// percent is how much of the file was read.
func (j *workJob) percent() int {
	total := j.total.Load()
	if total <= 0 {
		return 0
	}
	return int(min(99, j.done.Load()*100/total))
}

func uploadWork(do string, id int64) string { return fmt.Sprintf("%s upload %d", do, id) }

func undoWork(do string, id int64) string { return fmt.Sprintf("%s import %d", do, id) }

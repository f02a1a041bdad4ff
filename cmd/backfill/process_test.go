package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram has the test binary be the program: main itself runs, in a process
// of its own that can be killed.
const asProgram = "BACKFILL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is the program with these arguments, not started yet.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	return c
}

// runProgram runs the program to its end, which must be a good one, and gives
// what it printed.
func runProgram(t *testing.T, in string, args ...string) string {
	t.Helper()
	c := program(t, args...)
	var errs bytes.Buffer
	c.Stdin, c.Stderr = strings.NewReader(in), &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s%s", strings.Join(args, " "), err, out, &errs)
	}
	return string(out)
}

// process is a desk that serves in a process of its own.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	url   string
	ready time.Duration // from the start to the first good answer of /readyz
	errs  *bytes.Buffer // complete when the process has ended
}

// serveProcess starts the desk on the file and waits until it is ready.
func serveProcess(t *testing.T, file string, more ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: program(t, append([]string{"serve", "--db", file, "--addr", "127.0.0.1:0"}, more...)...), errs: &bytes.Buffer{}}
	out, w := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = w, p.errs
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	slow := time.AfterFunc(time.Minute, func() { w.CloseWithError(errors.New("too slow")) })
	defer slow.Stop()
	for lines := bufio.NewScanner(out); p.url == "" && lines.Scan(); {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			p.url = "http://" + at
		}
	}
	go io.Copy(io.Discard, out)
	if p.url == "" {
		p.kill()
		t.Fatalf("the desk did not start: %s", p.errs)
	}
	for {
		res, err := http.Get(p.url + "/readyz")
		if err == nil {
			res.Body.Close()
		}
		if err == nil && res.StatusCode == http.StatusOK {
			p.ready = time.Since(began)
			return p
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("not ready after a minute: %v", err)
		}
	}
}

// kill ends the process at once, as a power cut ends it, and waits for its end.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
	}
}

// stop ends the process as an operator does and gives its exit status.
func (p *process) stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	late := time.AfterFunc(drainLimit+20*time.Second, func() { p.cmd.Process.Kill() })
	defer late.Stop()
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// dice are seeded by SEED, else by the clock; the seed is printed.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("SEED: %v", err)
		}
	}
	t.Logf("SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 11))
}

// often is how many rounds a test of chance has: few with every change, many
// in a long run.
func often(few, many int) int {
	if os.Getenv("BACKFILL_STRESS") != "" {
		return many
	}
	return few
}

// look reads the desk's file beside whoever works with it.
func look(t *testing.T, file string, read func(*sql.DB) error) {
	t.Helper()
	p, err := sql.Open("sqlite", "file:"+file+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(read(p), p.Close()); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestStressAnswersComeAfterTheSync watches the system calls of a desk that one
// person works on: when an answer leaves, the log has been synced since it was
// last written. It needs strace; where there is none, nothing is watched.
func TestStressAnswersComeAfterTheSync(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if os.Getenv("BACKFILL_STRESS") == "" || err != nil {
		return
	}
	c := newCrew(t)
	calls := filepath.Join(t.TempDir(), "calls")
	p := serveProcess(t, c.file)
	c.workers = c.workers[:1]
	c.arrive(p)
	watch := watched(t, strace, p.cmd.Process.Pid, calls)
	for range 1000 {
		if !c.workers[0].sendNext() {
			t.Fatal("a form was not taken")
		}
	}
	p.stop()
	watch.Wait() // it ends with the desk, with the desk's exit status
	text, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	answers, early := followCalls(string(text))
	t.Logf("%d answers, %d before the log was synced", answers, early)
	if answers < 1000 || early > 0 {
		t.Errorf("%d of %d answers left before the log was synced", early, answers)
	}
	without := regexp.MustCompile(`(?m)^.*f(data)?sync.*$`).ReplaceAllString(string(text), "")
	if answers, early := followCalls(without); early != answers {
		t.Errorf("without syncs only %d of %d answers would be found too early", early, answers)
	}
}

// watched attaches strace to a process; its lines go to the file.
func watched(t *testing.T, strace string, pid int, file string) *exec.Cmd {
	t.Helper()
	c := exec.Command(strace, "-f", "-y", "-s", "40", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", file, "-p", strconv.Itoa(pid))
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	for lines := bufio.NewScanner(said); ; {
		if !lines.Scan() {
			t.Fatal("strace could not attach")
		}
		if strings.Contains(lines.Text(), "attached") {
			go io.Copy(io.Discard, said)
			return c
		}
	}
}

var call = regexp.MustCompile(`^(\d+) +(?:<\.\.\. )?(write|pwrite64|fsync|fdatasync)(\(\d+<([^>]*)>(.*)| resumed>.*)`)

// followCalls counts the answers of success, and those that left while the log
// had writes that no sync had followed.
func followCalls(text string) (answers, early int) {
	dirty, syncing := false, map[string]bool{}
	for line := range strings.Lines(text) {
		m := call.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		thread, name, file, rest := m[1], m[2], m[4], m[5]
		unfinished := strings.Contains(line, "<unfinished ...>")
		switch {
		case strings.HasSuffix(name, "sync") && (strings.HasSuffix(file, "-wal") || syncing[thread]):
			if syncing[thread] = unfinished; !unfinished {
				dirty = false
			}
		case strings.HasSuffix(file, "-wal"):
			dirty = true
		case strings.Contains(rest, "HTTP/1.1 303"):
			answers++
			if dirty {
				early++
			}
		}
	}
	return answers, early
}

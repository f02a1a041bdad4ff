package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"backfill/db"
)

// command runs one command in this process, on a file of the test's own.
func command(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &env{in: strings.NewReader(in), out: &o, err: &e, now: testNow})
	return code, o.String(), e.String()
}

func testNow() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }

func TestServeAnswersDrainsAndLeavesNoLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	desk := start(t, file)
	if desk.firstSaid == "" || !strings.Contains(desk.firstSaid, "user add --role admin") {
		t.Errorf("said %q, want the first steps", desk.firstSaid)
	}
	code := regexp.MustCompile(`set-up code ([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})`).FindStringSubmatch(desk.firstSaid)
	if code == nil {
		t.Errorf("said %q, want the set-up code", desk.firstSaid)
	}
	at := desk.url
	res, err := http.Get(at + "/readyz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("ready: %v %v", res, err)
	}
	res.Body.Close()
	if c, out, e := command(t, "", "healthcheck", "--addr", strings.TrimPrefix(at, "http://")); c != 0 || out != "ok\n" {
		t.Errorf("healthcheck: %d %q %q", c, out, e)
	}
	desk.stop()
	select {
	case c := <-desk.code:
		if c != 0 {
			t.Errorf("exit status %d: %s", c, desk.errs)
		}
	case <-time.After(drainLimit):
		t.Fatal("did not stop")
	}
	if log := desk.errs.String(); code != nil && !strings.Contains(log, code[1]) {
		t.Errorf("the set-up code is not in the log: %s", log)
	}
	if log := desk.errs.String(); !strings.Contains(log, `"msg":"start"`) || !strings.Contains(log, fmt.Sprintf(`"schema":%d,`, db.SchemaVersion())) {
		t.Errorf("the log does not say what was started: %s", log)
	}
	if _, err := os.Stat(file + "-wal"); !os.IsNotExist(err) {
		t.Errorf("the write-ahead log is still there: %v", err)
	}
}

func TestVersionForPrograms(t *testing.T) {
	code, out, errs := command(t, "", "version", "--json")
	var got struct {
		Version, Go string
		Schema      int
	}
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil || got.Version != version || got.Schema < 1 || got.Go == "" {
		t.Errorf("%d %s%s: %+v, %v", code, out, errs, got, err)
	}
}

func TestBackupSettingsThatMakeNoSense(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	for _, arg := range []string{"--backup-every=30s", "--backup-every=often", "--backup-keep-daily=-1", "--backup-keep-weekly=many"} {
		if code, _, errs := command(t, "", "serve", "--db", file, "--backup-dir", t.TempDir(), arg); code != 2 {
			t.Errorf("%s: exit status %d, want 2: %s", arg, code, errs)
		}
	}
	if code, _, errs := command(t, "", "backup", "drill", t.TempDir()); code != 1 || !strings.Contains(errs, "no backup") {
		t.Errorf("a drill without a backup: %d %s", code, errs)
	}
}

func TestServeRefusesPlainHTTPToOthers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	for _, args := range [][]string{
		{"--addr", "0.0.0.0:0"}, {"--addr", ":0"}, {"--addr", "192.0.2.1:80"}, {"--addr", "nonsense"},
		{"--base-url", "desk.example.com"}, {"--base-url", "http://desk.example.com", "--addr", ":0"},
	} {
		if code, _, errs := command(t, "", append([]string{"serve", "--db", file}, args...)...); code != 2 {
			t.Errorf("%v: exit status %d, want 2: %s", args, code, errs)
		}
	}
}

func TestUsersFromTheCommandLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	add := []string{"user", "add", "--db", file, "--email", "ada@example.com", "--name", "Ada Byron", "--role", "admin"}
	for _, c := range []struct {
		why, in string
		args    []string
		code    int
		out     string // in what is printed, errors included
	}{
		{"a password others guess is refused", "password1234\n", append(add, "--password-stdin"), 1, "first passwords others would try"},
		{"a good one is taken", "gravel lantern otter\n", append(add, "--password-stdin"), 0, "ada@example.com may log in as admin"},
		{"the same e-mail again", "gravel lantern otter\n", append(add, "--password-stdin"), 1, "already"},
		{"a role that is none", "", []string{"user", "add", "--db", file, "--email", "b@example.com", "--name", "B", "--role", "king"}, 2, "role"},
		{"a password is made when none is given", "", []string{"user", "passwd", "--db", file, "--email", "ada@example.com"}, 0, "shown this once"},
		{"the list", "", []string{"user", "list", "--db", file}, 0, "Ada Byron"},
		{"somebody unknown", "", []string{"user", "disable", "--db", file, "--email", "x@example.com"}, 1, "not found"},
		{"no second factor any more", "", []string{"user", "reset-code", "--db", file, "--email", "ada@example.com"}, 0, "password alone"},
		{"somebody unknown's", "", []string{"user", "reset-code", "--db", file, "--email", "x@example.com"}, 1, "not found"},
		{"disable", "", []string{"user", "disable", "--db", file, "--email", "ada@example.com"}, 0, "no more"},
		{"disable twice", "", []string{"user", "disable", "--db", file, "--email", "ada@example.com"}, 0, "no more"},
		{"as JSON", "", []string{"user", "list", "--json", "--db", file}, 0, `"disabled":true`},
	} {
		code, out, errs := command(t, c.in, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.out) {
			t.Errorf("%s: exit status %d, want %d, with %q: %s %s", c.why, code, c.code, c.out, out, errs)
		}
	}
}

func TestFlagBeatsEnvironmentBeatsFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "settings.toml")
	if err := os.WriteFile(file, []byte("addr = '127.0.0.1:1111'\nidle = '5m'\nbase_url = 'https://desk.example.com'\nmetrics-token = 'very secret'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BACKFILL_ADDR", "127.0.0.1:2222")
	code, out, errs := command(t, "", "config", "--json", "--config", file, "--session", "9h")
	var got map[string]string
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("%d %v %s %s", code, err, out, errs)
	}
	for name, want := range map[string]string{
		"addr": "127.0.0.1:2222", "idle": "5m0s", "base-url": "https://desk.example.com", "session": "9h0m0s", "metrics-token": "(set)", "db": "backfill.db",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if strings.Contains(out, "very secret") {
		t.Error("a secret is printed")
	}
	code, out, _ = command(t, "", "config", "--json", "--config", file, "--addr", "127.0.0.1:3333")
	if code != 0 || !strings.Contains(out, "127.0.0.1:3333") {
		t.Errorf("the flag does not win: %s", out)
	}
}

func TestSettingsFileWithAnUnknownKeyIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(file, []byte("adr = '127.0.0.1:1111'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "", "config", "--config", file)
	if code == 0 || !strings.Contains(errs, `"adr"`) {
		t.Errorf("exit status %d: %s", code, errs)
	}
}

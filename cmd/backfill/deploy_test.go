package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// names are the flags and environment variables the program has.
func names(t *testing.T) (flags, envs map[string]bool) {
	t.Helper()
	flags, envs = map[string]bool{"--help": true}, map[string]bool{}
	value := func(v *kong.Value) {
		for _, e := range v.Tag.Envs {
			envs[e] = true
		}
	}
	err := kong.Visit(commandLine(t).Model, func(n kong.Visitable, next kong.Next) error {
		switch n := n.(type) {
		case *kong.Flag:
			flags["--"+n.Name] = true
			value(n.Value)
		case *kong.Positional:
			value(n)
		}
		return next(nil)
	})
	if err != nil || len(flags) < 10 || len(envs) < 10 {
		t.Fatalf("%d flags, %d variables: %v", len(flags), len(envs), err)
	}
	return flags, envs
}

func commandLine(t *testing.T) *kong.Kong {
	t.Helper()
	p, err := kong.New(&cli{}, kong.Name("backfill"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// understands fails when the program would not take these arguments.
func understands(t *testing.T, where string, args []string) {
	t.Helper()
	if _, err := commandLine(t).Parse(args); err != nil {
		t.Errorf("%s: backfill %v: %v", where, args, err)
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// onlyKnown fails for each flag and variable in the text that the program lacks.
func onlyKnown(t *testing.T, where, text string) {
	t.Helper()
	flags, envs := names(t)
	for _, name := range regexp.MustCompile(`BACKFILL_[A-Z_]*[A-Z]`).FindAllString(text, -1) {
		if !envs[name] {
			t.Errorf("%s names %s, which the program does not read", where, name)
		}
	}
	for _, m := range regexp.MustCompile(`(?:^|[\s`+"`"+`(])(--[a-z][a-z-]*)`).FindAllStringSubmatch(text, -1) {
		if !flags[m[1]] {
			t.Errorf("%s names %s, which no command has", where, m[1])
		}
	}
}

func TestTheUnitFitsTheProgram(t *testing.T) {
	const file = "deploy/backfill.service"
	text := readText(t, file)
	onlyKnown(t, file, text)
	unit, env := map[string][]string{}, map[string]string{}
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(key, "#") {
			continue
		}
		unit[key] = append(unit[key], value)
		if name, v, ok := strings.Cut(value, "="); key == "Environment" && ok {
			env[name] = v
		}
	}
	for key, want := range map[string]string{"ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "NoNewPrivileges": "yes",
		"CapabilityBoundingSet": "", "RestrictSUIDSGID": "yes", "MemoryDenyWriteExecute": "yes", "SystemCallArchitectures": "native", "UMask": "0077",
		"StateDirectoryMode": "0700", "Restart": "on-failure", "WantedBy": "multi-user.target"} {
		if got := unit[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if u := unit["User"]; len(u) != 1 || u[0] == "" || u[0] == "root" {
		t.Errorf("it runs as %q", u)
	}
	start := strings.Fields(unit["ExecStart"][0])
	if filepath.Base(start[0]) != "backfill" {
		t.Errorf("it starts %s", start[0])
	}
	understands(t, file, start[1:])
	home := "/var/lib/" + unit["StateDirectory"][0] + "/"
	for _, name := range []string{"BACKFILL_DB", "BACKFILL_BACKUP_DIR"} {
		if !strings.HasPrefix(env[name], home) {
			t.Errorf("%s is %q; the desk may write below %s only", name, env[name], home)
		}
	}
	if stop, err := strconv.Atoi(unit["TimeoutStopSec"][0]); err != nil || time.Duration(stop)*time.Second < drainLimit+5*time.Second {
		t.Errorf("it is killed after %v, requests have %v", unit["TimeoutStopSec"], drainLimit)
	}
}

func TestTheContainerFitsTheProgram(t *testing.T) {
	const file = "deploy/Dockerfile"
	text := readText(t, file)
	steps, env := map[string][]string{}, map[string]string{}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		steps[word] = append(steps[word], rest)
		if name, v, ok := strings.Cut(rest, "="); word == "ENV" && ok {
			env[name] = v
		}
	}
	onlyKnown(t, file, strings.Join(steps["ENV"], "\n"))
	var copied []string
	for _, c := range steps["COPY"] {
		if words := strings.Fields(c); !strings.HasPrefix(c, "--from") {
			copied = append(copied, words[:len(words)-1]...)
		}
	}
	packages := regexp.MustCompile(`(?m)^PACKAGES = (.*)$`).FindStringSubmatch(readText(t, filepath.Join(root, "Makefile")))[1]
	if want := append([]string{"go.mod", "go.sum"}, strings.Fields(packages)...); !slices.Equal(copied, want) {
		t.Errorf("it copies %v, the program is made of %v", copied, want)
	}
	goVersion := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readText(t, filepath.Join(root, "go.mod")))[1]
	if !strings.HasSuffix(strings.TrimSuffix(steps["FROM"][0], " AS build"), "golang:"+goVersion) {
		t.Errorf("it is built with %s, go.mod asks for %s", steps["FROM"][0], goVersion)
	}
	if u := steps["USER"]; len(u) != 1 || strings.HasPrefix(u[0], "0") || strings.HasPrefix(u[0], "root") {
		t.Errorf("it runs as %v", u)
	}
	if len(steps["VOLUME"]) != 1 {
		t.Fatalf("volumes %v, want one", steps["VOLUME"])
	}
	for _, name := range []string{"BACKFILL_DB", "BACKFILL_BACKUP_DIR"} {
		if !strings.HasPrefix(env[name], steps["VOLUME"][0]+"/") {
			t.Errorf("%s is %q, outside the volume", name, env[name])
		}
	}
	program := list(t, steps["ENTRYPOINT"][0])
	understands(t, file, append(program[1:], list(t, steps["CMD"][0])...))
	_, check, _ := strings.Cut(steps["HEALTHCHECK"][0], " CMD ")
	if health := list(t, check); health[0] != program[0] {
		t.Errorf("the health check runs %s, the program is %s", health[0], program[0])
	} else {
		understands(t, file, health[1:])
	}
	if !strings.Contains(text, "-X main.version=") || !strings.Contains(text, " -o /root-of"+program[0]+" ./cmd/backfill") {
		t.Errorf("what is built is not %s, or does not know its version", program[0])
	}
}

// list reads the exec form of an instruction.
func list(t *testing.T, text string) (words []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &words); err != nil || len(words) == 0 {
		t.Fatalf("%q: %v", text, err)
	}
	return words
}

// What the manual tells operators to type exists, and each setting of serve is
// in its table.
func TestTheManualNamesWhatExists(t *testing.T) {
	text := readText(t, "OPERATING.md")
	others := regexp.MustCompile(`(?m)^    (sudo )?(useradd|install|systemctl|docker|openssl) .*$`)
	onlyKnown(t, "OPERATING.md", others.ReplaceAllString(text, ""))
	for _, m := range regexp.MustCompile("`(deploy/[a-zA-Z.]+)`").FindAllStringSubmatch(text, -1) {
		readText(t, m[1])
	}
	for _, n := range commandLine(t).Model.Leaves(true) {
		if n.Name != "serve" {
			continue
		}
		for _, f := range n.Flags {
			if flag := "--" + f.Name; !strings.Contains(text, flag) {
				t.Errorf("OPERATING.md does not tell of %s", flag)
			}
		}
	}
}

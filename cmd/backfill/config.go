package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// tomlConfig reads the settings file: the names of flags are its keys, with - or
// _ between words. The environment wins over it.
func tomlConfig(r io.Reader) (kong.Resolver, error) {
	f := settingsFile{}
	if _, err := toml.NewDecoder(r).Decode(&f); err != nil {
		return nil, err
	}
	for key, v := range f {
		if plain := strings.ReplaceAll(key, "_", "-"); plain != key {
			delete(f, key)
			f[plain] = v
		}
	}
	return f, nil
}

type settingsFile map[string]any

// Resolve gives the file's value of a flag, nil when the file has none or the
// environment has one.
func (f settingsFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	return f[flag.Name], nil
}

// Validate refuses a key that no command knows: it would be a setting without
// effect.
func (f settingsFile) Validate(app *kong.Application) error {
	known := map[string]bool{}
	err := kong.Visit(app, func(n kong.Visitable, next kong.Next) error {
		if flag, ok := n.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	if err != nil {
		return err
	}
	for key := range f {
		if !known[key] {
			return fmt.Errorf("the settings file has %q, which is no setting", key)
		}
	}
	return nil
}

// configCmd prints the settings that serve would run with.
type configCmd struct {
	serveFlags
	JSON bool `help:"As JSON."`
}

func (c *configCmd) Run(g *cli, e *env, k *kong.Context) error {
	values := map[string]string{}
	for _, flag := range k.Flags() {
		switch flag.Name {
		case "help", "json", "config":
			continue
		}
		values[flag.Name] = shown(flag)
	}
	if c.JSON {
		return json.NewEncoder(e.out).Encode(values)
	}
	names := make([]string, 0, len(values))
	for n := range values {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(e.out, "%s = %s\n", n, values[n])
	}
	return nil
}

// shown is a setting's value for a person to read; a secret only whether it is set.
func shown(flag *kong.Flag) string {
	v := flag.Target.Interface()
	if flag.Tag.Has("secret") && !flag.Target.IsZero() {
		return "(set)"
	}
	if list, ok := v.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(v)
}

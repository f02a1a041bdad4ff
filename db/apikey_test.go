package db

import (
	"errors"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

func TestAKeyOpensWhatItIsFor(t *testing.T) {
	s, now := openAt(t)
	make := func(n model.NewKey) (string, model.APIKey) {
		key, kept, err := s.AddKey(t.Context(), testActor, n)
		if err != nil {
			t.Fatal(err)
		}
		return key, kept
	}
	read, _ := make(model.NewKey{Name: "web shop", Scope: model.ReadScope, Days: 30})
	write, kept := make(model.NewKey{Name: "ERP", Scope: model.WriteScope})
	if !strings.HasPrefix(write, "bf_"+kept.Prefix+"_") || len(write) != len("bf_")+8+1+43 {
		t.Errorf("the key is %q", write)
	}
	revoked, gone := make(model.NewKey{Name: "old", Scope: model.WriteScope})
	if err := s.RevokeKey(t.Context(), testActor, gone.ID); err != nil {
		t.Fatal(err)
	}
	check := func(why, key string, scope model.KeyScope, want error) {
		t.Helper()
		if _, err := s.KeyFor(t.Context(), key, scope); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", why, err, want)
		}
	}
	check("read with a read key", read, model.ReadScope, nil)
	check("write with a read key", read, model.WriteScope, model.ErrDenied)
	check("read with a write key", write, model.ReadScope, nil)
	check("write with a write key", write, model.WriteScope, nil)
	check("a revoked one", revoked, model.ReadScope, ErrKey)
	check("a wrong secret", write[:len(write)-1]+"?", model.ReadScope, ErrKey)
	check("another's secret", "bf_"+kept.Prefix+read[len("bf_12345678"):], model.ReadScope, ErrKey)
	check("the prefix alone", "bf_"+kept.Prefix+"_", model.ReadScope, ErrKey)
	check("nothing", "", model.ReadScope, ErrKey)
	check("the hash", string(secretHash(write)), model.ReadScope, ErrKey)
	*now = now.Add(30*24*time.Hour - time.Millisecond)
	check("on its last day", read, model.ReadScope, nil)
	*now = now.Add(time.Millisecond)
	check("after it", read, model.ReadScope, ErrKey)
	check("one without an end", write, model.ReadScope, nil)

	var leaked int
	if err := s.r.Get(&leaked, `SELECT (SELECT count(*) FROM audit WHERE instr(coalesce(after, '') || ref, ?1) > 0) +
		(SELECT count(*) FROM api_key WHERE instr(name || prefix || CAST(key_hash AS TEXT), ?1) > 0)`, write[len("bf_12345678_"):]); err != nil || leaked > 0 {
		t.Errorf("the key is kept in %d places (%v)", leaked, err)
	}
}

func TestAKeysLastUseIsWrittenOnceAMinute(t *testing.T) {
	s, now := openAt(t)
	key, _, err := s.AddKey(t.Context(), testActor, model.NewKey{Name: "ERP", Scope: model.ReadScope})
	if err != nil {
		t.Fatal(err)
	}
	start := model.At(*now)
	for _, c := range []struct{ after, want time.Duration }{{time.Second, time.Second}, {50 * time.Second, time.Second}, {62 * time.Second, 62 * time.Second}} {
		*now = start.Std().Add(c.after)
		if _, err := s.KeyFor(t.Context(), key, model.ReadScope); err != nil {
			t.Fatal(err)
		}
		keys, err := s.AllKeys(t.Context())
		if err != nil || keys[0].LastUsed.Sub(start) != c.want {
			t.Errorf("after %v: last used %v after the start (%v), want %v", c.after, keys[0].LastUsed.Sub(start), err, c.want)
		}
	}
}

func TestAKeyThatMakesNoSenseIsRefused(t *testing.T) {
	s, _ := openAt(t)
	_, _, err := s.AddKey(t.Context(), testActor, model.NewKey{Name: "two\nlines", Scope: "all", Days: -1})
	p, _ := errors.AsType[model.Problems](err)
	for _, field := range []string{"name", "scope", "days"} {
		if p[field] == "" {
			t.Errorf("no problem of %s in %v", field, err)
		}
	}
}

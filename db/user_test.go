package db

import (
	"context"
	"encoding/base64"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"backfill/model"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/crypto/argon2"
)

const goodPassword = "gravel lantern otter"

// openAt opens an empty desk whose clock the test moves.
func openAt(t *testing.T) (s *Store, now *time.Time) {
	t.Helper()
	at := stopped()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, &at
}

func addTestUser(t *testing.T, s *Store, email string) model.User {
	t.Helper()
	u, err := s.AddUser(t.Context(), testActor, model.NewUser{Email: email, Name: "Test Person", Role: model.RoleSales, Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func from(ip string) model.Actor { return model.Actor{Name: "nobody", Origin: ip, RequestID: "test"} }

func TestLogInChecksThePasswordAndSaysNoMore(t *testing.T) {
	s, _ := openAt(t)
	addTestUser(t, s, "dana@example.com")
	addTestUser(t, s, "gone@example.com")
	if err := s.DisableUser(t.Context(), testActor, "gone@example.com"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, email, password string
		want                 error
	}{
		{"right", "dana@example.com", goodPassword, nil},
		{"e-mail in other case", "Dana@Example.com", goodPassword, nil},
		{"wrong password", "dana@example.com", goodPassword + "s", ErrWrongLogin},
		{"one space more", "dana@example.com", goodPassword + " ", ErrWrongLogin},
		{"nobody", "nobody@example.com", goodPassword, ErrWrongLogin},
		{"disabled, right password", "gone@example.com", goodPassword, ErrWrongLogin},
		{"SQL", "' OR 1=1 --", goodPassword, ErrWrongLogin},
		{"empty", "", "", ErrWrongLogin},
	} {
		if _, err := s.LogIn(t.Context(), from("192.0.2.1"), c.email, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.why, err, c.want)
		}
	}
	var actions []string
	if err := s.r.Select(&actions, `SELECT action || ' ' || ref FROM audit WHERE entity = 'login' ORDER BY id LIMIT 3`); err != nil {
		t.Fatal(err)
	}
	if want := []string{"logged in dana@example.com", "logged in dana@example.com", "refused dana@example.com"}; !slices.Equal(actions, want) {
		t.Errorf("audit %q, want %q", actions, want)
	}
}

// Somebody who can measure must not learn which e-mails exist. Both kinds take
// turns, so that a busy machine slows both; what is left is tried three times.
func TestAnUnknownPersonTakesAsLongAsAKnownOne(t *testing.T) {
	s, now := openAt(t)
	addTestUser(t, s, "dana@example.com")
	took := func(email string, n int) time.Duration {
		start := time.Now()
		if _, err := s.LogIn(t.Context(), from("192.0.2."+strconv.Itoa(n)), email, "wrong password"); !errors.Is(err, ErrWrongLogin) {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	var known, unknown time.Duration
	for range 3 {
		*now = now.Add(25 * time.Hour)
		var k, u []time.Duration
		for n := range 15 {
			k, u = append(k, took("dana@example.com", n)), append(u, took("nobody@example.com", n))
		}
		slices.Sort(k)
		slices.Sort(u)
		known, unknown = k[len(k)/2], u[len(u)/2]
		if unknown > known*3/4 && unknown < known*4/3 {
			return
		}
	}
	t.Errorf("a known person took %v, an unknown one %v", known, unknown)
}

func TestFailedLogInsAreLimitedPerAddressAndPerPerson(t *testing.T) {
	s, now := openAt(t)
	addTestUser(t, s, "dana@example.com")
	addTestUser(t, s, "erik@example.com")
	try := func(ip, email, password string) error {
		_, err := s.LogIn(t.Context(), from(ip), email, password)
		return err
	}
	if err := try("198.51.100.7", "dana@example.com", goodPassword); err != nil { // Dana's own desk
		t.Fatal(err)
	}
	for i := range loginsPerAddress {
		if err := try("192.0.2.1", "dana@example.com", "wrong"); !errors.Is(err, ErrWrongLogin) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	for _, c := range []struct {
		why, ip, email, password string
		want                     error
	}{
		{"the 21st from one address, even with the right password", "192.0.2.1", "dana@example.com", goodPassword, ErrThrottled},
		{"another person from that address", "192.0.2.1", "erik@example.com", goodPassword, ErrThrottled},
		{"another person from elsewhere", "192.0.2.2", "erik@example.com", goodPassword, nil},
		{"that person from a new address", "192.0.2.3", "dana@example.com", goodPassword, ErrThrottled},
		{"that person from where they always are", "198.51.100.7", "dana@example.com", goodPassword, nil},
	} {
		if err := try(c.ip, c.email, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.why, err, c.want)
		}
	}
	*now = now.Add(61 * time.Minute)
	if err := try("192.0.2.1", "erik@example.com", goodPassword); err != nil {
		t.Errorf("an hour later from the same address: %v", err)
	}
	*now = now.Add(24 * time.Hour)
	if err := try("192.0.2.3", "dana@example.com", goodPassword); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// Tries sent at once must count as many as tries sent in turn.
func TestParallelTriesDoNotSlipPastTheLimit(t *testing.T) {
	s, _ := openAt(t)
	addTestUser(t, s, "dana@example.com")
	var wrong, throttled, other int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			_, err := s.LogIn(context.Background(), from("192.0.2.1"), "dana@example.com", "wrong")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, ErrWrongLogin):
				wrong++
			case errors.Is(err, ErrThrottled):
				throttled++
			case errors.Is(err, ErrBusy): // more than the queue for hashing holds
				wrong++
			default:
				other++
			}
		})
	}
	all.Wait()
	if wrong != loginsPerAddress || throttled != 30-loginsPerAddress || other != 0 {
		t.Errorf("%d looked at, %d refused, %d other; want %d, %d, 0", wrong, throttled, other, loginsPerAddress, 30-loginsPerAddress)
	}
}

func TestAHashOfOtherCostsIsMadeAnew(t *testing.T) {
	s, _ := openAt(t)
	addTestUser(t, s, "dana@example.com")
	salt := []byte("sixteen bytes ..")
	old := "$argon2id$v=19$m=64,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" +
		base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(goodPassword), salt, 1, 64, 1, 32))
	if _, err := s.w.Exec(`UPDATE app_user SET password_hash = ?`, old); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.LogIn(t.Context(), from("192.0.2.1"), "dana@example.com", goodPassword); err != nil {
			t.Fatal(err)
		}
	}
	var now string
	if err := s.r.Get(&now, `SELECT password_hash FROM app_user`); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(now, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("kept as %s", now)
	}
}

func TestABrokenHashLetsNobodyIn(t *testing.T) {
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$", "$argon2id$v=18$m=8,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
		"$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA", "$2y$10$abcdefghijklmnopqrstuv"} {
		if ok, _, err := checkPassword(t.Context(), "x", broken); ok || err == nil {
			t.Errorf("%q: let in %v, error %v", broken, ok, err)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	for range hashSlots + hashQueue {
		hashRoom <- struct{}{}
	}
	defer func() {
		for range hashSlots + hashQueue {
			<-hashRoom
		}
	}()
	if _, err := HashPassword(t.Context(), "x"); !errors.Is(err, ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
}

func TestTwoPeopleWithOneEMailAreRefused(t *testing.T) {
	s, _ := openAt(t)
	addTestUser(t, s, "dana@example.com")
	_, err := s.AddUser(t.Context(), testActor, model.NewUser{Email: "DANA@example.com", Name: "Other", Role: model.RoleSales, Password: goodPassword})
	if p, ok := errors.AsType[model.Problems](err); !ok || p["email"] == "" {
		t.Errorf("%v, want a problem of the e-mail", err)
	}
	_, err = s.AddUser(t.Context(), testActor, model.NewUser{Email: "Dana <dana@example.com>", Name: "a\nb", Role: "king", Password: "short"})
	p, _ := errors.AsType[model.Problems](err)
	for _, field := range []string{"email", "name", "role", "password"} {
		if p[field] == "" {
			t.Errorf("no problem of %s in %v", field, p)
		}
	}
}

// session makes a session of u in the store and gives its name there.
func session(t *testing.T, ss *Sessions, hash string, u model.User) []byte {
	t.Helper()
	data, err := scs.GobCodec{}.Encode(stopped().Add(time.Hour), map[string]any{SessionUserKey: u.ID, "epoch": u.Epoch})
	if err != nil {
		t.Fatal(err)
	}
	if err := ss.CommitCtx(t.Context(), hash, data, time.Time{}); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestASessionEndsIdleAndInAnyCase(t *testing.T) {
	s, now := openAt(t)
	u := addTestUser(t, s, "dana@example.com")
	ss := s.Sessions(30*time.Minute, 10*time.Hour)
	session(t, ss, "idle", u)
	session(t, ss, "busy", u)
	visit := func(hash string) bool {
		_, found, err := ss.FindCtx(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		v, err := ss.Visitor(t.Context(), hash, u.Epoch)
		if err != nil {
			t.Fatal(err)
		}
		return found && v.ID == u.ID
	}
	for range 29 { // every 20 minutes, to 9 h 40 min
		*now = now.Add(20 * time.Minute)
		if !visit("busy") {
			t.Fatalf("over at %v while in use", now)
		}
	}
	if visit("idle") {
		t.Error("a session unused for hours is alive")
	}
	*now = now.Add(20 * time.Minute)
	if visit("busy") {
		t.Error("a session older than ten hours is alive")
	}
}

func TestLastUseIsWrittenAtMostOnceAMinute(t *testing.T) {
	s, now := openAt(t)
	u := addTestUser(t, s, "dana@example.com")
	ss := s.Sessions(30*time.Minute, 10*time.Hour)
	session(t, ss, "one", u)
	seen := func() (at model.Time) {
		if err := s.r.Get(&at, `SELECT last_seen FROM session`); err != nil {
			t.Fatal(err)
		}
		return at
	}
	start := seen()
	for _, c := range []struct{ after, written time.Duration }{{30 * time.Second, 0}, {59 * time.Second, 0}, {61 * time.Second, 61 * time.Second}, {100 * time.Second, 61 * time.Second}} {
		*now = start.Std().Add(c.after)
		if _, err := ss.Visitor(t.Context(), "one", u.Epoch); err != nil {
			t.Fatal(err)
		}
		if got := seen().Sub(start); got != c.written {
			t.Errorf("after %v last use is %v, want %v", c.after, got, c.written)
		}
	}
}

// A page must not wait while an import holds the writer.
func TestReadersDoNotWaitForTheWriterToNoteTheirUse(t *testing.T) {
	s, now := openAt(t)
	u := addTestUser(t, s, "dana@example.com")
	ss := s.Sessions(30*time.Minute, 10*time.Hour)
	session(t, ss, "one", u)
	*now = now.Add(5 * time.Minute)
	_, err := write(t.Context(), s, testActor, func(*tx) (done, error) {
		start := time.Now()
		v, err := ss.Visitor(t.Context(), "one", u.Epoch)
		if took := time.Since(start); v.ID != u.ID || took > 2*time.Second {
			t.Errorf("visitor %d after %v", v.ID, took)
		}
		return done{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A request under way at log-out keeps its session in memory and writes it back
// when it ends. However the two fall together, nobody stays logged in.
func TestNothingRevivesAnEndedSession(t *testing.T) {
	s, _ := openAt(t)
	ss := s.Sessions(30*time.Minute, 10*time.Hour)
	u := addTestUser(t, s, "dana@example.com")
	rounds, survivors := 1000, 0
	if testing.Short() {
		rounds = 50
	}
	for i := range rounds {
		hash := "session " + string(rune('A'+i%26)) + model.Qty(i).String()
		data := session(t, ss, hash, u)
		var both sync.WaitGroup
		both.Go(func() {
			if err := ss.CommitCtx(context.Background(), hash, data, time.Time{}); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := ss.DeleteCtx(context.Background(), hash); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if _, found, err := ss.FindCtx(t.Context(), hash); err != nil || found {
			survivors++
		}
	}
	if survivors > 0 {
		t.Errorf("%d of %d sessions survived their log-out", survivors, rounds)
	}
}

func TestWhatChangesAPersonEndsTheirSessions(t *testing.T) {
	for why, change := range map[string]func(*Store) error{
		"disabled": func(s *Store) error { return s.DisableUser(t.Context(), testActor, "dana@example.com") },
		"password": func(s *Store) error {
			return s.SetPassword(t.Context(), testActor, "dana@example.com", "quilt otter lantern")
		},
		"role": func(s *Store) error { return s.SetRole(t.Context(), testActor, "dana@example.com", model.RoleAdmin) },
	} {
		s, _ := openAt(t)
		ss := s.Sessions(30*time.Minute, 10*time.Hour)
		u, other := addTestUser(t, s, "dana@example.com"), addTestUser(t, s, "erik@example.com")
		data := session(t, ss, "hers", u)
		session(t, ss, "his", other)
		if err := change(s); err != nil {
			t.Fatal(err)
		}
		if err := ss.CommitCtx(t.Context(), "hers", data, time.Time{}); err != nil { // a request still under way
			t.Fatal(err)
		}
		_, found, _ := ss.FindCtx(t.Context(), "hers")
		v, err := ss.Visitor(t.Context(), "hers", u.Epoch)
		if found || v.SignedIn() || err != nil {
			t.Errorf("%s: her session lives: found %v, visitor %d (%v)", why, found, v.ID, err)
		}
		if v, _ := ss.Visitor(t.Context(), "his", other.Epoch); v.ID != other.ID {
			t.Errorf("%s: his session is over too", why)
		}
		// A session that starts from what was read before the change is of an older epoch.
		session(t, ss, "late", u)
		if v, _ := ss.Visitor(t.Context(), "late", u.Epoch); v.SignedIn() {
			t.Errorf("%s: a session of the old epoch lives", why)
		}
	}
}

func TestForgetSessionsKeepsWhatIsStillNeeded(t *testing.T) {
	s, now := openAt(t)
	ss := s.Sessions(30*time.Minute, 10*time.Hour)
	u := addTestUser(t, s, "dana@example.com")
	data := session(t, ss, "old", u)
	ss.DeleteCtx(t.Context(), "old")
	*now = now.Add(12 * time.Hour)
	if err := s.ForgetSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := ss.CommitCtx(t.Context(), "old", data, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := ss.FindCtx(t.Context(), "old"); found {
		t.Error("a revoked session came back after the clean-up")
	}
	*now = now.Add(keepSessions)
	if err := s.ForgetSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := s.r.Get(&left, `SELECT count(*) FROM session`); err != nil || left != 0 {
		t.Errorf("%d sessions left (%v)", left, err)
	}
}

// What the clock-driven clean-up takes, and not a moment early (F56).
func TestForgetSessionsTakesEachAtItsTime(t *testing.T) {
	s, now := openAt(t)
	u := addTestUser(t, s, "dana@example.com")
	start := *now
	if _, err := s.StartReset(t.Context(), testActor, u.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LogIn(t.Context(), from("192.0.2.1"), "dana@example.com", "wrong"); !errors.Is(err, ErrWrongLogin) {
		t.Fatal(err)
	}
	if _, _, err := s.CheckCode(t.Context(), from("192.0.2.1"), u.ID, u.Epoch, "000000"); !errors.Is(err, ErrWrongCode) {
		t.Fatal(err)
	}
	keyed := testActor
	keyed.Key = &model.RequestKey{Scope: "test", Key: "key-0000000000000001"}
	if err := s.SetChoices(t.Context(), model.Actor{Name: u.Email, UserID: u.ID, Origin: "test", RequestID: "test", Key: keyed.Key}, model.UserChoices{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table string
		query string
		after time.Duration
	}{
		{"codes tried", `SELECT count(*) FROM code_attempt`, 24 * time.Hour},
		{"request keys", `SELECT count(*) FROM idempotency`, 7 * 24 * time.Hour},
		{"log-ins tried", `SELECT count(*) FROM login_attempt`, 30 * 24 * time.Hour},
		{"links", `SELECT count(*) FROM access_link`, 30*24*time.Hour + model.ResetFor},
	} {
		for _, at := range []struct {
			of   time.Duration
			want int
		}{{0, 1}, {time.Millisecond, 0}} {
			*now = start.Add(c.after + at.of)
			if err := s.ForgetSessions(t.Context()); err != nil {
				t.Fatal(err)
			}
			var left int
			if err := s.r.Get(&left, c.query); err != nil || left != at.want {
				t.Errorf("%s after %v: %d left (%v), want %d", c.table, c.after+at.of, left, err, at.want)
			}
		}
	}
}

package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"time"

	"backfill/model"
	"backfill/model/demo"
)

// ErrSetupCode is a code that does not open the desk.
var ErrSetupCode = errors.New("that is not the set-up code")

// setupTries is how many wrong codes one address may send in an hour. There is no
// limit over all: the code is beyond guessing, and nobody may keep the owner out.
const setupTries = 20

// setupTry marks the tries of codes among the log-ins, where no e-mail is.
const setupTry = "(set-up)"

// Unclaimed tells whether nobody can ever have logged in: there is no person.
func (s *Store) Unclaimed(ctx context.Context) (bool, error) {
	var none bool
	err := s.one(ctx, &none, `/* Unclaimed */ SELECT NOT EXISTS (SELECT 1 FROM app_user)`)
	return none, err
}

// NewSetupCode makes the code that opens a desk nobody can log in to; the one
// before opens nothing any more. It is kept as a hash, so whoever starts the desk
// prints it. "" when somebody can log in.
func (s *Store) NewSetupCode(ctx context.Context) (string, error) {
	if none, err := s.Unclaimed(ctx); err != nil || !none {
		return "", err
	}
	text := rand.Text()
	code := text[:4] + "-" + text[4:8] + "-" + text[8:12]
	_, err := write(ctx, s, model.CLIActor(), func(t *tx) (done, error) {
		return done{}, t.exec(`INSERT INTO setup_code(id, code_hash, made_at) VALUES (1, ?1, ?2)
			ON CONFLICT(id) DO UPDATE SET code_hash = ?1, made_at = ?2`, secretHash(model.PlainCode(code)), t.now)
	})
	return code, err
}

// ClaimDesk adds the first administrator, for whoever has the code. A wrong code
// is ErrSetupCode and counted; a desk that has people is a Conflict.
func (s *Store) ClaimDesk(ctx context.Context, a model.Actor, code string, n model.NewUser) (model.User, error) {
	n.Role = model.RoleAdmin
	if err := n.Check(""); err != nil {
		return model.User{}, err
	}
	hashed := secretHash(model.PlainCode(code))
	if err := s.trySetupCode(ctx, a, hashed); err != nil {
		return model.User{}, err
	}
	hash, err := HashPassword(ctx, n.Password)
	if err != nil {
		return model.User{}, err
	}
	a.Name = n.Email
	return write(ctx, s, a, func(t *tx) (model.User, error) {
		if err := t.isSetupCode(hashed); err != nil {
			return model.User{}, err
		}
		if err := t.exec(`DELETE FROM setup_code`); err != nil {
			return model.User{}, err
		}
		u, err := t.addUser(n, hash)
		if err != nil {
			return model.User{}, err
		}
		return u, t.doneStep(model.SetupAdmin, "")
	})
}

// trySetupCode counts a try before it is looked at, and forgives a right one.
func (s *Store) trySetupCode(ctx context.Context, a model.Actor, hashed []byte) error {
	a.Key = nil // of what follows
	attempt, err := write(ctx, s, a, func(t *tx) (int64, error) {
		var failed int
		if err := t.get(&failed, `/* trySetupCode */ SELECT count(*) FROM login_attempt WHERE ip = ? AND at > ? AND email = ? AND success = 0`,
			a.Origin, t.now.Add(-time.Hour), setupTry); err != nil {
			return 0, err
		}
		if failed >= setupTries {
			return 0, ErrThrottled
		}
		return t.insert(`INSERT INTO login_attempt(at, ip, email, success) VALUES (?, ?, ?, 0)`, t.now, a.Origin, setupTry)
	})
	if err != nil {
		return err
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		if err := t.isSetupCode(hashed); err != nil {
			return done{}, err
		}
		return done{}, t.exec(`UPDATE login_attempt SET success = 1 WHERE id = ?`, attempt)
	})
	return err
}

// isSetupCode compares in constant time. A desk that has people has no code.
func (t *tx) isSetupCode(hashed []byte) error {
	var kept []byte
	err := t.get(&kept, `/* isSetupCode */ SELECT code_hash FROM setup_code WHERE NOT EXISTS (SELECT 1 FROM app_user)`)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return err
	}
	if subtle.ConstantTimeCompare(kept, hashed) != 1 {
		return ErrSetupCode
	}
	return nil
}

// SetupState tells how far setting the desk up has got.
func (s *Store) SetupState(ctx context.Context) (model.SetupState, error) {
	var rows []struct {
		Step   model.SetupStep
		Choice string
	}
	err := s.r.SelectContext(ctx, &rows, `/* SetupState */ SELECT step, choice FROM setup_step`)
	state := model.SetupState{}
	for _, r := range rows {
		state[r.Step] = r.Choice
	}
	return state, err
}

// FinishSetupStep notes that a screen is done and what was chosen there.
func (s *Store) FinishSetupStep(ctx context.Context, a model.Actor, step model.SetupStep, choice string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.doneStep(step, choice) })
	return err
}

// SaveSetupStep saves the settings of a screen and notes that it is done, both or
// neither.
func (s *Store) SaveSetupStep(ctx context.Context, a model.Actor, step model.SetupStep, choice string, c model.SettingsChange) error {
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) {
		if _, err := t.settle(c); err != nil {
			return done{}, err
		}
		if preset, is := model.PresetByKey(choice); is && step == model.SetupPolicy {
			if err := t.changeRank(model.RankChange{Rule: model.DefaultRank(preset.AgeingDays), Why: "Preset: " + preset.Name}); err != nil {
				return done{}, err
			}
		}
		return done{}, t.doneStep(step, choice)
	})
	return err
}

func (t *tx) doneStep(step model.SetupStep, choice string) error {
	err := t.exec(`INSERT INTO setup_step(step, choice, at, actor) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT(step) DO UPDATE SET choice = ?2, at = ?3, actor = ?4`, step, choice, t.now, t.actor.Name)
	if err != nil {
		return err
	}
	return t.record("done", "setup", 0, string(step), nil, map[string]string{"choice": choice}, "")
}

// StartWithDemo fills a desk that its own administrator has just opened with the
// demo company. Its people cannot log in: they have no passwords. The company's
// name, time zone and currency stay as they were set.
func (s *Store) StartWithDemo(ctx context.Context, a model.Actor, seed uint64) error {
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) {
		if t.settings.Demo {
			return done{}, t.doneStep(model.SetupStart, "demo")
		}
		if err := t.mustHoldNothing(); err != nil {
			return done{}, err
		}
		p := &player{tx: t, end: t.now, company: demo.Make(seed, t.today), owned: true}
		own := t.actor
		err := p.play("")
		if t.actor = own; err != nil {
			return done{}, err
		}
		return done{}, t.doneStep(model.SetupStart, "demo")
	})
	return err
}

func (t *tx) mustHoldNothing() error {
	var rows int
	if err := t.get(&rows, `/* mustHoldNothing */ SELECT (SELECT count(*) FROM product) + (SELECT count(*) FROM customer)`); err != nil {
		return err
	}
	if rows > 0 {
		return model.Conflictf("This desk has data of its own; the demo company needs an empty one.")
	}
	return nil
}

// DeskCounts counts what the list of first steps asks for.
func (s *Store) DeskCounts(ctx context.Context) (n model.DeskCounts, err error) {
	err = s.one(ctx, &n, `/* DeskCounts */ SELECT (SELECT count(*) FROM (SELECT 1 FROM product LIMIT 1)) AS products,
		(SELECT count(*) FROM (SELECT 1 FROM customer LIMIT 1)) AS customers, (SELECT count(*) FROM (SELECT 1 FROM sales_order LIMIT 1)) AS orders,
		(SELECT count(*) FROM app_user WHERE disabled_at IS NULL AND email NOT LIKE ?) AS people`, "%"+demoDomain)
	return n, err
}

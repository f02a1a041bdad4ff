package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Manifest stands beside a backup as FILE.manifest.json and says what the copy
// must be. It is written before the copy gets its name, so that a backup that
// is listed always has one.
type Manifest struct {
	At     model.Time       `json:"at"`
	Schema int              `json:"schema"`
	SHA256 string           `json:"sha256"`
	Bytes  int64            `json:"bytes"`
	Rows   map[string]int64 `json:"rows"` // by table
}

// Backup writes a consistent, synced and verified copy of the desk to the file
// to, which must not exist, while the desk goes on working. It gives the
// manifest of the copy. A desk that breaks its own rules is copied all the same,
// because a copy of it is better than none, and the error is a *Broken.
func (s *Store) Backup(ctx context.Context, to string) (Manifest, error) {
	if _, err := os.Stat(to); err == nil {
		return Manifest{}, fmt.Errorf("%s exists already", to)
	}
	m, err := backupFrom(ctx, s.path, to, s.Now())
	if err != nil {
		return m, fmt.Errorf("back up to %s: %w", to, err)
	}
	return m, nil
}

// backupFrom copies the file at path to to. VACUUM INTO does not block writers,
// and does not sync, so we do.
func backupFrom(ctx context.Context, path, to string, at model.Time) (Manifest, error) {
	tmp := fmt.Sprintf("%s.part-%d", to, os.Getpid())
	defer os.Remove(tmp)
	defer os.Remove(tmp + "-journal") // left when there is no room for the copy
	p, err := connect(ctx, migrateDSN(path), 1)
	if err != nil {
		return Manifest{}, err
	}
	defer p.Close()
	if _, err := p.ExecContext(ctx, `VACUUM INTO ?`, tmp); err != nil {
		return Manifest{}, storageError(err)
	}
	m, found, err := inspect(ctx, tmp)
	if err != nil {
		return Manifest{}, fmt.Errorf("the copy is not sound: %w", err)
	}
	m.At = at
	if err := syncPath(tmp); err != nil {
		return Manifest{}, err
	}
	if err := writeManifest(to, m); err != nil {
		return Manifest{}, err
	}
	if err := os.Rename(tmp, to); err != nil {
		return Manifest{}, err
	}
	if err := syncPath(filepath.Dir(to)); err != nil {
		return Manifest{}, err
	}
	return m, brokenBy(found)
}

func brokenBy(found []Finding) error {
	if len(found) == 0 {
		return nil
	}
	return &Broken{found}
}

// backupBeforeMigration keeps one verified copy beside the file for each schema
// it ever left; an earlier try of the same step goes once the new copy stands.
func backupBeforeMigration(ctx context.Context, path string, to int, now model.Time) error {
	step := fmt.Sprintf("%s.before-%04d-", path, to)
	old, err := filepath.Glob(step + "*")
	if err != nil {
		return err
	}
	if _, err := backupFrom(ctx, path, step+now.Std().Format("20060102T150405.000Z"), now); err != nil {
		return err
	}
	for _, f := range old {
		os.Remove(f) // a copy left behind is only clutter
	}
	return nil
}

// Verify proves a backup: SQLite's own checks, no row that points to nothing,
// every invariant of the desk when the copy has this program's schema, and the
// manifest beside it when there is one. A copy that is whole and breaks rules of
// the desk is a *Broken, with its manifest.
func Verify(ctx context.Context, file string) (Manifest, error) {
	if _, err := os.Stat(file); err != nil {
		return Manifest{}, fmt.Errorf("verify: %w", err)
	}
	got, found, err := inspect(ctx, file)
	if err != nil {
		return Manifest{}, fmt.Errorf("verify %s: %w", file, err)
	}
	want, err := readManifest(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		want = got
	case err != nil:
		return Manifest{}, fmt.Errorf("verify %s: %w", file, err)
	case want.SHA256 != got.SHA256 || want.Schema != got.Schema:
		return Manifest{}, fmt.Errorf("verify %s: it is not the file its manifest describes", file)
	}
	if err := brokenBy(found); err != nil {
		return want, fmt.Errorf("verify %s: %w", file, err)
	}
	return want, nil
}

// Backups lists the backups in a folder that have a manifest, newest first.
func Backups(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*"+manifestSuffix))
	if err != nil {
		return nil, err
	}
	at := map[string]model.Time{}
	var files []string
	for _, n := range names {
		file := strings.TrimSuffix(n, manifestSuffix)
		m, err := readManifest(file)
		if _, gone := os.Stat(file); err != nil || gone != nil {
			continue // a backup that was killed half-way is not one
		}
		at[file] = m.At
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(at[b].String()+b, at[a].String()+a) })
	return files, nil
}

// inspect reads a file that nobody writes to, without changing a byte of it. It
// fails when SQLite finds the file damaged, and tells which rules of the desk it
// breaks when it has this program's schema.
func inspect(ctx context.Context, file string) (m Manifest, found []Finding, err error) {
	p, err := sqlx.Open("sqlite", quietDSN(file))
	if err != nil {
		return m, nil, err
	}
	defer p.Close()
	p.SetMaxOpenConns(1)
	if err := oursFile(ctx, p); err != nil {
		return m, nil, err
	}
	if err := soundFile(ctx, p, "integrity_check"); err != nil {
		return m, nil, err
	}
	if err := p.GetContext(ctx, &m.Schema, "PRAGMA user_version"); err != nil {
		return m, nil, err
	}
	if m.Schema == schemaVersion() {
		if found, err = checkCopy(ctx, p); err != nil {
			return m, nil, err
		}
	}
	m.Rows = map[string]int64{}
	if err := countRows(ctx, p, m.Rows); err != nil {
		return m, nil, err
	}
	m.SHA256, m.Bytes, err = hashFile(file)
	return m, found, err
}

// checkCopy looks at the rules of the desk in a copy that may be of any day, so
// its board is compared as on a day after all others.
func checkCopy(ctx context.Context, p *sqlx.DB) ([]Finding, error) {
	set, err := readSettings(ctx, p)
	if err != nil {
		return nil, err
	}
	return checkRules(ctx, p, model.NewDate(2199, 12, 31), set)
}

// quietDSN opens a file that is not in use: no lock, no log, no write.
func quietDSN(file string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}
	return u.String() + "?mode=ro&immutable=1&_query_only=1"
}

func countRows(ctx context.Context, p *sqlx.DB, into map[string]int64) error {
	var tables []string
	if err := p.SelectContext(ctx, &tables, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`); err != nil {
		return err
	}
	for _, t := range tables {
		var n int64
		if err := p.GetContext(ctx, &n, `SELECT count(*) FROM "`+t+`"`); err != nil { // a name from the schema itself
			return err
		}
		into[t] = n
	}
	return nil
}

const manifestSuffix = ".manifest.json"

func writeManifest(file string, m Manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+manifestSuffix, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return syncPath(file + manifestSuffix)
}

func readManifest(file string) (m Manifest, err error) {
	text, err := os.ReadFile(file + manifestSuffix)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

// hashFile gives the SHA-256 and size of a file that SQLite does not have open.
func hashFile(file string) (string, int64, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

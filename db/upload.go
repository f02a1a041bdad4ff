package db

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"backfill/model"
	"backfill/model/intake"
)

// sketched is what is kept of how a file looked when it came.
type sketched struct {
	Encoding  string     `json:"encoding"`
	Delimiter string     `json:"delimiter"`
	Header    []string   `json:"header"`
	Samples   [][]string `json:"samples"`
}

// storedUpload is an upload as its table has it, without its content.
type storedUpload struct {
	model.Upload
	Sketch     string
	LeftOutRaw string  `db:"left_out"`
	ReportRaw  *string `db:"report"`
}

const uploadColumns = `id, kind, name, source, size, sha256, sketch, map, left_out, report, problem, rejected IS NOT NULL AS rejected,
	coalesce(import_id, 0) AS importid, at, actor, version,
	as_of, complete AS "full", close_many, problem_of`

func (u storedUpload) read() (model.Upload, error) {
	var s sketched
	out := u.Upload
	err := errors.Join(json.Unmarshal([]byte(u.Sketch), &s), json.Unmarshal([]byte(u.LeftOutRaw), &out.LeftOut))
	if u.ReportRaw != nil {
		out.Report = &model.ImportReport{}
		err = errors.Join(err, json.Unmarshal([]byte(*u.ReportRaw), out.Report))
	}
	out.Encoding, out.Delimiter, out.Header, out.Samples = s.Encoding, s.Delimiter, s.Header, s.Samples
	return out, err
}

// Upload reads a file that was sent, and whether it was taken in before.
// ErrNotFound when there is none.
func (s *Store) Upload(ctx context.Context, id int64) (model.Upload, error) {
	var row storedUpload
	if err := s.one(ctx, &row, `/* Upload */ SELECT `+uploadColumns+` FROM import_upload WHERE id = ?`, id); err != nil {
		return model.Upload{}, err
	}
	u, err := row.read()
	if err != nil {
		return u, err
	}
	before, err := s.TakenBefore(ctx, u.Kind, u.SHA256)
	if err == nil {
		u.Before = &before
	}
	if errors.Is(err, model.ErrNotFound) {
		err = nil
	}
	return u, err
}

// OpenUploads reads the files that wait to be taken in, the newest first,
// without their reports' details.
func (s *Store) OpenUploads(ctx context.Context) (open []model.Upload, err error) {
	err = s.r.SelectContext(ctx, &open, `/* OpenUploads */ SELECT id, kind, name, source, size, at, actor, problem FROM import_upload
		WHERE import_id IS NULL ORDER BY id DESC LIMIT 50`)
	return open, err
}

// TakenBefore finds the newest import of this very file that stands, ErrNotFound
// when there is none.
func (s *Store) TakenBefore(ctx context.Context, kind, sha256 string) (im model.Import, err error) {
	err = s.one(ctx, &im, `/* TakenBefore */ SELECT `+importColumns+` FROM import i
		WHERE i.sha256 = ? AND i.kind = ? AND i.undone_at IS NULL AND i.failed IS NULL ORDER BY i.id DESC LIMIT 1`, sha256, kind)
	return im, err
}

// UploadRejected is the CSV of the rows in error of the newest check.
func (s *Store) UploadRejected(ctx context.Context, id int64) (name string, content []byte, err error) {
	var u struct {
		Name     string
		Rejected []byte
	}
	err = s.one(ctx, &u, `/* UploadRejected */ SELECT name, rejected FROM import_upload WHERE id = ? AND rejected IS NOT NULL`, id)
	return u.Name, u.Rejected, err
}

// ImportRejected is the CSV of the rows of an import that were in error.
func (s *Store) ImportRejected(ctx context.Context, id int64) (content []byte, err error) {
	err = s.one(ctx, &content, `/* ImportRejected */ SELECT content FROM import_rejected WHERE import_id = ?`, id)
	return content, err
}

// ImportMaps reads the maps that are kept, by source and kind.
func (s *Store) ImportMaps(ctx context.Context) (maps []model.ImportMap, err error) {
	err = s.r.SelectContext(ctx, &maps, `/* ImportMaps */ SELECT id, source, kind, header, map, saved_at, saved_by FROM import_map ORDER BY source, kind`)
	return maps, err
}

// ImportMapList reads one page of the maps that are kept.
func (s *Store) ImportMapList(ctx context.Context, q model.ListQuery) (model.Paged[model.ImportMap], error) {
	l := list{
		name:    "ImportMapList",
		keys:    `import_map m`,
		id:      "m.id",
		sorts:   map[string]string{"source": "m.source COLLATE NOCASE", "kind": "m.kind", "saved": "m.saved_at"},
		details: `SELECT m.id, m.source, m.kind, m.header, m.map, m.saved_at, m.saved_by FROM json_each(?) page JOIN import_map m ON m.id = page.value ORDER BY page.key`,
	}
	if q.Q != "" {
		l.only(`(m.source LIKE ? ESCAPE '\' OR m.saved_by LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q))
	}
	l.by(q, "kind", equal(`m.kind = ?`))
	return pageOf[model.ImportMap](ctx, s, l, q)
}

// ImportMap reads one of them, ErrNotFound when there is none.
func (s *Store) ImportMap(ctx context.Context, id int64) (m model.ImportMap, err error) {
	err = s.one(ctx, &m, `/* ImportMap */ SELECT id, source, kind, header, map, saved_at, saved_by FROM import_map WHERE id = ?`, id)
	return m, err
}

// MapFor finds the map that is kept for a file: of its source, or, when nobody
// has said whose it is, the newest one for a file with the same columns. A map
// of the source that names columns the file does not have is no use.
// ErrNotFound when there is none.
func (s *Store) MapFor(ctx context.Context, kind, source string, header []string) (model.ImportMap, error) {
	var found []model.ImportMap
	err := s.r.SelectContext(ctx, &found, `/* MapFor */ SELECT id, source, kind, header, map, saved_at, saved_by FROM import_map
		WHERE kind = ?1 AND (source = ?2 OR ?2 = '' AND header = ?3) ORDER BY header = ?3 DESC, saved_at DESC`, kind, source, intake.Signature(header))
	if err != nil {
		return model.ImportMap{}, err
	}
	for _, m := range found {
		if p, err := intake.ParseMap([]byte(m.Map)); err == nil && p.Reads(header) {
			return m, nil
		}
	}
	return model.ImportMap{}, model.ErrNotFound
}

// importColumns are model.Import's, of an import i.
const importColumns = `
	i.id,
	i.kind,
	i.file,
	i.source,
	i.sha256,
	i.at,
	i.actor,
	i.rows_new,
	i.rows_changed,
	i.rows_same,
	i.rows_skipped,
	i.rows_error,
	coalesce(i.failed, '') AS failed,
	coalesce(i.undone_at, '') AS undone_at,
	i.undone_by,
	i.audit_to IS NOT NULL AS traced,
	i.as_of,
	i.complete,
	i.closed,
	i.differing,
	EXISTS (SELECT 1 FROM import_rejected r WHERE r.import_id = i.id) AS rejected`

// Imports reads one page of the files that were taken in.
func (s *Store) Imports(ctx context.Context, q model.ListQuery) (model.Paged[model.Import], error) {
	l := list{
		name:    "Imports",
		keys:    `import i`,
		id:      "i.id",
		sorts:   map[string]string{"at": "i.at", "file": "i.file", "kind": "i.kind", "actor": "i.actor"},
		details: `SELECT ` + importColumns + ` FROM json_each(?) page JOIN import i ON i.id = page.value ORDER BY page.key`,
	}
	if q.Q != "" {
		l.only(`(i.file LIKE ? ESCAPE '\' OR i.source LIKE ? ESCAPE '\' OR i.actor LIKE ? ESCAPE '\' OR i.sha256 = ?)`, like(q.Q), like(q.Q), like(q.Q), strings.ToLower(q.Q))
	}
	for filter, cond := range map[string]string{"kind": `i.kind = ?`, "source": `i.source = ?`, "actor": `i.actor = ?`} {
		if v := q.Filters[filter]; v != "" {
			l.only(cond, v)
		}
	}
	if cond, ok := importStates[q.Filters["state"]]; ok {
		l.only(cond)
	}
	return pageOf[model.Import](ctx, s, l, q)
}

var importStates = map[string]string{
	"imported": `i.undone_at IS NULL AND i.failed IS NULL`,
	"undone":   `i.undone_at IS NOT NULL`,
	"failed":   `i.failed IS NOT NULL`,
}

// ImportByID reads one import, ErrNotFound when there is none.
func (s *Store) ImportByID(ctx context.Context, id int64) (im model.Import, err error) {
	err = s.one(ctx, &im, `/* ImportByID */ SELECT `+importColumns+` FROM import i WHERE i.id = ?`, id)
	return im, err
}

// ImportEffects reads what an import made and changed, in its order: at most
// limit of them after the one numbered after, and whether there are more.
func (s *Store) ImportEffects(ctx context.Context, id int64, after, limit int) (effects []model.ImportEffect, more bool, err error) {
	err = s.r.SelectContext(ctx, &effects, `/* ImportEffects */ SELECT n, entity, entity_id, ref, CASE WHEN before IS NULL THEN 'created' ELSE 'changed' END AS what
		FROM import_change WHERE import_id = ? AND n > ? AND entity <> 'told' ORDER BY n LIMIT ?`, id, after, limit+1)
	if len(effects) > limit {
		return effects[:limit], true, err
	}
	return effects, false, err
}

// uploadName is what a file is called: without its folders, never empty.
func uploadName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 200 {
		name = string(r[:200])
	}
	return cmp.Or(strings.TrimSpace(name), "pasted.csv")
}

// ImportFeeds reads the sources whose files come again and again: those with a
// map that is kept, and those that a file of the newest two thousand named. The
// one that sent last comes first.
func (s *Store) ImportFeeds(ctx context.Context) (feeds []model.ImportFeed, err error) {
	err = s.r.SelectContext(ctx, &feeds, `/* ImportFeeds */ SELECT f.source, f.kind, f.mapped, f.import, coalesce(i.file, '') AS file, coalesce(i.at, '') AS at
		FROM (SELECT source, kind, max(mapped) AS mapped, max(import) AS import FROM (
		    SELECT source, kind, 1 AS mapped, 0 AS import FROM import_map
		    UNION ALL SELECT source, kind, 0, id FROM import WHERE source <> '' AND failed IS NULL AND undone_at IS NULL
		      AND id > (SELECT max(id) FROM import) - 2000)
		  GROUP BY source COLLATE NOCASE, kind) f LEFT JOIN import i ON i.id = f.import
		ORDER BY f.import DESC, f.source, f.kind`)
	return feeds, err
}

package imports

import (
	"strconv"

	"backfill/model"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// About says what the list holds.
const About = "Every file that came in: by page, by command line or from the watched folder. Each can be undone until somebody has touched what it brought."

// Columns are those of the list of imports.
func Columns() []words.Column[model.Import] {
	return []words.Column[model.Import]{
		{Key: "file", Head: "File", Sort: "file", Class: "full any", Lead: true, Cell: fileCell, File: []words.FileCell[model.Import]{
			words.Said("import", func(i model.Import) string { return strconv.FormatInt(i.ID, 10) }), words.Said("file", func(i model.Import) string { return i.File }),
			words.Said("source", func(i model.Import) string { return i.Source })}},
		words.Plain("kind", "Kind", func(i model.Import) string { return words.Kind(i.Kind) }).By("kind"),
		words.Moment("at", "When", func(i model.Import) model.Time { return i.At }).By("at"),
		words.Plain("actor", "By", func(i model.Import) string { return i.Actor }).By("actor"),
		words.Count("new", "New", func(i model.Import) int { return i.New }),
		words.Count("changed", "Changed", func(i model.Import) int { return i.Changed }),
		words.Count("same", "Same", func(i model.Import) int { return i.Same }),
		words.Count("skipped", "Skipped", func(i model.Import) int { return i.Skipped }),
		words.Count("errors", "Errors", func(i model.Import) int { return i.Errors }),
		{Key: "state", Head: "State", Cell: stateCell, File: []words.FileCell[model.Import]{
			words.Said("state", model.Import.State), words.Said("failed", func(i model.Import) string { return i.Failed })}},
		words.Plain("undone_by", "Undone by", func(i model.Import) string { return i.UndoneBy }).Off(),
		words.Plain("sha256", "SHA-256", func(i model.Import) string { return i.SHA256 }).Off(),
	}
}

// MapsAbout says what the list of maps is.
const MapsAbout = "How the files of each source are read. They are offered again for the next file, and the watched folder reads by them."

// MapColumns are those of the list of maps of sources, for somebody of a role; rid
// is the request id of the forms in its rows.
func MapColumns(rid string, role model.Role) []words.Column[model.ImportMap] {
	return []words.Column[model.ImportMap]{
		{Key: "source", Head: "Source", Sort: "source", Class: "full any", Lead: true, Cell: func(_ words.Here, m model.ImportMap) templ.Component { return words.Text(m.Source) },
			File: []words.FileCell[model.ImportMap]{words.Said("source", func(m model.ImportMap) string { return m.Source })}},
		{Key: "kind", Head: "Kind", Sort: "kind", Cell: func(_ words.Here, m model.ImportMap) templ.Component { return words.Text(words.Kind(m.Kind)) },
			File: []words.FileCell[model.ImportMap]{words.Said("kind", func(m model.ImportMap) string { return m.Kind })}},
		words.Instant("saved_at", "Kept", func(m model.ImportMap) model.Time { return m.SavedAt }).By("saved"),
		words.Plain("saved_by", "By", func(m model.ImportMap) string { return m.SavedBy }),
		{Key: "do", Head: "What to do", Acts: true, Cell: func(_ words.Here, m model.ImportMap) templ.Component { return mapActs(m, rid, role) }},
	}
}

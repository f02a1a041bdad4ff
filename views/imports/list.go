package imports

import (
	"strconv"

	"backfill/model"
	"backfill/views/words"
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

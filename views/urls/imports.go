package urls

import (
	"net/url"
	"strconv"
)

// Imports is the list of the files that were taken in.
func Imports(query string) string { return withQuery("/imports", query) }

// NewImport is where a file is sent; kind is chosen already unless it is "".
func NewImport(kind string) string {
	if kind == "" {
		return "/imports/new"
	}
	return "/imports/new?" + Query("kind", kind)
}

// Import is one import: what the file did.
func Import(id int64) string { return "/imports/" + strconv.FormatInt(id, 10) }

// ImportDo is where something is done with an import: "preview" says what an undo
// would do, "undo" does it.
func ImportDo(id int64, do string) string { return Import(id) + "/" + do }

// ImportEffects is an import's list of what it made and changed, after the one
// numbered so.
func ImportEffects(id int64, after int) string {
	return Import(id) + "?" + Query("after", strconv.Itoa(after)) + "#effects"
}

// ImportRejected is the file of an import's rows in error.
func ImportRejected(id int64) string { return Import(id) + "/rejected.csv" }

// Upload is a file that was sent and waits to be taken in.
func Upload(id int64) string { return "/imports/uploads/" + strconv.FormatInt(id, 10) }

// UploadChanges is that page at the field differences from the numbered one on.
func UploadChanges(id int64, from int) string {
	return Upload(id) + "?" + Query("changes", strconv.Itoa(from)) + "#changes"
}

// UploadDo is where something is done with it: "check", "import" or "discard".
func UploadDo(id int64, do string) string { return Upload(id) + "/" + do }

// UploadRejected is the file of the rows in error that its check found.
func UploadRejected(id int64) string { return Upload(id) + "/rejected.csv" }

// ImportTemplate is a file that shows the columns of a kind.
func ImportTemplate(kind string) string { return "/imports/templates/" + url.PathEscape(kind) + ".csv" }

// ImportMaps lists how the files of each source are read.
func ImportMaps() string { return "/imports/maps" }

// ImportMap is one of them as TOML, for the command line and the watched folder.
func ImportMap(id int64) string { return ImportMaps() + "/" + strconv.FormatInt(id, 10) }

// ImportMapForget is where it is deleted.
func ImportMapForget(id int64) string { return ImportMap(id) + "/forget" }

package urls

import "strconv"

// Runs is the log of allocation runs.
func Runs(query string) string { return withQuery("/allocate", query) }

// NewRun is the form to simulate a run, filled in as the query says.
func NewRun(query string) string { return withQuery("/allocate/new", query) }

// Run is the document of a run.
func Run(id int64) string { return "/allocate/runs/" + strconv.FormatInt(id, 10) }

// RunAs is the document of a run in the view the query string describes.
func RunAs(id int64, query string) string { return withQuery(Run(id), query) }

// RunDo is where something is done with a run: "edit", "apply", "discard",
// "undo" or "twin".
func RunDo(id int64, do string) string { return Run(id) + "/" + do }

// RunFile is the document of a run as a file.
func RunFile(id int64, query string) string { return withQuery(Run(id)+"/lines.csv", query) }

// CompareRuns shows two runs side by side.
func CompareRuns(a, b int64) string {
	return "/allocate/compare?a=" + strconv.FormatInt(a, 10) + "&b=" + strconv.FormatInt(b, 10)
}

// Rank is the rule that puts the queue in order.
func Rank() string { return "/allocate/rank" }

// RankFrom is the rule with the values of an earlier version in its form.
func RankFrom(version int) string { return Rank() + "?version=" + strconv.Itoa(version) + "#rule" }

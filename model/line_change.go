package model

// LineChange is what a person does to several lines at once.
type LineChange string

// The changes.
const (
	CancelAll  LineChange = "cancel"
	HoldAll    LineChange = "hold"
	ReleaseAll LineChange = "release"
)

// LineVersion names a line as a person saw it.
type LineVersion struct {
	ID      int64
	Version int
}

package db

import (
	"testing"

	"backfill/model"
)

var testActor = model.Actor{Name: "dana@test", Origin: "127.0.0.1", RequestID: "test", Role: model.RoleManager}

// SetManyLines has the board's indexes made anew from so many changed lines on.
func SetManyLines(n int) (back func()) {
	was := manyLines
	manyLines = n
	return func() { manyLines = was }
}

// EveryFileIsLarge has no file read through at a start for its size alone.
func EveryFileIsLarge(t *testing.T) {
	was := smallFile
	smallFile = 0
	t.Cleanup(func() { smallFile = was })
}

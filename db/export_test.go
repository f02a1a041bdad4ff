package db

import "backfill/model"

var testActor = model.Actor{Name: "dana@test", Origin: "127.0.0.1", RequestID: "test", Role: model.RoleManager}

// SetManyLines has the board's indexes made anew from so many changed lines on.
func SetManyLines(n int) (back func()) {
	was := manyLines
	manyLines = n
	return func() { manyLines = was }
}

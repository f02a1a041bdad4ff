package model

import "time"

// SystemFacts are the desk as a machine. Sizes are bytes.
type SystemFacts struct {
	File     string
	Bytes    int64
	WAL      int64 // what is written and not yet in the file itself
	Free     int64 // on the disk of the file
	Schema   int
	SQLite   string
	Sessions int // open now
	Lines    int // of orders, all time
	Audit    int // rows
}

// JobState is how one job of the clock is doing since the desk was started.
type JobState struct {
	Name     string
	Every    time.Duration // 0: only when asked
	Running  bool
	Started  Time // the last time; zero: not yet
	Ended    Time // of the last run that ended
	Took     time.Duration
	Err      string // of the last run that ended; "" when it was well
	Runs     int
	Failures int
}

// JobFailure is one run that failed.
type JobFailure struct {
	Name string
	At   Time
	What string
}

package allocate

// Decide makes the plan of a snapshot.
func Decide(s Snapshot) Plan { return Plan{Rule: s.Rule} }

type reasons struct{}

// Why tells what the engine saw at the turn of Lines[i].
func (p *Plan) Why(i int) Facts { return Facts{} }

// Sentence says the facts in one sentence of plain words.
func Sentence(f Facts) string { return "" }

// Sentences says the facts in up to six sentences of plain words.
func Sentences(f Facts) []string { return nil }

// RankWords says a line's rank in words.
func (f Facts) RankWords() string { return "" }

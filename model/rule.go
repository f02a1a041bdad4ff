package model

// Rule says how a run shares stock out.
type Rule string

// The rules of a run.
const (
	Ranked       Rule = "ranked"        // in rank order
	MostComplete Rule = "most_complete" // as many complete lines as possible, priority by priority
)

// Known tells whether r is one of the rules.
func (r Rule) Known() bool { return r == Ranked || r == MostComplete }

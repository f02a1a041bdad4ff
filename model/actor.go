package model

// Actor is who does something, from where, and under which request. Every
// write carries one into the audit.
type Actor struct {
	Name      string // e-mail of a person, "cli" or "clock"
	UserID    int64  // 0 for the command line and the clock
	Role      Role
	Origin    string // address, "cli" or "clock"
	RequestID string
	Key       *RequestKey // nil: not guarded against a second submit
}

// RequestKey makes a request happen once: the same key with the same body gets
// the first answer again, with another body it is refused.
type RequestKey struct {
	Scope    string // route and person
	Key      string // 16-255 characters from the form or the header
	Body     [32]byte
	Replayed bool // set when the stored answer was given
}

// Clock and command-line actors.
func ClockActor() Actor { return Actor{Name: "clock", Origin: "clock", Role: RoleAdmin} }

// CLIActor acts for whoever runs the binary: that person already owns the file.
func CLIActor() Actor { return Actor{Name: "cli", Origin: "cli", Role: RoleAdmin} }

package model

// Erasable is a customer as it can be erased: what goes and what stays.
type Erasable struct {
	Code     string
	Name     string
	Version  int
	Orders   int
	Open     int // lines; above 0 it cannot be erased
	Sites    int
	Contacts int
	ErasedAt Time `db:"erased_at"` // zero: not yet
}

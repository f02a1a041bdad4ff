package model

// SetupStep is one of the screens on which a new desk is set up.
type SetupStep string

// The screens in their order. The checklist follows them on the page the day
// starts with, until it is put away.
const (
	SetupAdmin     SetupStep = "admin"
	SetupCompany   SetupStep = "company"
	SetupStart     SetupStep = "start"
	SetupPolicy    SetupStep = "policy"
	SetupMail      SetupStep = "mail"
	SetupInvite    SetupStep = "invite"
	SetupChecklist SetupStep = "checklist"
)

// SetupSteps lists the screens in their order.
func SetupSteps() []SetupStep {
	return []SetupStep{SetupAdmin, SetupCompany, SetupStart, SetupPolicy, SetupMail, SetupInvite}
}

// SetupState is how far setting a desk up has got: what was chosen on each screen
// that is done. An empty one is a desk that was not opened that way.
type SetupState map[SetupStep]string

// Done tells whether a screen is done.
func (s SetupState) Done(step SetupStep) bool { _, ok := s[step]; return ok }

// Next is the first screen that is not done, "" when all are.
func (s SetupState) Next() SetupStep {
	for _, step := range SetupSteps() {
		if !s.Done(step) {
			return step
		}
	}
	return ""
}

// Started tells whether the desk was opened by its screens and its checklist is
// not put away.
func (s SetupState) Started() bool { return s.Done(SetupAdmin) && !s.Done(SetupChecklist) }

// Starts are what a desk may begin with.
var Starts = []Option{
	{Value: "empty", Text: "Empty: you enter what you need"},
	{Value: "import", Text: "With your own files: products, customers, stock and orders"},
	{Value: "demo", Text: "With a demo company, to look around; it is removed with one click"},
}

// Preset is a set of choices that fit a kind of business; every one of them can
// be changed afterwards.
type Preset struct {
	Key, Name, For string
	Values         map[string]string // settings by key
	AgeingDays     int               // waiting that lifts a line one priority; 0: never
}

// Presets are the kinds of business there are presets for.
func Presets() []Preset {
	return []Preset{
		{Key: "distributor", Name: "Distributor", For: "Trade customers, lorries on fixed days, stock that arrives on pallets.",
			Values: map[string]string{"dock_days": "1", "pick_days": "1", "horizon_days": "5", "near_days": "3", "sticky_days": "5", "unconfirmed_days": "7"}, AgeingDays: 14},
		{Key: "ecommerce", Name: "E-commerce", For: "Parcels that leave the same day, customers who would rather know early.",
			Values: map[string]string{"dock_days": "0", "pick_days": "0", "horizon_days": "2", "near_days": "1", "sticky_days": "2", "unconfirmed_days": "3"}, AgeingDays: 7},
		{Key: "project", Name: "Projects", For: "Goods for building sites, ordered long before they are wanted, that must come together.",
			Values: map[string]string{"dock_days": "1", "pick_days": "2", "horizon_days": "10", "near_days": "7", "sticky_days": "10", "unconfirmed_days": "14"}, AgeingDays: 0},
	}
}

// PresetByKey finds a preset; false when there is none.
func PresetByKey(key string) (Preset, bool) {
	for _, p := range Presets() {
		if p.Key == key {
			return p, true
		}
	}
	return Preset{}, false
}

// DeskCounts is what there is in a desk, for the list of first steps.
type DeskCounts struct {
	Products, Customers, Orders, People int
}

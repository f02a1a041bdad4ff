package people

import (
	"slices"
	"strconv"

	"backfill/model"
	"backfill/views/ui"
)

// StateOptions are the states somebody can be in, for a filter.
var StateOptions = []model.Option{{Value: "active", Text: "Active"}, {Value: "invited", Text: "Invited"}, {Value: "disabled", Text: "Disabled"}}

// CodeOptions tell those with a second factor from those without, for a filter.
var CodeOptions = []model.Option{{Value: "yes", Text: "With a code"}, {Value: "no", Text: "Without a code"}}

// RoleOptions are the roles, for a filter.
func RoleOptions() []model.Option {
	var all []model.Option
	for _, r := range model.Roles() {
		all = append(all, model.Option{Value: string(r), Text: string(r)})
	}
	return all
}

// roleChoices say beside each role what it is for.
func roleChoices() []ui.Option {
	var all []ui.Option
	for _, r := range model.Roles() {
		all = append(all, ui.Option{Value: string(r), Text: string(r) + ": " + roleWords[r]})
	}
	return all
}

var roleWords = map[model.Role]string{
	model.RoleSales:      "enters and changes orders, allocates, promises",
	model.RoleWarehouse:  "receives, counts, picks",
	model.RoleShipping:   "picks and ships",
	model.RoleService:    "answers customers, promises, cancels, holds",
	model.RolePurchasing: "buys, sets ETAs, receives",
	model.RoleManager:    "everything of the day, releases credit holds, reads the audit",
	model.RoleAdmin:      "all of it, and people, keys and settings",
}

// stateChip is a state's tone, icon and word.
func stateChip(u model.User) (tone, icon, word string) {
	switch u.State() {
	case "disabled":
		return "hold", "lock", "Disabled"
	case "invited":
		return "wait", "clock", "Invited"
	}
	return "ok", "circle-check", "Active"
}

// SureForm asks for the password again before something that matters.
type SureForm struct {
	To       string // where it is sent
	Email    string
	Kept     map[string][]string // the form that was sent, which goes along
	Problems model.Problems
	RID      string // for a form that was only looked at
}

func (f SureForm) hasRID() bool { return len(f.Kept["rid"]) > 0 }

type keptField struct{ name, value string }

// kept are the fields of the form that was sent, in a fixed order.
func (f SureForm) kept() []keptField {
	var all []keptField
	for name, values := range f.Kept {
		for _, v := range values {
			all = append(all, keptField{name, v})
		}
	}
	slices.SortStableFunc(all, func(a, b keptField) int {
		switch {
		case a.name < b.name:
			return -1
		case a.name > b.name:
			return 1
		}
		return 0
	})
	return all
}

// InviteForm is who is to be invited, as it was typed.
type InviteForm struct {
	Email, Name, Role string
	Problems          model.Problems
	RID               string
}

// Invitation is the form as what it asks for.
func (f InviteForm) Invitation() model.Invitation {
	return model.Invitation{Email: f.Email, Name: f.Name, Role: model.Role(f.Role)}
}

// PersonForm is what an administrator changes about somebody, as it was typed.
type PersonForm struct {
	Name, Role, Version string
	Changed             string // who was faster; "": nobody
	Timeline            []model.Happening
	Problems            model.Problems
	RID                 string
}

// Edit is the form as what it asks for.
func (f PersonForm) Edit() model.PersonEdit {
	return model.PersonEdit{Name: f.Name, Role: model.Role(f.Role)}
}

// LinkForm is where the holder of a link chooses a password.
type LinkForm struct {
	User     model.User
	Kind     model.LinkKind
	To       string
	Problems model.Problems
	RID      string
}

// sessionsWords is how many browsers somebody is logged in with.
func sessionsWords(n int) string {
	switch n {
	case 0:
		return "–"
	case 1:
		return "1 browser"
	}
	return strconv.Itoa(n) + " browsers"
}

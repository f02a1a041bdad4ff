package model

import "strings"

// PermissionGroup is part of the table of who may do what, as people read it.
type PermissionGroup struct {
	Title string
	Rows  []PermissionRow
}

// PermissionRow is one permission in words.
type PermissionRow struct {
	Permission Permission
	Words      string
}

var permissionGroups = []PermissionGroup{
	{"See", []PermissionRow{
		{SeeBoard, "See the board and its lines"}, {SeeOrders, "See orders and customers"}, {SeeProducts, "See products and stock"},
		{SeePurchasing, "See suppliers and purchase orders"}, {SeePrices, "See prices and values"}, {ExportLists, "Take lists home as files"}, {SeeAudit, "See who did what"},
	}},
	{"Orders and lines", []PermissionRow{
		{EnterOrders, "Enter and change orders"}, {EditCustomers, "Enter and change customers, their sites and contacts"}, {CancelLines, "Cancel lines"}, {HoldLines, "Put lines on hold and release them"},
		{ReleaseCredit, "Release a credit hold"}, {OverrideLimits, "Go over a limit of backorders"}, {RecordAnswers, "Ask customers and record their answers"}, {SetPromises, "Set promises and priorities"},
		{AllocateByHand, "Give stock to a line by hand, and take it away"}, {SimulateRuns, "Try an allocation run out"},
		{ApplyRuns, "Let a run give free stock to lines"}, {TakeStock, "Let a run take stock from lines that have it"}, {SettleDifferences, "Choose between the desk's answer and a file's"},
		{ShareViews, "Share views of the board"}, {TendViews, "Change views that others share"},
	}},
	{"Goods", []PermissionRow{
		{ReceiveGoods, "Receive goods"}, {ReleaseToPick, "Release lines to picking"}, {ShipGoods, "Ship"},
		{AdjustStock, "Adjust and count stock"}, {EditProducts, "Create and change products"}, {EditPurchasing, "Order from suppliers and change their dates"},
		{ImportData, "Import files of the kinds of one's own work"},
	}},
	{"The desk itself", []PermissionRow{
		{ChangeSettings, "Change the settings, closed days and reasons"}, {ManagePeople, "Invite people and give them roles"}, {ManageKeys, "Give keys to other programs"},
		{SeeSystem, "See the system page, take a backup, decide who owns which data"}, {SetUpDesk, "Set up a new desk"}, {RemoveDemo, "Remove the demo company"},
		{EraseData, "Erase who a customer was"},
	}},
}

// PermissionGroups is the table of who may do what in words. A permission that
// nobody has worded yet stands at the end under its own name: it is never left
// out.
func PermissionGroups() []PermissionGroup {
	worded := map[Permission]bool{}
	for _, g := range permissionGroups {
		for _, r := range g.Rows {
			worded[r.Permission] = true
		}
	}
	rest := PermissionGroup{Title: "More"}
	for _, p := range grants[RoleAdmin] {
		if !worded[p] {
			text := strings.ReplaceAll(string(p), "_", " ")
			rest.Rows = append(rest.Rows, PermissionRow{p, strings.ToUpper(text[:1]) + text[1:]})
		}
	}
	if len(rest.Rows) == 0 {
		return permissionGroups
	}
	return append(permissionGroups[:len(permissionGroups):len(permissionGroups)], rest)
}

package layout

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
)

// The keys of the navigation, for Page.Active.
const (
	Backorders = "backorders"
	Orders     = "orders"
	Allocate   = "allocate"
	Receiving  = "receiving"
	Purchasing = "purchasing"
	Products   = "products"
	Customers  = "customers"
	Audit      = "audit"
	Reconcile  = "reconcile"
	Imports    = "imports"
	Settings   = "settings"
)

// places are the pages of the navigation in their order, with who may see them.
var places = []struct {
	key, label, icon string
	may              model.Permission
	href             func() string
}{
	{Backorders, "Backorders", "hourglass", model.SeeBoard, func() string { return urls.Backorders("") }},
	{Orders, "Orders", "clipboard-list", model.SeeOrders, func() string { return urls.Orders("") }},
	{Allocate, "Allocate", "contrast", model.SeeBoard, func() string { return urls.Runs("") }},
	{Receiving, "Receiving", "package-open", model.SeePurchasing, urls.Receiving},
	{Purchasing, "Purchasing", "shopping-cart", model.SeePurchasing, func() string { return urls.Purchasing("") }},
	{Products, "Products", "boxes", model.SeeProducts, func() string { return urls.Products("") }},
	{Reconcile, "Reconcile", "circle-alert", model.AdjustStock, func() string { return urls.Reconcile("") }},
	{Imports, "Imports", "inbox", model.ImportData, func() string { return urls.Imports("") }},
	{Customers, "Customers", "users", model.SeeOrders, func() string { return urls.Customers("") }},
	{Audit, "Audit", "history", model.SeeAudit, func() string { return urls.Audit("") }},
	{Settings, "Settings", "sliders-horizontal", model.ChangeSettings, urls.Settings},
}

// Nav lists the pages a person may see. The counts go by key; a page without one
// shows none.
func Nav(u model.User, counts map[string]int) []NavItem {
	var nav []NavItem
	for _, p := range places {
		if !u.May(p.may) && (p.key != Reconcile || !u.May(model.SettleDifferences)) { // counts are one half of it, lines the other
			continue
		}
		n, counted := counts[p.key]
		if !counted {
			n = -1
		}
		nav = append(nav, NavItem{Key: p.key, Label: p.label, Href: p.href(), Icon: p.icon, Count: n})
	}
	return nav
}

// Actions are what a person may start from anywhere, for the search.
func Actions(u model.User) []ui.Link {
	var all []ui.Link
	for _, a := range []struct {
		text string
		may  model.Permission
		href string
	}{
		{"New order", model.EnterOrders, urls.NewOrder()},
		{"Simulate an allocation", model.SimulateRuns, urls.NewRun("")},
		{"New purchase order", model.EditPurchasing, urls.NewPOFor("")},
		{"New product", model.EditProducts, urls.NewProduct()},
		{"New customer", model.EditCustomers, urls.NewCustomer()},
		{"New supplier", model.EditPurchasing, urls.NewSupplier()},
		{"New warehouse", model.EditWarehouses, urls.NewWarehouse()},
		{"New transfer", model.TransferStock, urls.NewTransfer()},
		{"Import a file", model.ImportData, urls.NewImport("")},
		{"Invite somebody", model.ManagePeople, urls.InvitePerson()},
		{"Make an API key", model.ManageKeys, urls.Keys()},
		{"Transfers", model.SeeProducts, urls.Transfers("")},
		{"Warehouses", model.SeeProducts, urls.Warehouses("")},
		{"Movements of stock", model.SeeProducts, urls.Moves("")},
		{"Suppliers", model.SeePurchasing, urls.Suppliers("")},
		{"Purchase orders", model.SeePurchasing, urls.Purchasing("tab=pos")},
		{"Reconcile lines", model.SeeOrders, urls.Differences("")},
		{"Maps of sources", model.ImportData, urls.ImportMaps()},
		{"People", model.ManagePeople, urls.People("")},
		{"Company settings", model.ChangeSettings, urls.SettingsPage("company")},
		{"Settings of allocation and promises", model.ChangeSettings, urls.SettingsPage("promises")},
		{"Closed days", model.ChangeSettings, urls.SettingsPage("calendar")},
		{"Reasons", model.ChangeSettings, urls.SettingsPage("reasons")},
		{"Roles", model.ChangeSettings, urls.SettingsPage("roles")},
		{"System and backups", model.SeeSystem, urls.SettingsPage("system")},
		{"Your account", model.SignedIn, urls.Account()},
		{"Help", model.SignedIn, urls.Help("")},
	} {
		if u.May(a.may) {
			all = append(all, ui.Link{Text: a.text, Href: a.href})
		}
	}
	return all
}

// LandingChoices are the pages a person may start the day with, by their keys.
func LandingChoices(u model.User) []model.Option {
	var all []model.Option
	for _, p := range places {
		if u.May(p.may) {
			all = append(all, model.Option{Value: p.key, Text: p.label})
		}
	}
	return all
}

// Landing is the page a person chose to start with, "" when they chose none or
// may not see it any more.
func Landing(u model.User) string {
	for _, p := range places {
		if p.key == u.Landing && u.May(p.may) {
			return p.href()
		}
	}
	return ""
}

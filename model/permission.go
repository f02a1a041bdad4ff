package model

// Role is what a person is at the desk.
type Role string

// The roles, in the order they are listed on screen.
const (
	RoleSales      Role = "sales"
	RoleWarehouse  Role = "warehouse"
	RoleShipping   Role = "shipping"
	RoleService    Role = "service"
	RolePurchasing Role = "purchasing"
	RoleManager    Role = "manager"
	RoleAdmin      Role = "admin"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{RoleSales, RoleWarehouse, RoleShipping, RoleService, RolePurchasing, RoleManager, RoleAdmin}
}

// Permission is one thing a person may be allowed to do. Every route declares
// one; a route without one stops the start.
type Permission string

// The permissions. Public and SignedIn are not granted to roles: the first asks
// for nothing, the second for a session only.
const (
	Public         Permission = "public"
	SignedIn       Permission = "signed_in"
	SeeBoard       Permission = "see_board"
	SeeOrders      Permission = "see_orders"
	SeeProducts    Permission = "see_products"
	SeePurchasing  Permission = "see_purchasing"
	ExportLists    Permission = "export_lists"
	EnterOrders    Permission = "enter_orders"
	CancelLines    Permission = "cancel_lines"
	HoldLines      Permission = "hold_lines"
	AllocateByHand Permission = "allocate_by_hand"
	SetPromises    Permission = "set_promises"
	SeePrices      Permission = "see_prices" // and values, on pages and in files
	EraseData      Permission = "erase_data" // of a person who asks for it
	// SettleDifferences is choosing between what the desk and a file say of a line.
	SettleDifferences Permission = "settle_differences"
	RecordAnswers     Permission = "record_answers"
	ReleaseToPick     Permission = "release_to_pick"
	ShipGoods         Permission = "ship_goods"
	ReceiveGoods      Permission = "receive_goods"
	AdjustStock       Permission = "adjust_stock"
	EditProducts      Permission = "edit_products"
	EditPurchasing    Permission = "edit_purchasing"
	RemoveDemo        Permission = "remove_demo"
	ReleaseCredit     Permission = "release_credit_hold" // place it, too
	OverrideLimits    Permission = "override_limits"     // of backorders, for a reason
	ShareViews        Permission = "share_views"         // of the board, with everybody
	TendViews         Permission = "tend_views"          // change and delete what others share
	SeeAudit          Permission = "see_audit"
	ChangeSettings    Permission = "change_settings" // of the company, its calendar, its promises and its reasons
	SeeSystem         Permission = "see_system"      // the desk as a machine: file, backups, jobs; who owns which data
	ImportData        Permission = "import_data"     // of which kinds, Role.MayImport says
)

// The permissions over goods and the places they are in.
const (
	TransferStock  Permission = "transfer_stock"
	EditWarehouses Permission = "edit_warehouses"
)

// The permissions of who looks after the desk itself.
const (
	ManagePeople Permission = "manage_people" // who may log in, and as what
	ManageKeys   Permission = "manage_keys"   // of programs that use the desk
	SetUpDesk    Permission = "set_up_desk"   // the first steps of a new desk
)

// The permissions over the queue.
const (
	RushOrders  Permission = "rush_orders"  // ask that an order goes before others
	ApproveRush Permission = "approve_rush" // of an order above the limit
	PinLines    Permission = "pin_lines"    // above another line of the product
	ChangeRank  Permission = "change_rank"  // the rule that puts every line in order
)

// The permissions over allocation runs: to make drafts of them, to let one happen
// that only gives, and to take stock from lines that have it.
const (
	SimulateRuns Permission = "simulate_runs"
	ApplyRuns    Permission = "apply_runs"
	TakeStock    Permission = "take_stock"
)

// EditCustomers is entering and changing customers, their sites and contacts.
const EditCustomers Permission = "edit_customers"

var everyone = []Permission{SeeBoard, SeeOrders, SeeProducts, SeePurchasing, ExportLists}

// grants is the permission table: what each role may do beside seeing.
var grants = map[Role][]Permission{
	RoleSales:      {SimulateRuns, ApplyRuns, RushOrders, SeePrices, SettleDifferences, EnterOrders, CancelLines, HoldLines, AllocateByHand, SetPromises, RecordAnswers, EditCustomers, ShareViews, ImportData},
	RoleWarehouse:  {TransferStock, ReceiveGoods, AdjustStock, ReleaseToPick, ImportData},
	RoleShipping:   {ReleaseToPick, ShipGoods},
	RoleService:    {SimulateRuns, RushOrders, SeePrices, SettleDifferences, CancelLines, HoldLines, SetPromises, RecordAnswers, EditCustomers},
	RolePurchasing: {SimulateRuns, SeePrices, SettleDifferences, EditPurchasing, ReceiveGoods, EditProducts, ImportData},
	RoleManager: {SimulateRuns, ApplyRuns, TakeStock, RushOrders, ApproveRush, PinLines, ChangeRank, SeePrices, TransferStock, EditWarehouses,
		SettleDifferences, EnterOrders, CancelLines, HoldLines, AllocateByHand, SetPromises, RecordAnswers, ReleaseToPick,
		ShipGoods, ReceiveGoods, AdjustStock, EditProducts, EditPurchasing, EditCustomers, ReleaseCredit, OverrideLimits, ShareViews, TendViews, SeeAudit, ImportData, ChangeSettings},
	RoleAdmin: {SimulateRuns, ApplyRuns, TakeStock, RushOrders, ApproveRush, PinLines, ChangeRank, SeePrices, EraseData, TransferStock, EditWarehouses,
		ManagePeople, ManageKeys, SetUpDesk, SettleDifferences,
		EnterOrders, CancelLines, HoldLines, AllocateByHand, SetPromises, RecordAnswers, ReleaseToPick,
		ShipGoods, ReceiveGoods, AdjustStock, EditProducts, EditPurchasing, EditCustomers, ReleaseCredit, OverrideLimits, RemoveDemo, ShareViews, TendViews, SeeAudit, ImportData, ChangeSettings, SeeSystem},
}

// May tells whether a role has a permission.
func (r Role) May(p Permission) bool {
	switch p {
	case Public:
		return true
	case SignedIn:
		return r.Known()
	}
	if !r.Known() {
		return false
	}
	for _, q := range everyone {
		if p == q {
			return true
		}
	}
	for _, q := range grants[r] {
		if p == q {
			return true
		}
	}
	return false
}

// Known tells whether r is one of Roles.
func (r Role) Known() bool {
	_, ok := grants[r]
	return ok
}

// WhoMay lists the roles that have p, for the page that says who can grant it.
func WhoMay(p Permission) []Role {
	var who []Role
	for _, r := range Roles() {
		if r.May(p) {
			who = append(who, r)
		}
	}
	return who
}

package model

// Ownership is who has the last word on one kind of data.
type Ownership struct {
	Kind  string `db:"kind"`
	Owner string `db:"owner"` // OwnerERP or OwnerDesk
}

// Who may own data.
const (
	OwnerERP  = "erp"
	OwnerDesk = "desk"
)

// OwnedKind is a kind of data with what its owner decides, in plain words.
type OwnedKind struct {
	Kind, Title string
	ERP, Desk   string // what it means when the ERP or the desk owns it
}

// OwnedKinds are the kinds of data that somebody owns, in the order of the page.
var OwnedKinds = []OwnedKind{
	{"orders", "Orders", "Quantities ordered, prices, the customer's order number and credit holds come from files. Priorities, promises, allocations and notes stay the desk's.",
		"Orders are entered and changed here. Files bring new orders and change no order that is there."},
	{"purchase_orders", "Purchase orders", "What is on order and when it comes is what the last file says; a date set here stands until a file brings another.",
		"Buying is done here. Files bring new purchase orders and change none that is there."},
	{"stock", "Stock", "A stock file says what was on hand at its time; what moved here since then is added. A large difference waits on the reconcile page.",
		"The desk's own receipts, shipments and counts are the stock. Files bring stock only where the desk knows none."},
	{"products", "Products", "Names, units, prices and lead times are taken from each file.", "Products are changed here. Files bring new products and change none that is there."},
	{"customers", "Customers", "Names, classes and policies are taken from each file.", "Customers are changed here. Files bring new customers and change none that is there."},
	{"suppliers", "Suppliers", "Names and lead times are taken from each file.", "Suppliers are changed here. Files bring new suppliers and change none that is there."},
}

// OwnedAs is the kind of import by whose owner files of a kind go: sites and
// contacts are the customers', units and substitutes the products'.
func OwnedAs(kind string) string {
	switch kind {
	case "sites", "contacts":
		return "customers"
	case "units", "substitutes":
		return "products"
	}
	return kind
}

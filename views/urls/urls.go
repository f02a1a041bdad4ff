// Package urls answers where something is: one function per address, so that a
// link can never point at a page that does not exist.
package urls

import (
	"net/url"
	"strconv"
)

// Static gives the address of a file in static. The server replaces it at
// start with one that carries a hash of the content, so that browsers may keep
// files for ever.
var Static = func(name string) string { return "/static/" + name }

// Home is where a person lands after log-in.
func Home() string { return "/" }

// Login is the log-in page; next, if any, is where to go afterwards.
func Login(next string) string {
	if next == "" || next == "/" {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(next)
}

// Logout is where the log-out button posts.
func Logout() string { return "/logout" }

// Preferences is where theme and density are posted.
func Preferences() string { return "/preferences" }

// Account is one's own profile, password and sessions.
func Account() string { return "/account" }

// AccountDo is where something of one's own is changed: "name", "password",
// "end" (one session) or "end-others".
func AccountDo(do string) string { return Account() + "/" + do }

// Audit is the list of what was done.
func Audit(query string) string { return withQuery("/audit", query) }

// Help is a page of the manual, its list for "".
func Help(key string) string {
	if key == "" {
		return "/help"
	}
	return "/help/" + url.PathEscape(key)
}

// DemoRemove asks whether to remove the demo data.
func DemoRemove() string { return "/demo/remove" }

// Gallery shows every component in each state; it exists in development only.
func Gallery() string { return "/dev/gallery" }

// Backorders is the board in the view the query string describes ("" for the default).
func Backorders(query string) string { return withQuery("/backorders", query) }

// SaveView is where a view of a list is kept under a name.
func SaveView() string { return "/views" }

// ViewDo is where something is done with a saved view: "save", "edit", "copy",
// "move", "start" or "delete".
func ViewDo(id int64, do string) string {
	return SaveView() + "/" + strconv.FormatInt(id, 10) + "/" + do
}

// Line is one order line.
func Line(id int64) string { return "/lines/" + strconv.FormatInt(id, 10) }

// Orders is the list of orders.
func Orders(query string) string { return withQuery("/orders", query) }

// Order is one order by its number.
func Order(number string) string { return "/orders/" + url.PathEscape(number) }

// Products is the list of products.
func Products(query string) string { return withQuery("/products", query) }

// Product is one product by its SKU.
func Product(sku string) string { return "/products/" + url.PathEscape(sku) }

// Receiving is the list of what is due in.
func Receiving() string { return "/receiving" }

// ReceivePO is where a purchase order is received.
func ReceivePO(number string) string { return "/receiving/" + url.PathEscape(number) }

// Purchasing is the list of shortages and purchase orders.
func Purchasing(query string) string { return withQuery("/purchasing", query) }

// PO is one purchase order by its number.
func PO(number string) string { return "/pos/" + url.PathEscape(number) }

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// OrderEntered is an order just entered: its page with what was promised on top.
func OrderEntered(number string) string { return Order(number) + "?entered=1" }

// NewOrder is the order entry form.
func NewOrder() string { return "/orders/new" }

// NewOrderTerms is what the entry form shows of a customer.
func NewOrderTerms() string { return NewOrder() + "/terms" }

// NewOrderLine is what it shows of the line in row i.
func NewOrderLine(i string) string { return NewOrder() + "/line?i=" + i }

// OrderEdit is where an order is changed.
func OrderEdit(number string) string { return Order(number) + "/edit" }

// OrderCopy is the entry form filled in like an order.
func OrderCopy(number string) string { return Order(number) + "/copy" }

// OrderConfirmation is an order's confirmation, to read and to print.
func OrderConfirmation(number string) string { return Order(number) + "/confirmation" }

// OrderConfirmationPDF is the same as a PDF.
func OrderConfirmationPDF(number string) string { return Order(number) + "/confirmation.pdf" }

// OrderCancel is where open lines of an order are cancelled.
func OrderCancel(number string) string { return Order(number) + "/cancel" }

// OrderHold is where lines of an order are put on hold.
func OrderHold(number string) string { return Order(number) + "/hold" }

// OrderWhole is where an order as a whole is put on hold (do: hold), released
// (release) and cancelled (cancel).
func OrderWhole(number, do string) string { return Order(number) + "/whole/" + do }

// OrderReleases is where a part of a blanket order is released.
func OrderReleases(number string) string { return Order(number) + "/releases" }

// OrderRush is where an order is put before others; do is "", "/decide" or "/end".
func OrderRush(number, do string) string { return Order(number) + "/rush" + do }

// OrderCredit is where an order's credit hold is placed (do: hold) and released.
func OrderCredit(number, do string) string { return Order(number) + "/credit/" + do }

// OrderRelease is where holds on lines of an order are released.
func OrderRelease(number string) string { return Order(number) + "/release" }

// NewProduct is the form for a new product.
func NewProduct() string { return "/products/new" }

// ProductEdit is the form that changes a product.
func ProductEdit(sku string) string { return Product(sku) + "/edit" }

// Timeline is what happened to a record as a list, or the part of it that people
// or the desk did; "" for all.
func Timeline(entity string, id int64, by string) string {
	if by != "" {
		by = "by=" + by
	}
	return withQuery("/timeline/"+entity+"/"+strconv.FormatInt(id, 10)+"/entries", by)
}

// TimelineFile is all of that as a file.
func TimelineFile(entity string, id int64) string { return Timeline(entity, id, "") + ".csv" }

// Moves is the stock ledger of the whole desk, in the view the query describes.
func Moves(query string) string { return withQuery("/movements", query) }

// ProductMoves is the stock ledger of a product, in the view the query describes.
func ProductMoves(sku, query string) string { return withQuery(Product(sku)+"/moves", query) }

// MoveUndo is where an adjustment of a product's stock is taken back.
func MoveUndo(sku string, move int64) string {
	return ProductMoves(sku, "") + "/" + strconv.FormatInt(move, 10) + "/undo"
}

// Transfer is one transfer between warehouses by its number.
func Transfer(number string) string { return "/transfers/" + url.PathEscape(number) }

// Transfers is the list of transfers between warehouses.
func Transfers(query string) string { return withQuery("/transfers", query) }

// NewTransfer is the form for a new transfer.
func NewTransfer() string { return "/transfers/new" }

// NewTransferOf is that form with a product and the warehouse it leaves filled in.
func NewTransferOf(sku, from string) string {
	return NewTransfer() + "?" + Query("sku", sku, "from", from)
}

// TransferEdit is the form that changes a draft.
func TransferEdit(number string) string { return Transfer(number) + "/edit" }

// TransferDo is where something is done with a transfer: "send", "receive",
// "expect" or "cancel".
func TransferDo(number, do string) string { return Transfer(number) + "/" + do }

// Warehouse is one warehouse by its code.
func Warehouse(code string) string { return "/warehouses/" + url.PathEscape(code) }

// WarehouseBins is where files of the list of its bins are, without their ending.
func WarehouseBins(code string) string { return Warehouse(code) + "/bins" }

// Warehouses is the list of warehouses.
func Warehouses(query string) string { return withQuery("/warehouses", query) }

// NewWarehouse is the form for a new warehouse.
func NewWarehouse() string { return "/warehouses/new" }

// WarehouseDo is where something of a warehouse is changed: "edit", "routes",
// "bin", "bin-rename" or "bin-remove".
func WarehouseDo(code, do string) string { return Warehouse(code) + "/" + do }

// ProductDo is where something of a product is changed: "retire", "bring-back",
// "unit", "unit-remove", "substitute" or "substitute-remove".
func ProductDo(sku, do string) string { return Product(sku) + "/" + do }

// ProductAdjust is where stock is adjusted by hand.
func ProductAdjust(sku string) string { return Product(sku) + "/adjust" }

// ProductCount is where a count is entered.
func ProductCount(sku string) string { return Product(sku) + "/count" }

// ReceivingList is the list of what is due in, in the view the query describes.
func ReceivingList(query string) string { return withQuery("/receiving", query) }

// ReceiveLine is the receiving form of one line of a purchase order.
func ReceiveLine(number string, line int) string {
	return ReceivePO(number) + "?line=" + strconv.Itoa(line)
}

// Receipt is one receipt and who got its goods.
func Receipt(number string) string { return "/receipts/" + url.PathEscape(number) }

// NewPO is the form for a purchase order of what an order line lacks.
func NewPO(line int64) string { return "/purchasing/new?line=" + strconv.FormatInt(line, 10) }

// NewPOFor is the form for a purchase order of what a product lacks; without a
// SKU it is empty.
func NewPOFor(sku string) string {
	if sku == "" {
		return "/purchasing/new"
	}
	return "/purchasing/new?sku=" + url.QueryEscape(sku)
}

// POFree is where what was bought for one order line is freed for all.
func POFree(number string) string { return PO(number) + "/free" }

// POETA is where the ETA of a purchase-order line is set.
func POETA(number string) string { return PO(number) + "/eta" }

// Customers is the list of customers.
func Customers(query string) string { return withQuery("/customers", query) }

// Customer is one customer by its code.
func Customer(code string) string { return "/customers/" + url.PathEscape(code) }

// CustomerErase is where who a customer is gets erased.
func CustomerErase(code string) string { return Customer(code) + "/erase" }

// Supplier is one supplier by its code.
func Supplier(code string) string { return "/suppliers/" + url.PathEscape(code) }

// Query prints name and value pairs as a query string.
func Query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// POLine is a purchase order with the ETA form of one of its lines open.
func POLine(number string, line int) string { return PO(number) + "?line=" + strconv.Itoa(line) }

// BackordersCSV is the board as a file, in the view the query describes.
func BackordersCSV(query string) string { return withQuery("/backorders.csv", query) }

// LineDo is where something is done to an order line: hold, unhold, cancel,
// allocate, pick, promise, priority, ask, answer.
func LineDo(id int64, do string) string { return Line(id) + "/" + do }

// LineEvents is a line with a part of its timeline: "people", "system" or "" for
// all of it.
func LineEvents(id int64, part string) string {
	if part == "" {
		return Line(id)
	}
	return Line(id) + "?events=" + part
}

// LineWhy says why a line has what it has.
func LineWhy(id int64) string { return Line(id) + "/why" }

// Reconcile is the list of stock counts that a person decides on.
func Reconcile(query string) string { return withQuery("/reconcile", query) }

// Count is one stock count with what each answer does.
func Count(id int64) string { return "/reconcile/" + strconv.FormatInt(id, 10) }

// Differences is the list of lines on which the desk and a file differ.
func Differences(query string) string { return withQuery("/reconcile/lines", query) }

// Difference is one line with both answers.
func Difference(id int64) string { return "/reconcile/lines/" + strconv.FormatInt(id, 10) }

// DifferenceChoose is where one of the answers is chosen: "desk" or "file".
func DifferenceChoose(id int64, which string) string { return Difference(id) + "/" + which }

// CountKeep is that page at the form that keeps the book.
func CountKeep(id int64) string { return Count(id) + "#keep" }

// CountBook is where a count that waited is booked.
func CountBook(id int64) string { return Count(id) + "/book" }

// CountDismiss is where the book is kept against a count.
func CountDismiss(id int64) string { return Count(id) + "/keep" }

// Search looks for a text among everything the desk knows.
func Search(text string) string {
	if text == "" {
		return "/search"
	}
	return "/search?" + Query("q", text)
}

// FindProducts, FindCustomers and FindSuppliers are what a field that takes a
// code offers while it is being typed.
func FindProducts() string { return "/find/products" }

// FindCustomers offers customers by code or name.
func FindCustomers() string { return "/find/customers" }

// Settings lists the pages of the settings.
func Settings() string { return "/settings" }

// SettingsPage is one page of the settings: "company", "promises", "limits",
// "calendar", "reasons", "roles", "ownership", "system".
func SettingsPage(name string) string { return Settings() + "/" + name }

// Reason is where something is done with a reason: "retire", "restore" or "move".
func Reason(id int64, do string) string {
	return SettingsPage("reasons") + "/" + strconv.FormatInt(id, 10) + "/" + do
}

// BackordersXLSX is the board as a workbook, in the view the query describes.
func BackordersXLSX(query string) string { return withQuery("/backorders.xlsx", query) }

// Logo is the company's logo; the hash of the picture lets a browser keep it.
func Logo(hash string) string { return withQuery("/logo", "v="+url.QueryEscape(hash)) }

package urls

import (
	"net/url"
	"strconv"
)

// NewCustomer is the form for a new customer.
func NewCustomer() string { return "/customers/new" }

// CustomerEdit is the form to change a customer.
func CustomerEdit(code string) string { return Customer(code) + "/edit" }

// CustomerDo is where something is done with a customer: "credit" (put on credit
// hold), "uncredit", "retire" or "restore".
func CustomerDo(code, do string) string { return Customer(code) + "/" + do }

// NewSite is the form for a new site of a customer.
func NewSite(customer string) string { return Customer(customer) + "/sites/new" }

// Site is the form to change a site of a customer.
func Site(customer, site string) string { return Customer(customer) + "/sites/" + url.PathEscape(site) }

// SiteDo is where a site is retired ("retire") or brought back ("restore").
func SiteDo(customer, site, do string) string { return Site(customer, site) + "/" + do }

// NewContact is the form for a new contact of a customer.
func NewContact(customer string) string { return Customer(customer) + "/contacts/new" }

// Contact is the form to change a contact of a customer.
func Contact(customer string, id int64) string {
	return Customer(customer) + "/contacts/" + strconv.FormatInt(id, 10)
}

// ContactRemove is where a contact is taken off the list.
func ContactRemove(customer string, id int64) string { return Contact(customer, id) + "/remove" }

// POChange is a purchase order with the forms of one of its lines open.
func POChange(number string, line int) string { return POLine(number, line) + "#change" }

// POAdd is a purchase order with the form for further lines open.
func POAdd(number string) string { return PO(number) + "?add=1#add" }

// PODo is where something is done with a purchase order or one of its lines:
// "eta", "split", "quantity", "cancel" (a line), "confirm", "close", "lines".
func PODo(number, do string) string { return PO(number) + "/" + do }

// NewPOFrom is the form for a purchase order of everything short from a supplier.
func NewPOFrom(supplier string) string { return NewPOFor("") + "?" + Query("supplier", supplier) }

// NewOrderFor is the order entry form with the customer filled in.
func NewOrderFor(customer string) string { return NewOrder() + "?" + Query("customer", customer) }

// Suppliers is the list of suppliers.
func Suppliers(query string) string { return withQuery("/suppliers", query) }

// NewSupplier is the form for a new supplier.
func NewSupplier() string { return "/suppliers/new" }

// SupplierEdit is the form to change a supplier.
func SupplierEdit(code string) string { return Supplier(code) + "/edit" }

// SupplierChase is what a supplier is to be asked for dates of.
func SupplierChase(code string) string { return Supplier(code) + "/chase" }

// SupplierDo is where a supplier is retired ("retire"), brought back ("restore"),
// marked as asked for dates ("chase") or not asked after all ("unchase").
func SupplierDo(code, do string) string { return Supplier(code) + "/" + do }

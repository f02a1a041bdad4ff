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

// DemoRemove asks whether to remove the demo data.
func DemoRemove() string { return "/demo/remove" }

// Gallery shows every component in each state; it exists in development only.
func Gallery() string { return "/dev/gallery" }

// Backorders is the board in the view the query string describes ("" for the default).
func Backorders(query string) string { return withQuery("/backorders", query) }

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

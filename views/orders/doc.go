// Package orders answers what orders look like: the list, one order, and the
// form that enters one.
package orders

package partners

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// SupplierColumns are those of the list of suppliers.
var SupplierColumns = []words.Column[model.SupplierRow]{
	{Key: "code", Head: "Code", Sort: "code", Class: "nowrap", Lead: true, Cell: supplierCode, File: []words.FileCell[model.SupplierRow]{
		words.Said("code", func(r model.SupplierRow) string { return r.Code })}},
	{Key: "name", Head: "Name", Sort: "name", Class: "full", Cell: supplierName, File: []words.FileCell[model.SupplierRow]{
		words.Said("name", func(r model.SupplierRow) string { return r.Name })}},
	words.Plain("group", "Group", func(r model.SupplierRow) string { return r.Group }),
	{Key: "lead_time", Head: "Lead time", Sort: "lead_time", Class: "num", Cell: leadTime, File: []words.FileCell[model.SupplierRow]{
		words.Counted("lead_time_days", func(r model.SupplierRow) int { return r.LeadTimeDays })}},
	words.Count("open_pos", "Open POs", func(r model.SupplierRow) int { return r.OpenOrders }),
	{Key: "late_pos", Head: "Late", Class: "num", Empty: func(r model.SupplierRow) bool { return r.LateOrders == 0 }, Cell: lateOrders,
		File: []words.FileCell[model.SupplierRow]{words.Counted("late_pos", func(r model.SupplierRow) int { return r.LateOrders })}},
	{Key: "on_time", Head: "On time", Class: "num", Empty: func(r model.SupplierRow) bool { return r.Reliability.OnTime.Of == 0 }, Cell: onTime,
		File: []words.FileCell[model.SupplierRow]{
			{Name: "on_time_percent", Number: true, Text: func(_ words.Here, r model.SupplierRow) string { return percentCell(r.Reliability.OnTime) }},
			words.Counted("receipts", func(r model.SupplierRow) int { return int(r.Reliability.OnTime.Of) })}},
}

// percentCell is a share for a file: "83.3", empty for none of none.
func percentCell(s model.Share) string {
	n := s.Permille()
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10)
}

// SupplierForm is a supplier as it is being typed.
type SupplierForm struct {
	Mastered string // what the ERP is master of, "" when this is the desk's
	RID      string
	New      bool
	Version  string // of the supplier as it was shown
	Changed  string // who was faster; empty: nobody

	Code, Name, Group, LeadTimeDays, Email, Language string
	Problems                                         model.Problems

	Products int // that take their lead time from it
	Lines    int // open ones for these
	Groups   []string
}

var supplierFields = []string{"code", "name", "group", "lead_time_days", "email", "language"}

func (f SupplierForm) title() string {
	if f.New {
		return "New supplier"
	}
	return "Change " + f.Name
}

func (f SupplierForm) action() string {
	if f.New {
		return urls.NewSupplier()
	}
	return urls.SupplierEdit(f.Code)
}

func (f SupplierForm) back() string {
	if f.New {
		return urls.Suppliers("")
	}
	return urls.Supplier(f.Code)
}

func (f SupplierForm) verb() string {
	if f.New {
		return "Add supplier"
	}
	return "Save supplier"
}

func (f SupplierForm) text(name, label, value, hint, width string) ui.FieldData {
	return ui.FieldData{Name: name, Label: label, Value: value, Hint: hint, Width: width, Problem: f.Problems[name], Autocomplete: "off"}
}

// leadTime says whom another lead time touches, before it is saved.
func (f SupplierForm) leadTime(ctx context.Context) ui.FieldData {
	d := f.text("lead_time_days", "Lead time in days", f.LeadTimeDays, "From order to arrival, for products without their own", "short")
	d.InputMode = "numeric"
	if f.New {
		return d
	}
	d.Hint = words.Plural(ctx, f.Products, "product has", "products have") + " no lead time of their own."
	if f.Products == 1 {
		d.Hint = "1 product has no lead time of its own."
	}
	if f.Lines > 0 {
		d.Hint += " A change plans " + words.Plural(ctx, f.Lines, "open line", "open lines") + " anew."
	}
	return d
}

// SupplierForms are the actions on a supplier's page.
type SupplierForms struct {
	RID      string
	MayEdit  bool
	Do       string // the action that came back: retire
	Changed  string // who was faster; empty: nobody
	Why      string
	Problems model.Problems
}

// retiredSupplierWords says what retiring touches, before it is done.
func retiredSupplierWords(ctx context.Context, p model.SupplierPage) string {
	text := "Nothing new is ordered from it."
	if p.OpenOrders > 0 {
		text += " " + words.Plural(ctx, p.OpenOrders, "open purchase order", "open purchase orders") + " can still arrive."
	}
	if p.Products > 0 {
		text += " " + words.Plural(ctx, p.Products, "product keeps", "products keep") + " it as the usual supplier until another is chosen."
	}
	return text + " It can be brought back."
}

// slipText reads a slip: "2 days late", "on the day", "1 day early".
func slipText(ctx context.Context, days int) string {
	switch {
	case days > 0:
		return words.Plural(ctx, days, "day late", "days late")
	case days < 0:
		return words.Plural(ctx, -days, "day early", "days early")
	}
	return "on the day"
}

// reliabilityRows are a supplier's figures with their formulas in words.
func reliabilityRows(ctx context.Context, r model.Reliability) []serviceRow {
	rows := []serviceRow{{"Came on time", shareText(r.OnTime), countShare(ctx, r.OnTime), "receipts on or before the first ETA ÷ receipts that had one"}}
	if n := r.OnTime.Of; n > 0 {
		of := words.Plural(ctx, int(n), "receipt", "receipts")
		rows = append(rows,
			serviceRow{"Half of them came", slipText(ctx, r.Median) + " or sooner", of, "median of the days from the first ETA to the receipt"},
			serviceRow{"80 % of them came", slipText(ctx, r.P80) + " or sooner", of, "80th percentile of the same days"})
	}
	return append(rows, serviceRow{"Came short", shareText(r.Short), countShare(ctx, r.Short), "lines whose first receipt brought less than was ordered ÷ lines that brought something"})
}

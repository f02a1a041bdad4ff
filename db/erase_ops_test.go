package db_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// Nothing in the file, its free pages and its log says any more who an erased
// customer was; what was ordered stays, and the audit holds.
func TestAnErasedCustomerIsNowhereInTheFile(t *testing.T) {
	d := dbtest.New(t, dbtest.Product{SKU: "A"}, dbtest.Customer{Code: "C-2"})
	const customers = "code,name,email,phone\nC-9,Quillfeather Joinery,ada@quillfeather.example,0171 5550199\n"
	bring(t, d, db.ImportRequest{Kind: "customers"}, customers)
	bring(t, d, db.ImportRequest{Kind: "customers"}, strings.Replace(customers, "Joinery", "Carpentry", 1))
	bring(t, d, db.ImportRequest{Kind: "sites"}, "customer,site,name,address,contact\nC-9,YARD,Quillfeather yard,12 Larkspur Mews,Ada Quillfeather\n")
	d.Exec(`INSERT INTO contact(customer_id, name, role, email, phone) SELECT id, 'Ada Quillfeather', 'owner', 'ada@quillfeather.example', '' FROM customer WHERE code = 'C-9'`)
	d.Add(dbtest.Order{Number: "SO-1", Customer: "C-9", Lines: []dbtest.Line{{SKU: "A", Qty: "3"}}})
	if !holds(t, d, "Quillfeather") {
		t.Fatal("the name is not in the file to begin with")
	}
	erase := func() error {
		return d.Store.EraseCustomer(t.Context(), dbtest.Dana(), "C-9", 0, "asked to be forgotten")
	}
	if err := erase(); err == nil || !strings.Contains(err.Error(), "1 open lines") {
		t.Fatalf("erased with an open line: %v", err)
	}
	id, version := d.Line("SO-1", 1)
	must(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "they moved away"))
	must(t, erase())
	for _, word := range []string{"Quillfeather", "quillfeather", "Larkspur", "5550199"} {
		if holds(t, d, word) {
			t.Errorf("the file still holds %q", word)
		}
	}
	d.Want(`SELECT c.code, c.email, c.erased_at IS NOT NULL AS erased, l.ordered/1000 AS ordered, l.cancelled/1000 AS cancelled
		FROM sales_order o JOIN customer c ON c.id = o.customer_id JOIN order_line l ON l.order_id = o.id`, `
		code  email  erased  ordered  cancelled
		C-9   ''     1       3        3`)
	if err := erase(); err == nil {
		t.Error("erased twice")
	}
	_, reasons := bring(t, d, db.ImportRequest{Kind: "customers"}, customers)
	if len(reasons) != 1 || !strings.Contains(reasons[0], "erased here") {
		t.Errorf("a file brought it back: %v", reasons)
	}
	all, err := d.Store.Timeline(t.Context(), "customer", d.ID(`SELECT id FROM customer WHERE code = 'C-9'`))
	must(t, err)
	if last := all[len(all)-1]; len(last.Changes()) != 1 || last.Changes()[0] != (model.FieldChange{Field: "personal data", To: "erased"}) {
		t.Errorf("the first entry reads %+v", last.Changes())
	}
}

// Values beside the audit that are not those recorded are found.
func TestPrivateValuesAreSealed(t *testing.T) {
	d := dbtest.New(t)
	bring(t, d, db.ImportRequest{Kind: "customers"}, "code,name\nC-9,Quillfeather Joinery\n")
	d.Broken = true
	d.Exec(`UPDATE audit_private SET after = replace(after, 'Joinery', 'Bakery')`)
	found, err := d.Store.Check(t.Context())
	must(t, err)
	if len(found) != 1 || found[0].Invariant != "audit seals" {
		t.Errorf("%v", found)
	}
}

// holds tells whether the file or its log has the word in it, in any case. Another
// process reads them: closing a file that SQLite has open would drop its locks.
func holds(t *testing.T, d *dbtest.Desk, word string) bool {
	t.Helper()
	raw, err := exec.Command("cat", d.File, d.File+"-wal").Output()
	must(t, err)
	return bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(word)))
}

package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
)

// TestAWatchedFolderKilledAtAnyMoment kills the desk again and again while files
// come into its watched folder: each goes in once, whole, however often that
// happens, and lies in done/ at the end.
func TestAWatchedFolderKilledAtAnyMoment(t *testing.T) {
	r := dice(t)
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	file, folder := d.File, t.TempDir()
	d.Close()
	const lines = 400
	cycles := often(6, 200)
	for n := range cycles {
		var b strings.Builder
		b.WriteString("order,customer,ordered_at,line,sku,quantity,shipped\n")
		for i := range lines {
			fmt.Fprintf(&b, "SO-%d,C1,2026-11-20,%d,A,%d,1\n", n, i+1, i+2)
		}
		half := b.String()[:b.Len()/2]
		to := filepath.Join(folder, fmt.Sprintf("orders-%d.csv", n))
		if err := os.WriteFile(to, []byte(half), 0o600); err != nil {
			t.Fatal(err)
		}
		p := serveProcess(t, file, "--watch", folder, "--watch-every", "40ms")
		if err := os.WriteFile(to, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(260)) * time.Millisecond)
		p.kill()
	}
	p := serveProcess(t, file, "--watch", folder, "--watch-every", "40ms")
	limit := time.Now().Add(time.Minute)
	for {
		left, err := filepath.Glob(filepath.Join(folder, "*.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("still there: %v", left)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, p.errs)
	}
	look(t, file, func(q *sql.DB) error {
		var imports, orders, wrong int
		if err := q.QueryRow(`SELECT (SELECT count(*) FROM import WHERE failed IS NULL), (SELECT count(*) FROM sales_order),
			(SELECT count(*) FROM (SELECT order_id FROM order_line GROUP BY order_id HAVING count(*) <> ? OR sum(shipped) <> ?))`, lines, lines*1000).Scan(&imports, &orders, &wrong); err != nil {
			return err
		}
		if imports != cycles || orders != cycles || wrong != 0 {
			t.Errorf("%d files: %d imports, %d orders, %d of them not whole or twice", cycles, imports, orders, wrong)
		}
		return nil
	})
	done, err := filepath.Glob(filepath.Join(folder, "done", "orders-*.csv"))
	if err != nil || len(done) != cycles {
		t.Errorf("%d files: done %v (%v)", cycles, done, err)
	}
	if code, out, errs := command(t, "", "check", "--db", file); code != 0 {
		t.Errorf("check: %s%s", out, errs)
	}
}

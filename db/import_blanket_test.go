package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestBlanketsAndReleasesComeIn(t *testing.T) {
	d := shop(t)
	head := "order,customer,ordered_at,kind,blanket,line,sku,quantity,shipped,cancelled\n"
	file := head + "BL-1,C1,2026-11-01,blanket,,1,A,100,,20\n" +
		"SO-2,C1,2026-11-02,release,BL-1,1,A,30,10,\nSO-3,C1,2026-11-03,,BL-1,1,A,51,,\nSO-3,C1,2026-11-03,,BL-1,2,A,50,,\nSO-3,C1,2026-11-03,,BL-1,3,B,1,,\n" +
		"SO-4,C1,2026-11-03,release,,1,A,1,,\nSO-5,C1,2026-11-03,release,SO-2,1,A,1,,\nSO-6,C2,2026-11-03,release,BL-1,1,A,1,,\n" +
		"SO-7,C1,2026-11-03,standard,BL-1,1,A,1,,\nSO-8,C1,2026-11-03,release,BL-9,1,A,1,,\nBL-9,C1,2026-11-03,blanket,,1,A,5,1,\n"
	wrong := []string{"4: only 50 pc of A remain on the blanket", "6: the blanket has no line of B", "7: blanket is needed with kind release",
		`8: blanket "SO-2" is not a blanket order`, `9: blanket "BL-1" is another customer's`, "10: blanket goes with kind release only",
		`11: blanket "BL-9" is not an order of the desk`, "12: a blanket order ships by its releases: shipped must be empty"}
	takes(t, d, file, "3 0 0 0 8", wrong...)
	d.Want(`SELECT o.number || '/' || l.line_no AS line, o.kind, l.on_call, coalesce(b.line_no, 0) AS calls_off, l.rank <> '' AS stands,
		coalesce((SELECT status FROM board WHERE line_id = l.id), '-') AS board
		FROM order_line l JOIN sales_order o ON o.id = l.order_id LEFT JOIN order_line b ON b.id = l.blanket_line_id ORDER BY l.id`, `
		line    kind     on_call  calls_off  stands  board
		BL-1/1  blanket  1        0          0       -
		SO-2/1  release  0        1          1       no_supply
		SO-3/2  release  0        1          1       no_supply`)
	takes(t, d, head+"SO-2,C1,2026-11-02,standard,,1,A,30,10,\nSO-3,C1,2026-11-03,,BL-9,2,A,50,,\nSO-2,C1,2026-11-02,,,1,A,31,10,\nBL-1,C1,2026-11-01,,,1,A,99,,20\n",
		"0 0 0 0 4", "2: SO-2 is a release order, which a file does not change", "3: SO-3 does not release from BL-9",
		"4: only 30 remain on the blanket", "5: 80 are released already")
}

// TestImportedLinesStandWhereTheRunPutsThem: before any run has seen them.
func TestImportedLinesStandWhereTheRunPutsThem(t *testing.T) {
	d := shop(t)
	takes(t, d, "order,customer,ordered_at,requested_date,need_by,priority,line,sku,quantity,cancelled\n"+
		"SO-1,C1,2026-11-01,,,3,1,A,10,\nSO-2,C1,2026-09-01,2026-12-24,,5,1,A,10,\nSO-3,C1,2026-11-20,,2026-12-01,2,1,A,10,\nSO-4,C1,2026-11-20,,,1,1,A,10,10\n", "4 0 0 0 0")
	ranks := `SELECT o.number, l.rank FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY l.rank, o.number`
	before := query(d, ranks)
	takes(t, d, "order,customer,ordered_at,need_by,line,sku,quantity\nSO-1,C1,2026-11-01,2026-11-30,1,A,10\n", "0 1 0 0 0")
	moved := query(d, ranks)
	if before == moved {
		t.Error("a nearer date moved nothing")
	}
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	if after := query(d, ranks); after != moved {
		t.Errorf("imported\n%s\nafter the run\n%s", moved, after)
	}
}

// query gives the rows of a query of two columns as text.
func query(d *dbtest.Desk, q string) (out string) {
	d.Helper()
	rows, err := d.Raw.Queryx(q)
	if err != nil {
		d.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			d.Fatal(err)
		}
		out += a + " " + b + "\n"
	}
	return out
}

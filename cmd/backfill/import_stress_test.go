package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// whole are the full data sets with the counts they end with, read with the
// maps of the cuts.
var whole = map[string][]step{
	"northwind": {
		{"suppliers", "suppliers.csv", "29 0 0 0 0"}, {"customers", "customers.csv", "91 0 0 0 0"}, {"products", "products.csv", "77 0 0 0 0"},
		{"stock", "products.csv", "77 0 0 0 0"}, {"purchase-orders", "products.csv", "17 0 0 60 0"}, {"orders", "order_details.csv", "2155 0 0 0 0"},
	},
	"adventureworks": {
		{"suppliers", "Vendor.csv", "104 0 0 0 0"}, {"products", "Product.csv", "504 0 0 0 0"}, {"purchase-orders", "PurchaseOrderDetail.csv", "8845 0 0 0 0"},
	},
	"scms": {
		{"suppliers", "scms_2006_first.csv", "63 0 0 7163 0"}, {"products", "scms_2006_first.csv", "165 0 0 7061 0"},
		{"purchase-orders", "scms_2006_first.csv", "7226 0 0 0 0"},
	},
	"online_retail": {
		{"products", "online_retail_h1.csv", "3304 0 0 205725 0"}, {"customers", "online_retail_h1.csv", "2767 0 0 206262 0"},
		{"orders", "online_retail_h1.csv", "147527 0 0 1229 60273"},
	},
}

// TestStressWholeDataSets reads the folder BACKFILL_DATA names; make stress
// runs it.
func TestStressWholeDataSets(t *testing.T) {
	folder := os.Getenv("BACKFILL_DATA")
	if os.Getenv("BACKFILL_STRESS") == "" || folder == "" {
		return
	}
	for set, steps := range whole {
		t.Run(set, func(t *testing.T) {
			d := dbtest.New(t)
			for round := range 2 {
				for _, s := range steps {
					began := time.Now()
					c := importJSON(t, "--db", d.File, s.kind, unpacked(t, filepath.Join(folder, set, s.file)), "--map", filepath.Join("testdata", set, s.kind+".toml"))
					rows := c.New + c.Changed + c.Same + c.Skipped + c.Errors
					t.Logf("%s: %s, %.0f rows/s", s.kind, c, float64(rows)/time.Since(began).Seconds())
					if round == 0 && c.String() != s.counts {
						t.Errorf("%s: got %s, want %s", s.kind, c, s.counts)
					}
					if round == 1 && c.New+c.Changed > 0 {
						t.Errorf("%s the second time: %s", s.kind, c)
					}
				}
			}
			if exit, out, errs := runCLI(t, "check", "--db", d.File); exit != 0 {
				t.Errorf("check: %s%s", out, errs)
			}
		})
	}
}

// unpacked gives the file, unpacked when only its .gz is there.
func unpacked(t *testing.T, file string) string {
	t.Helper()
	if _, err := os.Stat(file); err == nil {
		return file
	}
	packed, err := os.Open(file + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), filepath.Base(file))
	out, err := os.Create(plain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, r); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestStressMemoryIsFlat imports 50,000 and 400,000 order lines: the heap in
// use may not grow with the file.
func TestStressMemoryIsFlat(t *testing.T) {
	if os.Getenv("BACKFILL_STRESS") == "" {
		return
	}
	small, large := peakHeap(t, 50_000), peakHeap(t, 400_000)
	t.Logf("heap in use at most: %d MiB for 50,000 rows, %d MiB for 400,000", small>>20, large>>20)
	if large > small+5<<20 {
		t.Errorf("the heap grew from %d to %d MiB with eight times the rows", small>>20, large>>20)
	}
}

// peakHeap imports that many generated order lines, half of them open, and
// gives the most heap that was in use meanwhile.
func peakHeap(t *testing.T, rows int) uint64 {
	t.Helper()
	d := dbtest.New(t)
	var b bytes.Buffer
	b.WriteString("sku\n")
	for i := range 500 {
		fmt.Fprintf(&b, "P%03d\n", i)
	}
	takeText(t, d, "products", bytes.NewReader(b.Bytes()))
	takeText(t, d, "customers", bytes.NewReader([]byte("code\nC1\nC2\n")))
	file := filepath.Join(t.TempDir(), "orders.csv")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	fmt.Fprintln(out, "order,customer,ordered_at,line,sku,quantity,shipped")
	for i := range rows {
		fmt.Fprintf(out, "SO-%d,C%d,2026-0%d-01,%d,P%03d,10,%d\n", i/10, 1+i/10%2, 1+i/10%9, 1+i%10, i*7%500, 10*(i%2))
	}
	runtime.GC()
	var peak atomic.Uint64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse))
			}
		}
	}()
	r := takeText(t, d, "orders", out)
	close(stop)
	if r.New != rows {
		t.Errorf("%d rows came in, want %d", r.New, rows)
	}
	return peak.Load()
}

func takeText(t *testing.T, d *dbtest.Desk, kind string, file io.ReadSeeker) db.ImportReport {
	t.Helper()
	r, err := d.Store.Import(t.Context(), model.CLIActor(), db.ImportRequest{Kind: kind, Name: kind + ".csv", File: file})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

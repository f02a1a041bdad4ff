package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestStressImportMemory imports 50,000 and 200,000 order lines with the real
// program: its memory may not grow with the file.
func TestStressImportMemory(t *testing.T) {
	if os.Getenv("BACKFILL_STRESS") == "" {
		return
	}
	small, large := importedIn(t, 50_000), importedIn(t, 200_000)
	if large > small+32<<20 {
		t.Errorf("memory grew from %d to %d MiB with four times the rows", small>>20, large>>20)
	}
}

// importedIn imports that many order lines into a new file and gives the most
// memory that the program held.
func importedIn(t *testing.T, rows int) (peak int64) {
	t.Helper()
	c := newCrew(t)
	file := filepath.Join(t.TempDir(), "orders.csv")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(out, "order,customer,ordered_at,line,sku,quantity,shipped")
	for i := range rows {
		fmt.Fprintf(out, "X-%d,C1,2026-01-%02d,%d,%c,10,%d\n", i/10, 1+i/10%28, 1+i%10, "AB"[i%2], 10*(i%3/2))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p := program(t, "import", "--db", c.file, "orders", file)
	var said bytes.Buffer
	p.Stdout, p.Stderr = &said, &said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil || !strings.Contains(said.String(), fmt.Sprintf("new %d,", rows)) {
				t.Fatalf("%v: %s", err, &said)
			}
			t.Logf("%d rows: %d MiB, %.0f rows/s", rows, peak>>20, float64(rows)/time.Since(began).Seconds())
			return peak
		case <-time.After(20 * time.Millisecond):
			peak = max(peak, highWater(p.Process.Pid))
		}
	}
}

// highWater is the most memory a process has held so far, in bytes; 0 when it
// has ended.
func highWater(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.ParseInt(kb, 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}

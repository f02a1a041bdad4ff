package jobs

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
)

// folder is a watched folder with what a test puts there.
type folder struct {
	*testing.T
	dir string
	w   *Watch
}

func watching(t *testing.T) (*dbtest.Desk, *folder) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	dir := t.TempDir()
	return d, &folder{t, dir, &Watch{Store: d.Store, Dir: dir, Every: time.Second}}
}

func (f *folder) put(name, content string) {
	f.Helper()
	at := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(content), 0o600); err != nil {
		f.Fatal(err)
	}
}

// look looks n times.
func (f *folder) look(n int) {
	f.Helper()
	for range n {
		if err := f.w.look(f.Context()); err != nil {
			f.Fatal(err)
		}
	}
}

// files lists what is in the folder, but not what is written beside.
func (f *folder) files() string {
	f.Helper()
	var names []string
	err := filepath.WalkDir(f.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasSuffix(path, ".result.json") {
			name, _ := filepath.Rel(f.dir, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func (f *folder) result(name string) (o outcome) {
	f.Helper()
	text, err := os.ReadFile(filepath.Join(f.dir, name+".result.json"))
	if err != nil {
		f.Fatal(err)
	}
	if err := json.Unmarshal(text, &o); err != nil {
		f.Fatal(err)
	}
	return o
}

const ordersFile = "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-20,1,A,5\n"

func TestFilesAreTakenWhenTheyHaveStoppedGrowing(t *testing.T) {
	d, f := watching(t)
	f.put("orders-1.csv", ordersFile[:60])
	f.look(1)
	f.put("orders-1.csv", ordersFile)
	f.look(1)
	if got := f.files(); got != "orders-1.csv" || f.w.State().Waiting != 1 {
		t.Errorf("%s, %+v; want it to wait", got, f.w.State())
	}
	f.look(1)
	if got := f.files(); got != "done/orders-1.csv" {
		t.Errorf("%s", got)
	}
	if o := f.result("done/orders-1.csv"); o.Result != "imported" || o.Report.New != 1 || o.Import == 0 {
		t.Errorf("%+v", o)
	}
	d.Want(`SELECT kind, file, replace(actor, ' ', '_') AS actor, rows_new FROM import`, `
		kind    file          actor           rows_new
		orders  orders-1.csv  watched_folder  1`)
}

func TestANameSaysOfWhenAFileIsAndThatItIsComplete(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"orders_2026-11-24T0900.csv": "2026-11-24T08:00:00.000Z", "orders_202611240900.full.csv": "2026-11-24T08:00:00.000Z full",
		"orders-erp_20260701-1230.csv": "2026-07-01T10:30:00.000Z", "orders_2026-11-24.csv": "", "orders.FULL.csv": " full", "orders_202613450900.csv": "",
		"orders_12026112409001.csv": "",
	} {
		asOf, full := nameSays(name, berlin)
		got := asOf.String()
		if full {
			got += " full"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	d, f := watching(t)
	f.put("orders_202611231000.full.csv", ordersFile)
	f.look(2)
	f.put("orders_202611231100.full.csv", ordersFile[:strings.Index(ordersFile, "SO-1")])
	f.look(2)
	f.put("orders_202611231200.full.csv", ordersFile) // the same words of a later time
	f.look(2)
	f.put("orders_209911240900.csv", ordersFile+" ")
	f.look(2)
	if o := f.result("failed/orders_209911240900.csv"); o.Result != "failed" || !strings.Contains(o.Why, "later time than now") {
		t.Errorf("%+v", o)
	}
	d.Want(`SELECT id, complete, closed, as_of FROM import WHERE failed IS NULL`, `
		id  complete  closed  as_of
		1   1         0       2026-11-23T10:00:00.000Z
		2   1         1       2026-11-23T11:00:00.000Z
		3   1         0       2026-11-23T12:00:00.000Z`)
}

func TestTheSameFileIsNotTakenTwice(t *testing.T) {
	d, f := watching(t)
	stock := "sku,warehouse,on_hand\nA,MAIN,5\n" // of the moment it is read: taken again it would say something else
	f.put("stock.csv", stock)
	f.look(2)
	d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, why) SELECT '2026-11-24T08:00:01.000Z', 'test', 'adjusted', id, 10, 3, 2000, 'x' FROM product`)
	d.Sleep(time.Hour)
	f.put("stock.csv", stock)
	f.look(2)
	if got := f.files(); got != "done/stock.2.csv done/stock.csv" {
		t.Errorf("%s", got)
	}
	if o := f.result("done/stock.2.csv"); o.Result != "already imported" || !strings.Contains(o.Why, "watched folder") {
		t.Errorf("%+v", o)
	}
	d.Want(`SELECT on_hand/1000 AS on_hand FROM stock`, `
		on_hand
		3`)
}

func TestForeignFilesAreReadByTheMapOfTheirSource(t *testing.T) {
	d, f := watching(t)
	foreign := "Auftrag;Kunde;Datum;Artikel;Menge\nX-1;C1;20.11.2026;A;5\nX-2;C9;20.11.2026;A;5\n"
	f.put("orders/erp_20261124.csv", foreign)
	f.look(2)
	if got := f.files(); got != "failed/erp_20261124.csv" {
		t.Errorf("%s", got)
	}
	if o := f.result("failed/erp_20261124.csv"); o.Result != "failed" || !strings.Contains(o.Why, "no map is kept") {
		t.Errorf("%+v", o)
	}
	d.Want(`SELECT file, failed IS NOT NULL AS failed FROM import`, `
		file              failed
		erp_20261124.csv  1`)
	d.Exec(`INSERT INTO import_map(source, kind, header, map, saved_at, saved_by) VALUES ('ERP', 'orders', '', ?, '2026-11-24T08:00:00.000Z', 'dana')`,
		"[columns]\norder = \"Auftrag\"\ncustomer = \"Kunde\"\nordered_at = \"Datum\"\nsku = \"Artikel\"\nquantity = \"Menge\"\nline = { number = true }\n")
	f.put("orders/erp_20261124.csv", foreign)
	f.look(2)
	if got := f.files(); got != "done/erp_20261124.csv done/erp_20261124.csv.rejected.csv failed/erp_20261124.csv" {
		t.Errorf("%s", got)
	}
	rejected, err := os.ReadFile(filepath.Join(f.dir, "done/erp_20261124.csv.rejected.csv"))
	if err != nil || !strings.Contains(string(rejected), `X-2,C9`) {
		t.Errorf("%s (%v)", rejected, err)
	}
	d.Want(`SELECT source, rows_new, rows_error FROM import WHERE failed IS NULL`, `
		source  rows_new  rows_error
		ERP     1         1`)
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	d, f := watching(t)
	outside := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(outside, []byte(ordersFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"orders.csv": outside, "customers": filepath.Dir(outside), "orders-2.csv": "/dev/zero"} {
		if err := os.Symlink(to, filepath.Join(f.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	f.put(".orders.csv", ordersFile)
	f.put("orders.csv.part", ordersFile)
	f.put("ordersomething.csv", ordersFile)
	f.put("notes.txt", "orders")
	f.look(3)
	d.Want(`SELECT count(*) AS n FROM import`, `
		n
		0`)
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	if got := f.files(); strings.Contains(got, "done/") || strings.Contains(got, "failed/") {
		t.Errorf("%s", got)
	}
}

func TestFilesGoInInTheOrderADeskIsFilledIn(t *testing.T) {
	d, f := watching(t)
	f.put("orders.csv", "order,customer,ordered_at,line,sku,quantity\nSO-1,NEW,2026-11-20,1,N,5\n")
	f.put("products.csv", "sku\nN\n")
	f.put("customers.csv", "code\nNEW\n")
	f.put("stock.csv", "sku,warehouse,on_hand\nN,NOWHERE,1\n") // every row in error
	f.look(2)
	if got := f.files(); got != "done/customers.csv done/orders.csv done/products.csv failed/stock.csv failed/stock.csv.rejected.csv" {
		t.Errorf("%s", got)
	}
	d.Want(`SELECT kind, rows_new, rows_error FROM import ORDER BY id`, `
		kind       rows_new  rows_error
		products   1         0
		customers  1         0
		stock      0         1
		orders     1         0`)
}

func TestATroubleWithTheFolderIsToldOnce(t *testing.T) {
	_, f := watching(t)
	f.w.Dir = filepath.Join(f.dir, "gone")
	if err := f.w.look(t.Context()); err == nil {
		t.Error("no word about a folder that is not there")
	}
	if err := f.w.look(t.Context()); err != nil || f.w.State().Err == nil {
		t.Errorf("%v, %+v; want it kept, and not told again", err, f.w.State())
	}
	if err := os.Mkdir(f.w.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f.look(1)
	if f.w.State().Err != nil {
		t.Error(f.w.State().Err)
	}
}

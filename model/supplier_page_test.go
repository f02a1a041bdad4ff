package model

import "testing"

func TestReliabilityOf(t *testing.T) {
	due := Date(1000)
	came := []Arrived{
		{LineID: 1, On: due - 2, FirstETA: due, Ordered: 10, Received: 4}, // early, and short
		{LineID: 1, On: due + 5, FirstETA: due, Ordered: 10, Received: 6}, // its rest
		{LineID: 2, On: due, FirstETA: due, Ordered: 10, Received: 12},    // on the day, more than ordered
		{LineID: 3, On: due + 1, Ordered: 10, Received: 10},               // nobody had said when
		{LineID: 4, On: due + 1, FirstETA: due, Ordered: 10, Received: 10},
		{LineID: 5, On: due + 9, FirstETA: due, Ordered: 10, Received: 10},
	}
	want := Reliability{OnTime: Share{2, 5}, Short: Share{1, 5}, Median: 1, P80: 5}
	if got := ReliabilityOf(came); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := ReliabilityOf(came[3:4]); got != (Reliability{Short: Share{0, 1}}) {
		t.Errorf("a receipt without a first ETA: %+v", got)
	}
	if got := ReliabilityOf(nil); got != (Reliability{}) || !got.Estimated() {
		t.Errorf("nothing came: %+v", got)
	}
	var eight []Arrived
	for i := range FewReceipts {
		eight = append(eight, Arrived{LineID: int64(i), On: due + Date(i), FirstETA: due, Ordered: 1, Received: 1})
	}
	if few, enough := ReliabilityOf(eight[1:]), ReliabilityOf(eight); !few.Estimated() || enough.Estimated() || enough.Median != 3 || enough.P80 != 6 {
		t.Errorf("seven %+v, eight %+v", few, enough)
	}
}

func TestASupplierFieldByField(t *testing.T) {
	good := SupplierEdit{Code: "S-1", Name: "Mill", LeadTimeDays: 9, Email: "mill@example.com"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*SupplierEdit){
		"code":           func(e *SupplierEdit) { e.Code = "New" },
		"name":           func(e *SupplierEdit) { e.Name = "" },
		"lead_time_days": func(e *SupplierEdit) { e.LeadTimeDays = 1001 },
		"email":          func(e *SupplierEdit) { e.Email = "a@b, c@d" },
	} {
		e := good
		change(&e)
		if p, _ := e.Check().(Problems); len(p) != 1 || p[field] == "" {
			t.Errorf("%s: got %v", field, p)
		}
	}
}

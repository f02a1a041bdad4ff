package model

import (
	"net/url"
	"testing"
)

var testShape = ListShape{Sorts: []string{"-ordered", "number"}, Filters: map[string][]string{"status": {"open", "late"}, "customer": nil}}

func TestListAddressReadsBack(t *testing.T) {
	for _, address := range []string{
		"", "q=oak+18", "sort=number", "sort=-number", "sort=ordered", "status=late", "customer=C-1&q=a&size=25&sort=number&status=open",
	} {
		v, _ := url.ParseQuery(address)
		q, err := ParseList(testShape, v)
		if err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if got := q.Values(testShape).Encode(); got != v.Encode() {
			t.Errorf("got %q, want %q", got, v.Encode())
		}
	}
}

func TestListRefusesWhatItDoesNotKnow(t *testing.T) {
	for address, field := range map[string]string{
		"sort=price": "sort", "status=lost": "status", "size=7": "size", "size=x": "size",
		"after=%21": "after", "before=AAAA": "after",
	} {
		v, _ := url.ParseQuery(address)
		_, err := ParseList(testShape, v)
		if p, ok := err.(Problems); !ok || p[field] == "" {
			t.Errorf("%s: got %v, want a problem with %s", address, err, field)
		}
	}
}

func TestListSortTurnsRound(t *testing.T) {
	q, _ := ParseList(testShape, url.Values{})
	if !q.Desc || q.Sort != "ordered" {
		t.Fatalf("default sort: %+v", q)
	}
	if q = q.Sorted(testShape, "ordered"); q.Desc {
		t.Error("the same key again should turn round")
	}
	if q = q.Sorted(testShape, "number"); q.Desc {
		t.Error("number starts ascending")
	}
	if q = q.With("status", "late").With("status", ""); q.Filtered() {
		t.Error("a filter taken away is still there")
	}
}

func TestCursorReadsBack(t *testing.T) {
	for _, c := range []Cursor{{}, {Key: "SO-1.2", ID: 7, Before: 50}, {Key: int64(-12), ID: 9, Before: 100}, {Key: "", ID: 1, Before: 1}} {
		got, err := ParseCursor(c.String())
		if err != nil || got != c {
			t.Errorf("got %+v (%v), want %+v", got, err, c)
		}
	}
}

func TestPageOfWalksForthAndBack(t *testing.T) {
	all := make([]int, 120)
	for i := range all {
		all[i] = i
	}
	page := PageOf(all, ListQuery{})
	if len(page.Rows) != 50 || page.First != 1 || page.Total != 120 || page.Prev != nil || page.Next == nil {
		t.Fatalf("first page: %d rows from %d of %d, %v %v", len(page.Rows), page.First, page.Total, page.Prev, page.Next)
	}
	at, err := ParseCursor(page.Next.String())
	if err != nil {
		t.Fatal(err)
	}
	page = PageOf(all, ListQuery{At: at})
	page = PageOf(all, ListQuery{At: *page.Next})
	if len(page.Rows) != 20 || page.Rows[0] != 100 || page.First != 101 || page.Next != nil {
		t.Fatalf("last page: %v from %d, next %v", page.Rows, page.First, page.Next)
	}
	if page = PageOf(all, ListQuery{At: *page.Prev, Back: true}); page.Rows[0] != 50 || len(page.Rows) != 50 || page.First != 51 {
		t.Fatalf("back: %d rows from %d", len(page.Rows), page.Rows[0])
	}
	if none := PageOf([]int{}, ListQuery{At: Cursor{Key: int64(900)}}); none.First != 0 || len(none.Rows) != 0 {
		t.Fatalf("nothing: %+v", none)
	}
}

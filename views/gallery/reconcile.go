package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/reconcile"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func reconcileSamples() []Sample {
	may := reconcile.Forms{RID: "gallery-reconcile-1", MayBook: true}
	list := listing(model.ReconcileListShape, urls.Reconcile, "counts", 3, 3)
	never := listing(model.ReconcileListShape, urls.Reconcile, "counts", 0, 0)
	wrong := may
	wrong.Problems = model.Problems{"why": "Say why."}
	stale := may
	stale.Why, stale.Changed = "the dock was left out", "Booking it takes 28 m2 of INS-100-RW that are allocated, from other lines than were shown. See who loses, then book it."
	picked, decided := countQuestion(), countQuestion()
	picked.Picked, picked.Lost, picked.Others = model.Units(40), nil, nil
	decided.State, decided.Decision = model.CountDismissed, model.CountDecision{At: model.At(today.Std()), Actor: "tom@example.com", Action: "count_dismissed", Why: "counted the wrong shelf"}
	preview := model.CountPreview{CountQuestion: countQuestion(), Result: model.CountResult{State: model.CountWaiting}}
	show := func(title string, q model.CountQuestion, f reconcile.Forms) func(layout.Page) templ.Component {
		return framed(title, layout.Reconcile, reconcile.Show(here, q, f))
	}
	return []Sample{
		{"reconcile", "Counts that wait: one takes stock, one is of picked stock, one differs by much", framed("Reconcile", layout.Reconcile, listed("Reconcile", list, reconcile.Columns(may), waitingCounts()))},
		{"reconcile-look", "Counts that wait, for somebody who may only look", framed("Reconcile", layout.Reconcile, listed("Reconcile", list, reconcile.Columns(reconcile.Forms{}), waitingCounts()))},
		{"reconcile-never", "Counts that wait: none", framed("Reconcile", layout.Reconcile, listed("Reconcile", never, reconcile.Columns(may), nil))},
		{"count", "One count: who loses is named first", show("Count of INS-100-RW", countQuestion(), may)},
		{"count-harmless", "One count: nobody loses", show("Count of BR-MU-52", model.CountQuestion{WaitingCount: waitingCounts()[2]}, may)},
		{"count-picked", "One count: it would take picked stock", show("Count of INS-100-RW", picked, may)},
		{"count-wrong", "One count: no reason to keep the book", show("Error: Count of INS-100-RW", countQuestion(), wrong)},
		{"count-changed", "One count: others would lose by now", show("Count of INS-100-RW", countQuestion(), stale)},
		{"count-preview", "A count that is not sent yet", framed("Count of INS-100-RW", layout.Products, reconcile.Preview(here, preview, "gallery-count-0001"))},
		{"count-decided", "One count: somebody has decided", show("Count of INS-100-RW", decided, may)},
		{"count-look", "One count, for somebody who may only look", show("Count of INS-100-RW", countQuestion(), reconcile.Forms{})},
	}
}

func waitingCounts() []model.WaitingCount {
	u, now := model.Units, model.At(today.Std())
	rows := []model.WaitingCount{
		{ID: 4, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Warehouse: "MAIN", Lot: "K126", Counted: u(12), Book: u(40),
			OnHand: u(52), Allocated: u(44), Picked: u(8), AsOf: now, At: now, Actor: "ines@example.com", File: "stock_2026-11-24_0800.csv", State: model.CountWaiting},
		{ID: 5, SKU: "GB-999", Product: "Gypsum board for the staircases of " + longName, Unit: "pc", Warehouse: "YARD", Counted: 0, Book: u(9),
			OnHand: u(9), Picked: u(9), AsOf: now, At: now, Actor: "tom@example.com", Note: "behind the door", State: model.CountWaiting},
		{ID: 6, SKU: "BR-MU-52", Product: "Facing brick Multi stock 52 mm", Unit: "pc", Warehouse: "MAIN", Counted: u(123_456_789), Book: u(1200),
			OnHand: u(1200), Allocated: u(1200), AsOf: now, At: now, Actor: "tom@example.com", State: model.CountWaiting},
	}
	for i := range rows {
		rows[i].Explain(here.Locale, 20)
	}
	return rows
}

func countQuestion() model.CountQuestion {
	u := model.Units
	return model.CountQuestion{WaitingCount: waitingCounts()[0], Seen: "5:12 4:16",
		Lost: []model.Served{
			{LineID: 5, Order: "SO-10483", Line: 1, Customer: longName, SKU: "INS-100-RW", Before: u(12), Short: u(12), PromiseBefore: today + 1, PromiseAfter: today + 1, Why: "Short 12: nothing was left when its turn came. PO-771 covers it on 5 Dec."},
			{LineID: 4, Order: "SO-10481", Line: 2, Customer: "Rennie Interiors", SKU: "INS-100-RW", Before: u(32), After: u(16), Short: u(16)},
		},
		Others: []model.Served{{LineID: 6, Order: "SO-10483", Line: 2, Customer: longName, SKU: "SCR-35-BX", After: u(3), PromiseBefore: today + 11, PromiseAfter: today + 1}}}
}

// Package find shows what a search found: the search page, the palette and what
// a field offers while a code or a name is being typed.
package find

import (
	"context"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Search is what GET /search shows.
type Search struct {
	Q     string
	Hits  []model.Hit
	Pages []ui.Link // pages and things to do whose names have the words
}

// group is the hits of one kind.
type group struct {
	Kind, Title string
	Hits        []model.Hit
}

var kindTitles = map[string]string{
	model.HitOrder: "Orders", model.HitLine: "Order lines", model.HitProduct: "Products", model.HitCustomer: "Customers", model.HitSupplier: "Suppliers",
	model.HitPO: "Purchase orders", model.HitShipment: "Shipments", model.HitPickList: "Pick lists", model.HitReceipt: "Receipts",
	model.HitTransfer: "Transfers", model.HitWarehouse: "Warehouses", model.HitImport: "Imports",
}

var transferStates = map[model.TransferState]string{model.TransferDraft: "draft", model.TransferSent: "on the road", model.TransferClosed: "closed", model.TransferCancelled: "cancelled"}

// groups keeps the hits in their order: the kind of the first hit comes first,
// so that an exact number stands on top.
func (s Search) groups() []group {
	var all []group
	at := map[string]int{}
	for _, h := range s.Hits {
		i, known := at[h.Kind]
		if !known {
			i = len(all)
			at[h.Kind] = i
			all = append(all, group{Kind: h.Kind, Title: kindTitles[h.Kind]})
		}
		all[i].Hits = append(all[i].Hits, h)
	}
	return all
}

// Href is where a hit leads.
func Href(h model.Hit) string {
	switch h.Kind {
	case model.HitOrder:
		return urls.Order(h.Ref)
	case model.HitLine:
		return urls.Line(h.ID)
	case model.HitProduct:
		return urls.Product(h.Ref)
	case model.HitCustomer:
		return urls.Customer(h.Ref)
	case model.HitSupplier:
		return urls.Supplier(h.Ref)
	case model.HitPO:
		return urls.PO(h.Ref)
	case model.HitReceipt:
		return urls.Receipt(h.Ref)
	case model.HitTransfer:
		return urls.Transfer(h.Ref)
	case model.HitWarehouse:
		return urls.Warehouse(h.Ref)
	case model.HitImport:
		return urls.Import(h.ID)
	}
	return urls.Order(h.Of) // a pick list and a shipment are shown with their order
}

// standing is the one fact that tells hits of a kind apart.
func standing(ctx context.Context, h model.Hit) string {
	switch h.Kind {
	case model.HitOrder, model.HitPO:
		if h.Open == 0 {
			return "closed"
		}
		return words.Plural(ctx, h.Open, "open line", "open lines")
	case model.HitProduct:
		if h.Note == "retired" {
			return h.Note
		}
		return words.Qty(ctx, h.Available, h.Unit) + " available"
	case model.HitShipment, model.HitPickList, model.HitReceipt:
		return h.Of
	case model.HitTransfer:
		return transferStates[model.TransferState(h.Note)]
	}
	return ""
}

// nothing says that a search found nothing, and how it looks.
func (s Search) nothing() ui.EmptyData {
	return ui.EmptyData{Icon: "search", Title: "Nothing found for “" + s.Q + "”.",
		Text: "A search takes numbers, codes and words of names, as they begin: “1042”, “oak 18”, “hart”."}
}

// said is a hit beside a field in which its number stands.
func said(ctx context.Context, h model.Hit) string {
	if f := standing(ctx, h); f != "" {
		return h.Name + " · " + f
	}
	return h.Name
}

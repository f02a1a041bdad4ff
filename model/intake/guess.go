package intake

import (
	"slices"
	"strings"
	"unicode"
)

// Guess says which column of a file is probably what, by the names in its
// header: ours, or the words other systems use. Each column is used once. A
// warehouse that no column names is MAIN, and lines without numbers are counted
// within their document. The guess is there to be looked at and mended.
func Guess(k Kind, header []string) *Map {
	m := &Map{Kind: k.Name, Columns: map[string]Source{}}
	plain := make([]string, len(header))
	for i, h := range header {
		if n := canonical(h); n != ReasonColumn && n != NumberColumn {
			plain[i] = letters(h)
		}
	}
	used := make([]bool, len(header))
	take := func(column, word string) bool {
		at := slices.Index(plain, word)
		if word == "" || at < 0 || used[at] {
			return false
		}
		m.Columns[column], used[at] = Source{Column: header[at]}, true
		return true
	}
	for _, c := range k.Columns { // our own names first, so that no synonym takes them
		take(c.Name, letters(c.Name))
	}
	for _, c := range k.Columns {
		if _, done := m.Columns[c.Name]; done {
			continue
		}
		for _, word := range synonyms(k.Name, c.Name) {
			if take(c.Name, word) {
				break
			}
		}
	}
	for _, c := range k.Columns {
		if _, found := m.Columns[c.Name]; found || !c.Required {
			continue
		}
		switch c.Name {
		case "warehouse":
			m.Columns[c.Name] = Source{Value: "MAIN"}
		case "line":
			m.Columns[c.Name] = Source{Number: true}
		}
	}
	return m
}

// Missing lists the columns that the kind cannot do without and the map says
// nothing of.
func (m *Map) Missing(k Kind) []string {
	var names []string
	for _, c := range k.Columns {
		if _, said := m.Columns[c.Name]; c.Required && !said {
			names = append(names, c.Name)
		}
	}
	return names
}

// letters is a name without case, blanks and signs: "Order No." is orderno.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// synonyms are the words other systems use for a column, the best first.
func synonyms(kind, column string) []string {
	if own := ownWords[kind+"."+column]; own != "" {
		return strings.Fields(own)
	}
	return strings.Fields(commonWords[column])
}

// ownWords are for columns that are called otherwise in one kind.
var ownWords = map[string]string{
	"products.name":         "productname description producttitle title itemname itemdescription bezeichnung artikelbezeichnung",
	"customers.name":        "customername companyname company accountname firma kundenname",
	"suppliers.name":        "suppliername vendorname companyname company firma lieferantenname",
	"warehouses.name":       "warehousename locationname description",
	"customers.code":        "customercode customerno customernumber customerid customer accountno accountnumber account id kundennummer kundennr",
	"suppliers.code":        "suppliercode supplierno suppliernumber supplierid supplier vendorcode vendorno vendornumber vendorid vendor id lieferantennummer lieferant",
	"warehouses.code":       "warehousecode warehouseno warehouseid warehouse location locationcode site branch lager id",
	"products.sku":          "itemno itemnumber itemcode item productcode productno productid product articleno articlenumber article partno partnumber part stockcode artikelnummer artikelnr artikel code id",
	"sites.name":            "sitename description",
	"stock.on_hand":         "onhand quantityonhand qtyonhand qoh unitsinstock stock stockqty quantity qty onhandqty available bestand lagerbestand",
	"stock.as_of":           "asof countedat date datetime timestamp stand",
	"purchase-orders.po":    "purchaseorder purchaseordernumber purchaseorderno ponumber pono orderno ordernumber orderid order bestellnummer bestellung",
	"purchase-orders.eta":   "duedate deliverydate expecteddate expected arrival arrivaldate promiseddate liefertermin",
	"orders.order":          "ordernumber orderno orderid salesorder salesorderno salesordernumber so sono invoiceno invoice documentno auftragsnummer auftragsnr auftrag",
	"orders.requested_date": "requested requireddate requestdate customerdate wanteddate deliverydate duedate wunschtermin liefertermin",
	"substitutes.sku":       "product item itemno article original",
}

// commonWords are for columns that are called the same in every kind.
var commonWords = map[string]string{
	"sku": "itemno itemnumber itemcode item productcode productno productid product articleno articlenumber article partno partnumber part stockcode " +
		"artikelnummer artikelnr artikel",
	"customer":       "customercode customerno customernumber customerid accountno accountnumber account kundennummer kundennr kunde",
	"supplier":       "suppliercode supplierno supplierid vendor vendorcode vendorno vendorid lieferant lieferantennummer",
	"warehouse":      "warehousecode whs wh location branch depot lager",
	"quantity":       "qty orderedqty orderqty quantityordered qtyordered ordered units amount menge",
	"unit":           "uom unitofmeasure me einheit",
	"price":          "unitprice netprice listprice salesprice rate preis einzelpreis",
	"ordered_at":     "orderdate date documentdate invoicedate created createdat podate bestelldatum auftragsdatum datum",
	"need_by":        "needby deadline latestdate mustship",
	"line":           "lineno linenumber pos position item posnr zeile",
	"shipped":        "shippedqty qtyshipped quantityshipped delivered geliefert",
	"shipped_at":     "shippeddate shipdate dispatched",
	"cancelled":      "cancelledqty canceled qtycancelled storniert",
	"priority":       "prio",
	"customer_po":    "customerpo customerorder customerorderno customerreference yourreference ponumber po kundenbestellnummer",
	"project":        "projectname job jobname projekt",
	"site":           "sitecode jobsite shipto shiptocode baustelle",
	"method":         "shipmethod shipvia deliverymethod versandart",
	"ship_mode":      "shipmode shippolicy partialshipment",
	"category":       "categoryname productgroup itemgroup group warengruppe",
	"gtin":           "ean ean13 upc barcode",
	"supplier_sku":   "suppliersku supplieritem supplieritemno vendoritemno vendorsku manufacturerpart lieferantenartikelnummer",
	"lead_time_days": "leadtime leadtimedays leaddays deliverydays lieferzeit",
	"pack":           "packsize packqty minqty multiple vpe",
	"weight_kg":      "weight weightkg netweight gewicht",
	"email":          "mail emailaddress",
	"phone":          "telephone tel phonenumber telefon",
	"country":        "countrycode land",
	"language":       "lang languagecode sprache",
	"class":          "customerclass customergroup segment kundengruppe",
	"tier":           "customertier level abc",
	"owner":          "salesperson salesrep rep accountmanager verkaeufer",
	"group":          "suppliergroup vendorgroup",
	"address":        "street shippingaddress deliveryaddress adresse",
	"zone":           "routezone deliveryzone tour",
	"contact":        "contactname person ansprechpartner",
	"ratio":          "factor conversion per quantity qty",
	"substitute":     "replacement alternative alternativeitem substituteitem ersatz",
	"bin":            "binlocation shelf place lagerplatz",
	"lot":            "batch lotno lotnumber batchno charge",
	"received":       "receivedqty qtyreceived quantityreceived",
	"received_at":    "receiveddate receiptdate",
	"rejected":       "rejectedqty qtyrejected",
	"lane":           "shipmentmode mode transport route",
	"lot_tracked":    "lottracked lotcontrolled batchtracked",
}

// Reads tells whether every column that the map takes from the file itself is in
// the header.
func (m *Map) Reads(header []string) bool {
	for _, s := range m.Columns {
		names := slices.Concat(s.Join, s.First)
		if s.Column != "" {
			names = append(names, s.Column)
		}
		for _, n := range names {
			join, _, dotted := strings.Cut(n, ".")
			if _, joined := m.Joins[join]; !slices.Contains(header, n) && !(dotted && joined) {
				return false
			}
		}
	}
	return true
}

// Ours tells whether every column of a header is one of the kind, so that the
// file needs no map.
func Ours(kind string, header []string) bool {
	k, ok := KindOf(kind)
	for _, h := range header {
		n := canonical(h)
		ok = ok && (k.Index(n) >= 0 || n == ReasonColumn || n == NumberColumn)
	}
	return ok
}

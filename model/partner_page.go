package model

// CustomerListShape is what GET /customers may be asked.
var CustomerListShape = ListShape{
	Sorts:   []string{"code", "name"},
	Filters: map[string][]string{"tier": nil, "hold": {"yes"}, "use": {"retired", "all"}},
	Flips:   []string{"tier", "hold"},
}

// CustomerRow is one customer of the list.
type CustomerRow struct {
	ID         int64    `db:"id"`
	Code       string   `db:"code"`
	Name       string   `db:"name"`
	Class      string   `db:"class"`
	Tier       string   `db:"tier"`
	Country    string   `db:"country"`
	ShipMode   ShipMode `db:"ship_mode"`
	CreditHold string   `db:"credit_hold"`
	OpenLines  int      `db:"open_lines"`
	ShortLines int      `db:"short_lines"`
	LateLines  int      `db:"late_lines"` // promised before today
	OpenValue  Money    `db:"open_value"`
	Retired    bool     `db:"retired"` // takes no new orders
}

// CustomerPage is everything GET /customers/{code} shows.
type CustomerPage struct {
	CustomerRow
	Email          string   `db:"email"`
	Phone          string   `db:"phone"`
	Language       string   `db:"language"`
	Owner          string   `db:"owner"`
	MaxShipments   int      `db:"max_shipments"`
	NoticeRegime   string   `db:"notice_regime"`
	LimitValue     *Money   `db:"backorder_limit_value"`
	BackorderValue Money    `db:"backorder_value"` // of what its lines lack
	OpenOrders     int      `db:"open_orders"`
	Mail           MailWish `db:"mail"`
	AskShort       bool     `db:"ask_short"` // when a line is short
	Version        int      `db:"version"`
	Contacts       []ContactRow
	Sites          []SiteRow
	Lines          []CustomerLine
	Orders         []OrderRow // the latest
	Service        Service
	Timeline       []Happening
}

// ContactRow is one person at a customer.
type ContactRow struct {
	ID int64 `db:"id"`
	ContactEdit
	Version int `db:"version"`
}

// SiteRow is one place of delivery.
type SiteRow struct {
	Site       string `db:"site"`
	Name       string `db:"name"`
	Address    string `db:"address"`
	Zone       string `db:"zone"`
	Contact    string `db:"contact"`
	Phone      string `db:"phone"`
	Access     string `db:"access"`
	OpenOrders int    `db:"open_orders"`
	RetiredAt  Time   `db:"retired_at"` // zero: it is offered to new orders
	Version    int    `db:"version"`
}

// CustomerLine is one open line on its customer's page.
type CustomerLine struct {
	LineID      int64  `db:"line_id"`
	OrderNumber string `db:"order_number"`
	LineNo      int    `db:"line_no"`
	SKU         string `db:"sku"`
	Product     string `db:"product"`
	Unit        string `db:"unit"`
	Open        Qty    `db:"open"`
	Short       Qty    `db:"short"`
	Promise     Date   `db:"promise"`
	ETA         Date   `db:"eta"`
	Status      Status `db:"status"`
}

// Option is one entry of a select: what is sent and what is read.
type Option struct {
	Value string `db:"value"`
	Text  string `db:"text"`
}

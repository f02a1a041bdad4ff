package demo

import (
	"fmt"
	"strings"

	"backfill/model"
)

type supplier struct {
	code, group string
	lead        int
	slip        func(*maker) int // days after the stated date; often 0
}

var supplierNames = []string{
	"Alderwick Gypsum", "Board & Beam Mills", "Castellan Plaster", "Northmark Boards",
	"Ferrolux Profiles", "Stahlgrat Metal", "Ironbridge Sections", "Kelmet Framing",
	"Thermawool", "Isolund Insulation", "Fjordwool", "Warmspan PIR", "Cellofoam",
	"Kareland Timber", "Baltic Plywood House", "Taiga Sawmills", "Oakfield Joinery Timber", "Borealis Decking",
	"Fastenhaus", "Tightgrip Fixings", "Screwline", "Anchor & Bolt Co",
	"Mortarworks", "Greystone Cement", "Blockyard", "Quarryside Minerals", "Terrapave",
	"Claybank Brickworks", "Kilnhouse",
	"Ceramica Lunaro", "Azulejo Sur", "Tilewright",
	"Ridgeway Roofing", "Rainline Gutters", "Slatecap",
	"Pipelane Drainage", "Sealchem", "Colourhouse Paints", "Doorcraft Joinery", "Toolmaster Supply",
}

var supplierGroups = strings.Fields("board board board board metal metal metal metal insulation insulation insulation insulation insulation " +
	"timber timber timber timber timber fixings fixings fixings fixings mineral mineral mineral mineral mineral masonry masonry " +
	"tiles tiles tiles roofing roofing roofing drainage chemistry chemistry joinery tools")

// Habits of delivery, from a clock to a promise nobody should repeat.
var habits = []func(*maker) int{
	func(m *maker) int { return 0 },
	func(m *maker) int { return m.IntN(2) },
	func(m *maker) int { return max(0, m.between(-3, 3)) },
	func(m *maker) int { return max(-2, m.between(-6, 6)) },
	func(m *maker) int {
		if m.chance(25) {
			return m.between(5, 21)
		}
		return m.IntN(3)
	},
	func(m *maker) int { return m.between(2, 12) },
}

func (m *maker) makeSuppliers() {
	wh := newTable("warehouses", "code,name,address,country")
	wh.row("MAIN", "Riverside depot", "14 Wharf Road, Kingsport", "GB")
	wh.row("NORTH", "Northgate branch", "Unit 3, Northgate Park, Aldermere", "GB")
	wh.row("YARD", "Oakfield timber yard", "Mill Lane, Oakfield", "GB")
	m.add(wh)
	t := newTable("suppliers", "code,name,group,lead_time_days,email")
	for i, name := range supplierNames {
		s := supplier{code: fmt.Sprintf("S-%03d", 101+i), group: supplierGroups[i], lead: pick(m, []int{5, 7, 10, 14, 14, 21, 28}), slip: habits[(i*5+i/7)%len(habits)]}
		if s.group == "tiles" {
			s.lead += 21 // by sea
		}
		m.suppliers = append(m.suppliers, s)
		t.row(s.code, name, s.group, s.lead, "orders@"+slug(name)+".example")
	}
	m.add(t)
}

func (m *maker) supplierOf(group string) int {
	var of []int
	for i, s := range m.suppliers {
		if s.group == group {
			of = append(of, i)
		}
	}
	return pick(m, of)
}

type customer struct {
	code, warehouse string
	shipMode        model.ShipMode
	maxShipments    int
	class           string
	sites           []string
	weight          int
}

var (
	surnames = strings.Fields("Hartley Rennie Okoro Delgado Mbeki Lindqvist Alvarez Nakata Bowen Farrow Grimshaw Petrov Singh Osei Tanner Whitlock Marsden Abara Kowalski " +
		"Dunmore Calloway Ferreira Novak Haddad Ives Jorgensen Keane Larsson Mercer Nolan Obrien Pascoe Quayle Rossi Sorensen Thackeray Underhill Vickers Wardle Yates " +
		"Ashdown Birch Coulter Drummond Eastwood Fenwick Garrick Holloway Ingram Jessop")
	trades = []string{"Build Ltd", "Interiors", "& Sons", "Dry Lining", "Joinery", "Homes", "Roofing", "Contracts", "Construction", "Plastering",
		"Tiling", "Developments", "Carpentry", "Groundworks", "Facades"}
	places   = strings.Fields("Kingsport Aldermere Oakfield Brackley Westhaven Thornbury Millford Castleton Ravenhill Stonebridge Eastleigh Harrowgate")
	streets  = []string{"Quay Street", "Foundry Lane", "Station Road", "Orchard Way", "Canal Side", "Priory Lane", "Market Hill", "Beacon Road"}
	projects = []string{"Quayside phase 2", "St Anne's school", "Mill Loft conversion", "Beacon Road flats", "Harrow clinic", "Canal Side offices",
		"Priory terrace", "Ravenhill sports hall", "Station hotel", "Orchard Way 12-18"}
	zones = []string{"Z1", "Z1", "Z2", "Z2", "Z3", "Z4"}
)

// Customers is how many there are.
const Customers = 250

func (m *maker) makeCustomers() {
	t := newTable("customers", "code,name,class,tier,email,phone,language,country,ship_mode,max_shipments,notice_regime,owner,backorder_limit_value")
	sites := newTable("sites", "customer,site,name,address,zone,contact,phone,access")
	used := map[string]bool{}
	for len(m.customers) < Customers {
		name := pick(m, surnames) + " " + pick(m, trades)
		if len(m.customers)%31 == 5 {
			name = pick(m, places) + " " + pick(m, []string{"Council works", "Housing Trust", "College estates"})
		}
		if used[name] {
			continue
		}
		used[name] = true
		m.addCustomer(t, sites, name)
	}
	m.add(t)
	m.add(sites)
}

func (m *maker) addCustomer(t, sites *table, name string) {
	n := len(m.customers)
	c := customer{code: fmt.Sprintf("C-%04d", 1001+n), warehouse: "MAIN", shipMode: model.AsAvailable, class: pick(m, []string{"contractor", "contractor", "contractor", "housebuilder", "merchant", "trade"}), weight: 1}
	switch {
	case strings.Contains(name, "Council"), strings.Contains(name, "Trust"), strings.Contains(name, "College"):
		c.class = "public"
	case n%17 == 4:
		c.class = "retail"
	}
	switch r := m.IntN(100); {
	case r < 25:
		c.warehouse = "NORTH"
	case r < 35:
		c.warehouse = "YARD"
	}
	switch r := m.IntN(100); {
	case r < 14:
		c.shipMode = model.OrderComplete
	case r < 26:
		c.shipMode = model.LineComplete
	case r < 31:
		c.shipMode, c.maxShipments = model.MaxShipments, 2
	}
	tier := "C"
	if m.chance(35) {
		tier, c.weight = "B", 3
	}
	if m.chance(14) {
		tier, c.weight = "A", 8
	}
	regime, language := "contract_b2b", "en"
	if c.class == "retail" {
		regime = "uk_consumer"
	}
	limit := ""
	if tier == "C" && m.chance(20) {
		limit = money(m.between(3, 15) * 100000)
	}
	t.row(c.code, name, c.class, tier, "buying@"+slug(name)+".example", fmt.Sprintf("01632 %06d", 960000+n), language, "GB", c.shipMode, few(c.maxShipments), regime,
		pick(m, []string{"sales@demo.test", "sales@demo.test", "service@demo.test"}), limit)
	for i := range m.IntN(3) {
		code := fmt.Sprintf("SITE%d", i+1)
		c.sites = append(c.sites, code)
		sites.row(c.code, code, pick(m, projects), fmt.Sprintf("%d %s, %s", m.between(1, 180), pick(m, streets), pick(m, places)), pick(m, zones),
			pick(m, surnames), fmt.Sprintf("07700 %06d", 900000+n*3+i), pick(m, []string{"", "", "Crane from 10:00", "No lorry over 18 t", "Ring 30 min before"}))
	}
	m.customers = append(m.customers, c)
}

// few is a number for a cell, empty for 0.
func few(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func slug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
}

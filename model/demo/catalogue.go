package demo

import (
	"fmt"
	"strings"
	"time"

	"backfill/model"
)

func timeOfDay(minute int) time.Duration { return 7*time.Hour + time.Duration(minute)*time.Minute }

// family is a range of products that differ in two ways. Variants are written
// code:words.
type family struct {
	code, category, name string
	a, b                 []string
	unit                 string
	decimals             int
	pack                 int // stock units; 0: any
	bundle               int // stock units in one bundle; 0: none
	price                int // minor units of the smallest variant
	weight               int // grams
	from, to             int // units on one order line, in steps of step
	step                 int
	group                string // which suppliers make it
	lots                 bool
}

var families = []family{
	{"GB", "Plasterboard", "Gypsum board %s %s", v("095:9.5 mm|125:12.5 mm|150:15 mm"), v("TE:tapered 1200x2400|SQ:square 1200x2400|MR:moisture 1200x2400|FR:fire 1200x2400|SB:acoustic 1200x2400"), "pc", 0, 0, 40, 780, 24000, 10, 120, 10, "board", false},
	{"FB", "Plasterboard", "Gypsum fibre board %s %s", v("100:10 mm|125:12.5 mm|180:18 mm"), v("15:1000x1500|25:1245x2500"), "pc", 0, 0, 30, 1460, 27000, 6, 60, 6, "board", false},
	{"MP", "Metal framing", "Steel stud %s %s", v("C50:C50|C75:C75|C100:C100|C150:C150"), v("24:2.4 m|30:3.0 m|36:3.6 m|42:4.2 m"), "length", 0, 8, 0, 310, 2100, 8, 160, 8, "metal", false},
	{"UT", "Metal framing", "U-track %s %s", v("50:50 mm|75:75 mm|100:100 mm|150:150 mm"), v("24:2.4 m|30:3.0 m"), "length", 0, 8, 0, 290, 1900, 8, 80, 8, "metal", false},
	{"CD", "Metal framing", "Ceiling channel %s %s", v("27:CD 60/27|28:UD 28/27"), v("30:3.0 m|40:4.0 m"), "length", 0, 12, 0, 240, 1500, 12, 120, 12, "metal", false},
	{"RW", "Insulation", "Rock wool slab %s %s", v("050:50 mm|075:75 mm|100:100 mm|140:140 mm"), v("60:600x1200|RS:acoustic 600x1200"), "m2", 2, 0, 0, 540, 4200, 20, 180, 20, "insulation", false},
	{"GW", "Insulation", "Glass wool roll %s %s", v("100:100 mm|150:150 mm|200:200 mm"), v("32:lambda 032|35:lambda 035|40:lambda 040"), "m2", 2, 0, 0, 390, 1700, 20, 200, 10, "insulation", false},
	{"PI", "Insulation", "PIR board %s %s", v("050:50 mm|075:75 mm|100:100 mm|120:120 mm|150:150 mm"), v("24:1200x2400|TG:tongue 600x2400"), "pc", 0, 0, 12, 1980, 6200, 4, 48, 4, "insulation", false},
	{"XP", "Insulation", "XPS board %s %s", v("030:30 mm|050:50 mm|080:80 mm|100:100 mm"), v("S3:300 kPa|S5:500 kPa"), "pc", 0, 4, 0, 870, 1500, 8, 80, 8, "insulation", false},
	{"OS", "Sheet timber", "OSB/3 %s %s", v("09:9 mm|11:11 mm|15:15 mm|18:18 mm|22:22 mm"), v("C:1250x2500|L:1220x2440"), "pc", 0, 0, 50, 1290, 18000, 10, 100, 5, "timber", false},
	{"PL", "Sheet timber", "Birch plywood %s %s", v("09:9 mm|12:12 mm|15:15 mm|18:18 mm|21:21 mm"), v("BB:BB/BB 1250x2500|FF:film faced 1250x2500"), "pc", 0, 0, 30, 3890, 21000, 4, 40, 2, "timber", false},
	{"CW", "Timber", "Planed softwood %s %s", v("4570:45x70|4595:45x95|45120:45x120|45145:45x145|45195:45x195"), v("36:3.6 m|48:4.8 m|54:5.4 m"), "length", 0, 6, 0, 690, 8900, 12, 120, 6, "timber", false},
	{"GL", "Timber", "Glulam beam %s %s", v("0920:90x200|0925:90x250|1128:115x280|1431:140x315"), v("60:6.0 m|90:9.0 m"), "pc", 0, 0, 0, 11800, 64000, 1, 8, 1, "timber", false},
	{"DK", "Timber", "Decking %s %s", v("LA:larch 27x145|TH:thermo ash 20x132|PI:pine 28x120"), v("30:3.0 m|40:4.0 m"), "m2", 2, 0, 0, 3150, 15000, 10, 80, 5, "timber", false},
	{"JH", "Fixings", "Joist hanger %s %s", v("045:45 mm|070:70 mm|100:100 mm|120:120 mm"), v("GA:galvanised|A2:stainless"), "pc", 0, 10, 0, 180, 320, 10, 120, 10, "fixings", false},
	{"AB", "Fixings", "Angle bracket %s %s", v("070:70x70|090:90x90|105:105x105"), v("RB:ribbed|PL:plain"), "pc", 0, 25, 0, 120, 210, 25, 200, 25, "fixings", false},
	{"DS", "Fixings", "Drywall screws %s %s", v("25:3.5x25|35:3.5x35|45:3.5x45|55:3.5x55"), v("BX:box 1000|CL:collated box 1000"), "box", 0, 0, 0, 990, 1700, 2, 40, 1, "fixings", false},
	{"WS", "Fixings", "Wood screws %s %s", v("440:4x40|560:5x60|680:6x80|8120:8x120|8200:8x200"), v("TX:countersunk TX|WH:washer head TX"), "box", 0, 0, 0, 1150, 2300, 1, 20, 1, "fixings", false},
	{"NA", "Fixings", "Framing nails %s %s", v("63:2.8x63|75:3.1x75|90:3.1x90"), v("BR:bright|GA:galvanised"), "box", 0, 0, 0, 2890, 8600, 1, 12, 1, "fixings", false},
	{"CM", "Cement and mortar", "%s %s", v("P42:Portland cement 42.5|MM:Masonry mortar M5|PM:Plaster mortar light|SC:Floor screed CT-C25|TA:Tile adhesive C2TE"), v("25:25 kg|40:40 kg"), "bag", 0, 0, 0, 490, 25000, 20, 240, 10, "mineral", false},
	{"GP", "Cement and mortar", "%s %s", v("JF:Joint filler|FP:Finishing plaster|UP:Undercoat plaster|GL:Board adhesive"), v("05:5 kg|25:25 kg"), "bag", 0, 0, 0, 820, 15000, 5, 80, 5, "mineral", false},
	{"BL", "Masonry", "Aerated block %s %s", v("100:100 mm|150:150 mm|200:200 mm|240:240 mm|300:300 mm"), v("2:PP2|4:PP4"), "pc", 0, 0, 60, 260, 11000, 60, 600, 60, "mineral", false},
	{"BR", "Masonry", "Facing brick %s %s", v("RR:Red rustic|BU:Buff smooth|GR:Grey waterstruck|AN:Anthracite|MU:Multi stock"), v("65:65 mm|52:52 mm"), "pc", 0, 0, 100, 55, 2300, 500, 4000, 100, "masonry", true},
	{"FT", "Tiles", "Floor tile %s %s", v("OAT:Oatmeal|SLA:Slate|IVO:Ivory|GRA:Graphite|TER:Terra"), v("66:60x60|62:30x60|99:90x90"), "m2", 2, 0, 0, 1890, 21000, 8, 90, 1, "tiles", true},
	{"WT", "Tiles", "Wall tile %s %s", v("WHI:Gloss white|MAT:Matt white|SEA:Sea green|CLA:Clay"), v("23:20x30|26:25x60"), "m2", 2, 0, 0, 1320, 14000, 5, 60, 1, "tiles", true},
	{"RT", "Roofing", "Roof tile %s %s", v("DR:Double roman|FL:Flat interlocking|PA:Plain clay"), v("RD:red|GR:graphite|BN:brown"), "pc", 0, 0, 50, 98, 4300, 200, 2000, 50, "roofing", true},
	{"RM", "Roofing", "%s %s", v("UM:Underlay membrane|VB:Vapour barrier|BF:Bitumen felt|EP:EPDM membrane"), v("50:50 m2 roll|75:75 m2 roll"), "roll", 0, 0, 0, 4900, 9800, 1, 24, 1, "roofing", false},
	{"GU", "Roofing", "%s %s", v("HR:Half-round gutter|SQ:Square gutter|DP:Downpipe|BK:Gutter bracket"), v("ZN:zinc|AN:anthracite|WH:white"), "length", 0, 0, 0, 890, 1900, 4, 40, 2, "roofing", false},
	{"DP", "Drainage", "%s %s", v("P110:Pipe 110 mm|P160:Pipe 160 mm|P200:Pipe 200 mm|B45:Bend 45 deg|TEE:Tee|IC:Inspection chamber"), v("SN4:SN4|SN8:SN8"), "pc", 0, 0, 0, 640, 3100, 2, 60, 2, "drainage", false},
	{"SE", "Sealants", "%s %s", v("AC:Acoustic sealant|SI:Sanitary silicone|PU:PU sealant|FO:PU foam|FR:Fire foam|MS:MS polymer"), v("310:310 ml|600:600 ml|900:900 ml"), "pc", 0, 12, 0, 390, 520, 12, 96, 12, "chemistry", false},
	{"PT", "Paint", "%s %s", v("MW:Matt wall paint|PR:Deep primer|FA:Facade paint|FL:Floor coating"), v("05:5 l|10:10 l|15:15 l"), "pc", 0, 0, 0, 2450, 9800, 1, 24, 1, "chemistry", false},
	{"DR", "Doors", "%s %s", v("FS:Flush door solid|FD:Fire door FD30|OA:Oak veneer door|GZ:Glazed door"), v("726:726 mm|826:826 mm|926:926 mm"), "pc", 0, 0, 0, 8900, 31000, 1, 16, 1, "joinery", false},
	{"WN", "Doors", "Roof window %s %s", v("C2:55x78|F6:66x118|M8:78x140|S6:114x118"), v("MA:manual|EL:electric"), "pc", 0, 0, 0, 28900, 42000, 1, 4, 1, "joinery", false},
	{"RB", "Reinforcement", "%s %s", v("B08:Rebar B500 8 mm|B10:Rebar B500 10 mm|B12:Rebar B500 12 mm|B16:Rebar B500 16 mm|MQ:Mesh Q188"), v("60:6 m|12:12 m"), "pc", 0, 0, 0, 790, 4700, 10, 200, 10, "metal", false},
	{"PV", "Paving", "Paving %s %s", v("GRY:grey|ANT:anthracite|SND:sand|MIX:autumn mix"), v("06:60 mm|08:80 mm"), "m2", 2, 0, 0, 1750, 138000, 12, 150, 6, "mineral", true},
	{"IN", "Insulation", "Reveal board %s %s", v("20:20 mm|30:30 mm"), v("10:1000 mm|15:1500 mm"), "pc", 0, 0, 0, 610, 900, 4, 40, 4, "insulation", false},
	{"TL", "Tools", "%s %s", v("TR:Plastering trowel|SP:Taping knife|MX:Mixing paddle|LA:Laser distance meter|SA:Board saw|BC:Board carrier"), v("S:standard|P:professional"), "pc", 0, 0, 0, 1490, 700, 1, 6, 1, "tools", false},
	{"LM", "Flooring", "Laminate %s %s", v("OAK:oak|ASH:ash|WAL:walnut|STO:stone"), v("08:8 mm|10:10 mm|12:12 mm"), "m2", 2, 0, 0, 1490, 7200, 10, 90, 2, "timber", false},
	{"SK", "Flooring", "Skirting %s %s", v("WH:white|OA:oak|PR:primed"), v("60:60 mm 2.4 m|80:80 mm 2.4 m|95:95 mm 2.4 m"), "length", 0, 5, 0, 680, 1200, 10, 80, 5, "joinery", false},
	{"EN", "Drainage", "%s %s", v("CH:Channel drain|GR:Grating|SU:Sump unit"), v("100:100 mm|150:150 mm"), "pc", 0, 0, 0, 2490, 8200, 1, 20, 1, "drainage", false},
	{"CL", "Ceilings", "Ceiling tile %s %s", v("MIN:mineral|MET:metal|WOD:wood wool"), v("66:600x600|12:600x1200|62:625x625"), "m2", 2, 0, 0, 1180, 4100, 10, 120, 5, "board", false},
	{"GV", "Landscaping", "%s %s", v("GRA:Gravel 8-16|SAN:Sharp sand|BAL:Ballast 0-20|TOP:Topsoil"), v("BB:big bag|25:25 kg bag"), "pc", 0, 0, 0, 4200, 880000, 1, 20, 1, "mineral", false},
}

func v(list string) []string { return strings.Split(list, "|") }

// Products is how many the catalogue has.
const Products = 400

// fate is what supply did to a product in the played weeks.
type fate int

const (
	fine     fate = iota
	late          // its purchase order slipped, some of them without a word
	onOrder       // sold out, the next delivery is confirmed
	partial       // the delivery of this week was short
	noSupply      // sold out, nothing is on order
)

type product struct {
	sku, name, category, unit, bundle string
	decimals, pack, ratio             int
	price                             int
	from, to, step                    int
	lots                              bool
	supplier                          int
	weight                            int // how often it sells
	fate                              fate
	runsOut                           model.Date             // about when a product in trouble is sold out
	sold                              map[string][]model.Qty // by warehouse: what each played day asks for, in stock units
}

func (m *maker) makeProducts() {
	t := newTable("products", "sku,name,category,unit,decimals,price,weight_kg,gtin,supplier,supplier_sku,lead_time_days,pack,backorder,backorder_limit,lot_tracked")
	units := newTable("units", "sku,unit,ratio")
	for _, f := range families {
		for i, a := range f.a {
			for j, b := range f.b {
				if len(m.products) == Products {
					break
				}
				m.addProduct(t, units, f, i, j, a, b)
			}
		}
	}
	m.add(t)
	m.add(units)
	m.makeSubstitutes()
}

func (m *maker) addProduct(t, units *table, f family, i, j int, a, b string) {
	ac, aw, _ := strings.Cut(a, ":")
	bc, bw, _ := strings.Cut(b, ":")
	p := product{sku: f.code + "-" + ac + "-" + bc, name: fmt.Sprintf(f.name, aw, bw), category: f.category, unit: f.unit,
		decimals: f.decimals, pack: f.pack, price: f.price + f.price*i*22/100 + f.price*j*9/100,
		from: f.from, to: f.to, step: f.step, lots: f.lots, supplier: m.supplierOf(f.group), sold: map[string][]model.Qty{}}
	p.weight = 1 + m.IntN(4)
	if m.chance(15) {
		p.weight += m.between(6, 14) // a few products are most of the trade
	}
	p.fate = m.fateOf(p.weight)
	p.runsOut = m.today.AddDays(-m.between(3, 12))
	if p.fate == late {
		p.runsOut = m.today.AddDays(-m.between(7, 24))
	}
	n := len(m.products)
	limit, backorder := "", "allow"
	switch {
	case n%67 == 12:
		backorder, limit = "limit", fmt.Sprint(f.to*4)
	case n%133 == 40 && p.fate == fine:
		backorder = "deny"
	}
	lead := ""
	if n%29 == 3 {
		lead = fmt.Sprint(m.suppliers[p.supplier].lead + 7)
	}
	pack := ""
	if p.pack > 0 {
		pack = fmt.Sprint(p.pack)
	}
	t.row(p.sku, p.name, p.category, p.unit, p.decimals, money(p.price), fmt.Sprintf("%d.%03d", f.weight/1000, f.weight%1000),
		gtin(n), m.suppliers[p.supplier].code, fmt.Sprintf("%s%05d", strings.ToUpper(m.suppliers[p.supplier].code[2:]), 10000+n*37), lead, pack, backorder, limit, yesNo(p.lots))
	if f.bundle > 0 {
		p.bundle, p.ratio = "bundle", f.bundle
		units.row(p.sku, p.bundle, f.bundle)
	}
	m.bySKU[p.sku] = n
	m.products = append(m.products, p)
	for range p.weight {
		m.byWeight = append(m.byWeight, n)
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// fateOf gives one product in five some trouble; the ones that sell most have
// it more often, as they do.
func (m *maker) fateOf(weight int) fate {
	trouble := 34
	if weight > 5 {
		trouble = 52
	}
	if !m.chance(trouble) {
		return fine
	}
	return pick(m, []fate{late, late, late, onOrder, onOrder, onOrder, partial, partial, noSupply})
}

// gtin makes a GTIN-13 with a right check digit, in the range GS1 keeps for
// use inside a company (prefix 20).
func gtin(n int) string {
	body := fmt.Sprintf("20%010d", 4100000+n*13)
	sum := 0
	for i, r := range body {
		d := int(r - '0')
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return body + fmt.Sprint((10-sum%10)%10)
}

func money(minor int) string { return model.Money(minor).Decimal(2) }

// makeSubstitutes pairs neighbours of one family: what a customer would take.
func (m *maker) makeSubstitutes() {
	t := newTable("substitutes", "sku,substitute,kind,ratio")
	for i := 1; i < len(m.products); i++ {
		a, b := m.products[i-1], m.products[i]
		if a.sku[:2] != b.sku[:2] || a.unit != b.unit || !m.chance(30) {
			continue
		}
		kind := pick(m, []string{"substitute", "equivalent", "upgrade"})
		t.row(a.sku, b.sku, kind, "1")
	}
	m.add(t)
}

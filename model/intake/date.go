package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"backfill/model"
)

// form is a set of date forms, a bit each.
type form uint16

const (
	formISO        form = 1 << iota // 2026-11-24, 2026-11-24T08:00:00Z
	formYSlash                      // 2026/11/24
	formCompact                     // 20261124
	formMonth                       // 24-Nov-26, 24 November 2026
	formDots                        // 24.11.2026
	formDayFirst                    // 24/11/2026, 24-11-26
	formMonthFirst                  // 11/24/2026, 11-24-26
	anyForm        form = 1<<iota - 1
)

// formNames are the words of the map.
var formNames = []struct {
	name string
	form form
}{
	{"iso", formISO}, {"yyyy/mm/dd", formYSlash}, {"yyyymmdd", formCompact}, {"d-mon-yy", formMonth}, {"d.m.yyyy", formDots},
	{"d/m/yy", formDayFirst}, {"m/d/yy", formMonthFirst},
}

func parseForms(names []string) (form, error) {
	var f form
	for _, n := range names {
		was := f
		for _, k := range formNames {
			if k.name == strings.ToLower(n) {
				f |= k.form
			}
		}
		if f == was {
			return 0, fmt.Errorf("date form %q is not known or named twice; known: %s", n, formList(anyForm))
		}
	}
	return f, nil
}

func formList(f form) string {
	var names []string
	for _, k := range formNames {
		if f&k.form != 0 {
			names = append(names, k.name)
		}
	}
	return strings.Join(names, ", ")
}

// moment is a date with an optional time of day, as written: no zone unless one
// was written.
type moment struct {
	year, month, day int
	clock            time.Duration
	offset           int // minutes east of UTC
	zoned            bool
}

func (m moment) real() bool {
	if m.year < 1900 || m.year > 2200 || m.month < 1 || m.month > 12 || m.day < 1 {
		return false
	}
	return m.day <= time.Date(m.year, time.Month(m.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (m moment) date() string {
	var b [10]byte
	digits(b[0:4], m.year)
	b[4] = '-'
	digits(b[5:7], m.month)
	b[7] = '-'
	digits(b[8:10], m.day)
	return string(b[:])
}

func digits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

func (m moment) instant(zone *time.Location) string {
	if m.zoned {
		zone = time.FixedZone("", m.offset*60)
	}
	midnight := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, zone)
	h, rest := int(m.clock/time.Hour), m.clock%time.Hour
	if h > 0 || rest > 0 {
		midnight = time.Date(m.year, time.Month(m.month), m.day, h, int(rest/time.Minute), int(rest%time.Minute/time.Second), int(rest%time.Second), zone)
	}
	return model.At(midnight).String()
}

// read gives every form in which s is a real date, and what it then says.
// Ambiguous digits (5/6/2026) give two forms; month first is read by first.
func read(s string, allowed form) (forms form, m, monthFirst moment) {
	day, clock := splitClock(s)
	p := split(day)
	switch {
	case p.bad || clock == "bad":
		return 0, m, m
	case p.n == 1 && len(p.part[0]) == 8 && p.number[0]:
		forms = formCompact
		m = moment{year: num(day[0:4]), month: num(day[4:6]), day: num(day[6:8])}
	case p.n != 3:
		return 0, m, m
	case len(p.part[0]) == 4 && p.numbers():
		forms = map[byte]form{'-': formISO, '/': formYSlash}[p.sep]
		if len(p.part[1]) != 2 && p.sep == '-' || len(p.part[2]) != 2 && p.sep == '-' {
			return 0, m, m
		}
		m = moment{year: num(p.part[0]), month: num(p.part[1]), day: num(p.part[2])}
	case p.number[0] && !p.number[1] && p.number[2]:
		forms = formMonth
		m = moment{year: year(p.part[2]), month: monthOf(p.part[1]), day: num(p.part[0])}
	case p.numbers() && p.sep == '.':
		forms = formDots
		m = moment{year: year(p.part[2]), month: num(p.part[1]), day: num(p.part[0])}
	case p.numbers() && p.sep != ' ':
		m = moment{year: year(p.part[2]), month: num(p.part[1]), day: num(p.part[0])}
		monthFirst = moment{year: m.year, month: m.day, day: m.month}
		if m.real() {
			forms |= formDayFirst
		}
		if monthFirst.real() {
			forms |= formMonthFirst
		}
	}
	forms &= allowed
	if forms&^formMonthFirst != 0 && !m.real() {
		return 0, m, m
	}
	ok := true
	if clock != "" {
		ok = readClock(clock, &m)
		monthFirst.clock, monthFirst.zoned, monthFirst.offset = m.clock, m.zoned, m.offset
	}
	if !ok {
		return 0, m, m
	}
	return forms, m, monthFirst
}

// parts are the three parts of a date between equal separators.
type parts struct {
	part   [3]string
	number [3]bool
	n      int
	sep    byte
	bad    bool
}

func (p parts) numbers() bool { return p.number[0] && p.number[1] && p.number[2] }

func split(s string) parts {
	var p parts
	for start, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && !strings.ContainsRune("-/. ", rune(s[i])) {
			continue
		}
		if p.n == 3 || i == start || i-start > 9 || (i < len(s) && p.n > 0 && s[i] != p.sep) {
			p.bad = true
			return p
		}
		if i < len(s) {
			p.sep = s[i]
		}
		p.part[p.n] = s[start:i]
		p.number[p.n] = isDigits(s[start:i])
		p.n++
		start = i + 1
	}
	return p
}

// splitClock cuts the time of day off: after T, or after the blank before the
// first colon.
func splitClock(s string) (day, clock string) {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, ""
	}
	cut := strings.LastIndexAny(s[:colon], " T")
	if cut < 0 {
		return s, "bad"
	}
	return s[:cut], strings.TrimSpace(s[cut+1:])
}

func readClock(s string, m *moment) bool {
	if cut := strings.IndexAny(s, "Z+-"); cut >= 0 {
		off, ok := readOffset(s[cut:])
		if !ok {
			return false
		}
		m.zoned, m.offset, s = true, off, s[:cut]
	}
	half := -1
	if t := strings.ToUpper(s); strings.HasSuffix(t, "AM") || strings.HasSuffix(t, "PM") {
		half = 0
		if t[len(t)-2] == 'P' {
			half = 12
		}
		s = strings.TrimSpace(s[:len(s)-2])
	}
	whole, frac, _ := strings.Cut(s, ".")
	p := strings.Split(whole, ":")
	if len(p) < 2 || len(p) > 3 || !isDigits(frac) && frac != "" || len(frac) > 9 {
		return false
	}
	for _, x := range p {
		if !isDigits(x) || len(x) > 2 {
			return false
		}
	}
	h, min, sec := num(p[0]), num(p[1]), 0
	if len(p) == 3 {
		sec = num(p[2])
	}
	if half >= 0 {
		if h < 1 || h > 12 {
			return false
		}
		h = h%12 + half
	}
	nanos := num((frac + "000000000")[:9])
	m.clock = time.Duration(h)*time.Hour + time.Duration(min)*time.Minute + time.Duration(sec)*time.Second + time.Duration(nanos)
	return h < 24 && min < 60 && sec < 60
}

func readOffset(s string) (minutes int, ok bool) {
	if s == "Z" {
		return 0, true
	}
	d := strings.Replace(s[1:], ":", "", 1)
	if len(d) != 4 || !isDigits(d) || num(d[:2]) > 14 || num(d[2:]) > 59 || s[0] == 'Z' {
		return 0, false
	}
	minutes = num(d[:2])*60 + num(d[2:])
	if s[0] == '-' {
		minutes = -minutes
	}
	return minutes, true
}

// year reads 2026 or 26; two digits from 69 on are of the last century.
func year(s string) int {
	n := num(s)
	switch {
	case len(s) == 4:
		return n
	case len(s) != 2:
		return 0
	case n < 69:
		return 2000 + n
	}
	return 1900 + n
}

func monthOf(s string) int {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if s == full || s == full[:3] || s == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// num reads digits that were checked before.
func num(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// dates gathers what the values of one column say about its form.
type dates struct {
	allowed form   // listed by the map; 0: found from the values
	found   form   // forms in which every value so far is a date
	sample  string // the first value
	odd     string // the value that left no form
}

// see takes one value as evidence. A value that is no date in any form says
// nothing about the column: it is its own row's problem.
func (d *dates) see(s string) {
	if d.allowed != 0 {
		return
	}
	f, _, _ := read(s, anyForm)
	if f == 0 {
		return
	}
	if d.sample == "" {
		d.sample, d.found = s, anyForm
	}
	if d.found != 0 && d.found&f == 0 {
		d.odd = s
	}
	d.found &= f
}

// settle decides the column's form once every value was seen.
func (d *dates) settle() error {
	switch {
	case d.allowed != 0:
	case d.sample == "":
		d.allowed = formISO
	case d.found == 0:
		return fmt.Errorf("holds two date forms (%s and %s); list both in the map", d.sample, d.odd)
	case d.found == formDayFirst|formMonthFirst:
		return fmt.Errorf("%s may be day/month or month/day, and no value decides; say which in the map", d.sample)
	default:
		d.allowed = d.found
	}
	return nil
}

// parse reads a value in the settled form.
func (d *dates) parse(s string) (moment, error) {
	f, m, monthFirst := read(s, d.allowed)
	switch {
	case f == 0:
		return m, fmt.Errorf("%q is not a date (%s)", clip(s), formList(d.allowed))
	case f == formMonthFirst:
		return monthFirst, nil
	case f == formDayFirst|formMonthFirst && m != monthFirst:
		return m, fmt.Errorf("%q may be day/month or month/day", clip(s))
	}
	return m, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "..."
	}
	return s
}

package model

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// SettingGroup is the page a setting stands on.
type SettingGroup string

// The pages of settings. Those of InternalSettings stand on none: the program
// keeps them for itself.
const (
	CompanySettings  SettingGroup = "company"
	PromiseSettings  SettingGroup = "promises"
	LimitSettings    SettingGroup = "limits"
	LogInSettings    SettingGroup = "security"
	InternalSettings SettingGroup = ""
)

// SettingKind says what a value may be and how a form asks for it.
type SettingKind int

// The kinds of settings, with the form their values are kept in.
const (
	TextSetting     SettingKind = iota // any text of one line
	WholeSetting                       // a whole number between Min and Max
	ChoiceSetting                      // one of Options
	SwitchSetting                      // "1" or "0"
	WeekdaysSetting                    // "1,2,3,4,5"; 0 is Sunday
	ClockSetting                       // "15:00"; "" is none
	ZoneSetting                        // "Europe/Berlin"
	CurrencySetting                    // "EUR"
)

// Setting is one choice of the company. Its value is a text; Check says which
// texts make sense.
type Setting struct {
	Key      string
	Group    SettingGroup
	Label    string
	Hint     string // what it changes, and whom it touches
	Kind     SettingKind
	Default  string
	Min, Max int      // of a whole number
	Unit     string   // of a whole number: "working days"
	Options  []Option // of a choice; of other kinds: what is suggested
	Optional bool     // "" is a value
	Replans  bool     // another value may move stock or dates of open lines, so it is shown before it is saved
}

// maxSettingText is how long a text may be.
const maxSettingText = 120

// settings is the one table of them all, in the order of the pages. A new one is
// a row here and a field of db.Settings.
var settings = []Setting{
	{Key: "company", Group: CompanySettings, Label: "Company name", Kind: TextSetting, Default: "Backfill",
		Hint: "Stands in the title of every page, on papers and in what customers read."},
	{Key: "time_zone", Group: CompanySettings, Label: "Time zone", Kind: ZoneSetting, Default: "UTC", Options: zoneOptions, Replans: true,
		Hint: "Decides which day it is at the desk, and so what is late. Every clock time on screen is in this zone; what is kept does not change."},
	{Key: "locale", Group: CompanySettings, Label: "Dates and numbers", Kind: ChoiceSetting, Default: "en-GB", Options: localeOptions,
		Hint: "How dates, numbers and money are printed on every page, and how they may be typed, for everybody who has not chosen otherwise on their own account. The plain forms 2026-12-04 and 1250.5 are always understood; files keep them."},
	{Key: "currency", Group: CompanySettings, Label: "Currency", Kind: CurrencySetting, Default: "EUR", Options: currencyOptions,
		Hint: "Printed beside every amount. Amounts are not converted: it only names what they are in."},
	{Key: "currency_decimals", Group: CompanySettings, Label: "Decimals of the currency", Kind: WholeSetting, Default: "2", Max: 3,
		Hint: "2 for euros and dollars, 0 for yen. It cannot change once there are prices, for they would all mean something else."},
	{Key: "workdays", Group: CompanySettings, Label: "Working days", Kind: WeekdaysSetting, Default: "1,2,3,4,5", Replans: true,
		Hint: "Dock, pick and lead times count these days only, and new promises fall on them. Promises that customers have stay; a line whose promise cannot be kept then is shown as at risk."},
	{Key: "carrier_cutoff", Group: CompanySettings, Label: "Carrier cut-off", Kind: ClockSetting, Optional: true,
		Hint: "What is ready after this time of day leaves with the carrier on the next working day. Empty: the carrier waits for us."},
	{Key: "carrier_days", Group: CompanySettings, Label: "Days the carrier works", Kind: WeekdaysSetting, Default: "1,2,3,4,5", Replans: true,
		Hint: "Parcels leave and arrive on these days only. New promises of orders by carrier move to the next of them."},

	{Key: "dock_days", Group: PromiseSettings, Label: "Dock to stock", Kind: WholeSetting, Default: "0", Max: 30, Unit: "working days", Replans: true,
		Hint: "From the arrival of goods until they can be picked. Lines that wait for inbound goods are promised so much later."},
	{Key: "pick_days", Group: PromiseSettings, Label: "Pick and pack", Kind: WholeSetting, Default: "0", Max: 30, Unit: "working days", Replans: true,
		Hint: "From stock on the shelf until it can leave. Every new promise is so much later; lines in stock as well."},
	{Key: "transit_days", Group: PromiseSettings, Label: "Carrier to the site", Kind: WholeSetting, Default: "0", Max: 30, Unit: "carrier's days", Replans: true,
		Hint: "From our dock to the customer's door. New promises of orders by carrier are so much later; those by own truck and those fetched here do not change."},
	{Key: "pickup_days", Group: PromiseSettings, Label: "Held at the counter", Kind: WholeSetting, Default: "5", Max: 60, Unit: "working days",
		Hint: "How long what a customer fetches stays in its bay, from the day it is ready. Customers are told the last day."},
	{Key: "horizon_days", Group: PromiseSettings, Label: "Horizon", Kind: WholeSetting, Default: "5", Max: 365, Unit: "working days", Replans: true,
		Hint: "An order wanted later than its lead time and these days takes no stock on hand: it is planned on inbound goods. A shorter horizon leaves more for lines that are wanted now."},
	{Key: "near_days", Group: PromiseSettings, Label: "A must-ship date is near", Kind: WholeSetting, Default: "3", Max: 60, Unit: "days", Replans: true,
		Hint: "A must-ship-by line goes before all others so many days before its date."},
	{Key: "sticky_days", Group: PromiseSettings, Label: "An earlier date must gain", Kind: WholeSetting, Default: "5", Max: 365, Unit: "days", Replans: true,
		Hint: "A promise that can be kept is only replaced by one that is earlier by so many days. Fewer days mean better dates sooner, and more changes for customers to read."},
	{Key: "unconfirmed_days", Group: PromiseSettings, Label: "An unconfirmed date is a risk after", Kind: WholeSetting, Default: "7", Max: 365, Unit: "days", Replans: true,
		Hint: "Lines that wait for a purchase order whose date nobody confirmed for so long are shown as at risk, for purchasing to ask."},

	{Key: "stock_difference", Group: LimitSettings, Label: "A count waits above", Kind: WholeSetting, Default: "0", Max: 100, Unit: "percent of the book",
		Hint: "A count or a stock file that differs from the book by more waits on the reconcile page for a person. 0: only counts that would take allocated stock wait."},

	{Key: "rush_limit", Group: LimitSettings, Label: "A rush needs an approval above", Kind: WholeSetting, Default: "1000", Max: 100_000_000, Unit: "in the company's currency",
		Hint: "Orders worth more go before others only once somebody who may approve it has. Rushes that wait stay where they are in the queue."},

	{Key: "second_factor", Group: LogInSettings, Label: "Second factor", Kind: ChoiceSetting, Default: SecondOffered, Options: secondOptions,
		Hint: "Who must show a code of an app beside the password. Those who have none set it up with their next click, before they go on."},

	{Key: "demo", Group: InternalSettings, Label: "Demo data", Kind: SwitchSetting, Default: "0"},
}

var secondOptions = []Option{{Value: SecondOffered, Text: "Offered to everybody"}, {Value: SecondManagers, Text: "Managers and administrators must"}, {Value: SecondEveryone, Text: "Everybody must"}}

var zoneOptions = plainOptions("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Paris", "Europe/Berlin", "Europe/Amsterdam", "Europe/Brussels",
	"Europe/Madrid", "Europe/Rome", "Europe/Vienna", "Europe/Zurich", "Europe/Prague", "Europe/Warsaw", "Europe/Stockholm", "Europe/Helsinki",
	"Europe/Athens", "Europe/Istanbul", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
	"America/Toronto", "America/Vancouver", "America/Mexico_City", "America/Sao_Paulo", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata",
	"Asia/Singapore", "Asia/Hong_Kong", "Asia/Tokyo", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "UTC")

var currencyOptions = plainOptions("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "ZAR", "INR", "SGD", "JPY", "MXN", "BRL")

var localeOptions = []Option{
	{Value: "en-GB", Text: "English (United Kingdom): 4 Dec 2026, 1,250.50"},
	{Value: "en-US", Text: "English (United States): Dec 4, 2026, 1,250.50"},
	{Value: "de-DE", Text: "German (Germany): 04.12.2026, 1.250,50"},
	{Value: "de-CH", Text: "German (Switzerland): 04.12.2026, 1’250.50"},
	{Value: "fr-FR", Text: "French (France): 04/12/2026, 1 250,50"},
	{Value: "es-ES", Text: "Spanish (Spain): 04/12/2026, 1.250,50"},
	{Value: "it-IT", Text: "Italian (Italy): 04/12/2026, 1.250,50"},
	{Value: "nl-NL", Text: "Dutch (Netherlands): 04-12-2026, 1.250,50"},
	{Value: "sv-SE", Text: "Swedish (Sweden): 2026-12-04, 1 250,50"},
}

// LocaleOptions are the forms of dates and numbers to choose from.
func LocaleOptions() []Option { return localeOptions }

func plainOptions(values ...string) []Option {
	out := make([]Option, len(values))
	for i, v := range values {
		out[i] = Option{Value: v, Text: v}
	}
	return out
}

// AllSettings lists every setting in the order of the pages.
func AllSettings() []Setting { return settings }

// SettingsOf lists the settings of one page.
func SettingsOf(g SettingGroup) []Setting {
	var out []Setting
	for _, s := range settings {
		if s.Group == g {
			out = append(out, s)
		}
	}
	return out
}

// SettingByKey finds a setting; false when there is none.
func SettingByKey(key string) (Setting, bool) {
	for _, s := range settings {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}

// Clean gives the value as it is kept: trimmed, a clock time or a currency as
// they are written everywhere, weekdays in order.
func (s Setting) Clean(value string) string {
	value = strings.TrimSpace(value)
	switch s.Kind {
	case CurrencySetting:
		return strings.ToUpper(value)
	case ClockSetting:
		if t, err := time.Parse("15:04", strings.Replace(value, ".", ":", 1)); err == nil {
			return t.Format("15:04")
		}
	case WholeSetting:
		if n, err := strconv.Atoi(value); err == nil {
			return strconv.Itoa(n)
		}
	case WeekdaysSetting:
		days := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		slices.Sort(days)
		return strings.Join(slices.Compact(days), ",")
	}
	return value
}

// Check says what is wrong with a cleaned value, for the person typing; "" when
// nothing is.
func (s Setting) Check(value string) string {
	if value == "" && s.Optional {
		return ""
	}
	switch s.Kind {
	case TextSetting:
		return checkText(value)
	case WholeSetting:
		n, err := strconv.Atoi(value)
		if err != nil || n < s.Min || n > s.Max {
			return "Enter a whole number from " + strconv.Itoa(s.Min) + " to " + strconv.Itoa(s.Max) + "."
		}
	case ChoiceSetting:
		if !slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == value }) {
			return "Choose one of the list."
		}
	case SwitchSetting:
		if value != "0" && value != "1" {
			return "Choose yes or no."
		}
	case WeekdaysSetting:
		if days, ok := ParseWeekdays(value); !ok || len(days) == 0 {
			return "Choose at least one day of the week."
		}
	case ClockSetting:
		if _, err := time.Parse("15:04", value); err != nil {
			return "Enter a time of day such as 15:00."
		}
	case ZoneSetting:
		if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
			return "Enter a time zone such as Europe/Berlin."
		}
	case CurrencySetting:
		if len(value) != 3 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return "Enter the three letters of a currency, such as EUR."
		}
	}
	return ""
}

func checkText(value string) string {
	switch {
	case value == "":
		return "Enter a text."
	case len([]rune(value)) > maxSettingText:
		return "Enter at most " + strconv.Itoa(maxSettingText) + " characters."
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "Enter one line of text."
	}
	return ""
}

// ParseWeekdays reads "1,2,3,4,5"; false when something in it is no weekday.
func ParseWeekdays(value string) (days []time.Weekday, ok bool) {
	for w := range strings.SplitSeq(value, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(w))
		if err != nil || n < 0 || n > 6 {
			return nil, false
		}
		days = append(days, time.Weekday(n))
	}
	return days, true
}

// Words says a value as people read it: "on", "Mon, Tue", "3 working days".
func (s Setting) Words(value string) string {
	switch s.Kind {
	case SwitchSetting:
		if value == "1" {
			return "yes"
		}
		return "no"
	case ChoiceSetting:
		for _, o := range s.Options {
			if o.Value == value {
				return o.Text
			}
		}
	case WeekdaysSetting:
		days, _ := ParseWeekdays(value)
		names := make([]string, len(days))
		for i, d := range days {
			names[i] = d.String()[:3]
		}
		return strings.Join(names, ", ")
	case WholeSetting:
		unit := s.Unit
		if value == "1" {
			unit = strings.TrimSuffix(unit, "s")
		}
		return strings.TrimSpace(value + " " + unit)
	}
	if value == "" {
		return "none"
	}
	return value
}

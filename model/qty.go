package model

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Qty is a quantity in thousandths of a product's stock unit: 12.5 m2 is 12500.
// Sums stay exact; there is no float near it.
type Qty int64

// MaxQty bounds what people and files may enter (10^9 units), so that sums of
// millions of lines cannot overflow.
const MaxQty = Qty(1_000_000_000 * 1000)

// Units makes a Qty of whole units.
func Units(n int64) Qty { return Qty(n * 1000) }

// String prints the shortest exact decimal: "12.5", "3", "-0.25".
func (q Qty) String() string { return decimalString(int64(q), 3) }

// ParseQty reads a decimal with a dot: at most decimals places (0-3) and at
// most MaxQty. The error is a sentence for the person who typed it.
func ParseQty(s string, decimals int) (Qty, error) {
	n, err := parseDecimal(s, decimals)
	if err != nil {
		return 0, err
	}
	for range 3 - decimals {
		n *= 10
	}
	if Qty(n) > MaxQty || Qty(n) < -MaxQty {
		return 0, errors.New("is larger than 1,000,000,000")
	}
	return Qty(n), nil
}

// Fits tells whether q has no more than decimals places (0-3).
func (q Qty) Fits(decimals int) bool { return int64(q)%pow10(3-decimals) == 0 }

// RoundDown gives the largest multiple of pack not above q; pack 0 means any.
func (q Qty) RoundDown(pack Qty) Qty {
	if pack <= 0 {
		return q
	}
	return q - q%pack
}

// RoundUp gives the smallest multiple of pack not below q; pack 0 means any.
func (q Qty) RoundUp(pack Qty) Qty {
	if pack <= 0 || q%pack == 0 {
		return q
	}
	return q - q%pack + pack
}

// Money is an amount in minor units of the installation's one currency.
type Money int64

// MaxMoney bounds what may be entered (10^12 minor units).
const MaxMoney = Money(1_000_000_000_000)

// ParseMoney reads a decimal amount; digits after the currency's decimals are
// rounded half away from zero, as files carry prices such as 9.80000019.
func ParseMoney(s string, decimals int) (Money, error) {
	whole, frac, _ := strings.Cut(s, ".")
	up := false
	if len(frac) > decimals {
		if !allDigits(frac) {
			return 0, fmt.Errorf("%q is not a number", s)
		}
		up = frac[decimals] >= '5'
		s = whole + "." + frac[:decimals]
	}
	n, err := parseDecimal(s, decimals)
	if err != nil {
		return 0, err
	}
	if up {
		if strings.HasPrefix(s, "-") {
			n--
		} else {
			n++
		}
	}
	if Money(n) > MaxMoney || Money(n) < -MaxMoney {
		return 0, errors.New("is larger than an amount may be")
	}
	return Money(n), nil
}

// Decimal prints the amount with exactly the currency's decimals: "12.50".
func (m Money) Decimal(decimals int) string {
	sign, n := "", int64(m)
	if n < 0 {
		sign, n = "-", -n
	}
	if decimals == 0 {
		return fmt.Sprintf("%s%d", sign, n)
	}
	unit := pow10(decimals)
	return fmt.Sprintf("%s%d.%0*d", sign, n/unit, decimals, n%unit)
}

// Value is the price of q units, rounded half away from zero to the minor unit.
func (m Money) Value(q Qty) Money {
	if q != 0 && (int64(m) > math.MaxInt64/2/absInt(int64(q)) || int64(m) < -math.MaxInt64/2/absInt(int64(q))) {
		return Money(int64(q) / 1000 * int64(m)) // beyond any real order; whole units keep it in range
	}
	n := int64(m) * int64(q)
	if n < 0 {
		return Money((n - 500) / 1000)
	}
	return Money((n + 500) / 1000)
}

func absInt(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// parseDecimal reads sign, digits, dot, at most places digits, as an integer
// scaled by 10^places.
func parseDecimal(s string, places int) (int64, error) {
	t := strings.TrimSpace(s)
	body := strings.TrimPrefix(strings.TrimPrefix(t, "-"), "+")
	whole, frac, _ := strings.Cut(body, ".")
	if whole == "" && frac == "" || !allDigits(whole) || !allDigits(frac) || len(t)-len(body) > 1 {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > places {
		if places == 0 {
			return 0, fmt.Errorf("%q has decimals; whole numbers only", s)
		}
		return 0, fmt.Errorf("%q has more than %d decimals", s, places)
	}
	if len(strings.TrimLeft(whole, "0")) > 13 {
		return 0, fmt.Errorf("%q is too large", s)
	}
	var n int64
	for _, r := range whole + frac {
		n = n*10 + int64(r-'0')
	}
	n *= pow10(places - len(frac))
	if strings.HasPrefix(t, "-") {
		n = -n
	}
	return n, nil
}

func decimalString(n int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	unit := pow10(places)
	if n%unit == 0 {
		return fmt.Sprintf("%s%d", sign, n/unit)
	}
	frac := strings.TrimRight(fmt.Sprintf("%0*d", places, n%unit), "0")
	return fmt.Sprintf("%s%d.%s", sign, n/unit, frac)
}

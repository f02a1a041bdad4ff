// Package partners answers what customers and suppliers look like.
package partners

import (
	"context"

	"slices"
	"strconv"
	"strings"

	"backfill/views/words"
)

// join lists what is known.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func version(n int) string { return strconv.Itoa(n) }

// heldWords says whom a credit hold touches, before it is set.
func heldWords(ctx context.Context, lines int) string {
	if lines == 0 {
		return "Nothing of it is open. New orders will wait."
	}
	return words.Plural(ctx, lines, "open line keeps", "open lines keep") + " what they have and their places, take nothing more and ship nothing."
}

func releasedWords(ctx context.Context, lines int) string {
	if lines == 0 {
		return "Nothing of it is open. New orders are served again."
	}
	return words.Plural(ctx, lines, "open line goes", "open lines go") + " on; free stock is offered at once."
}

func retiredWords(ctx context.Context, orders int) string {
	text := "No new order is taken from it."
	if orders > 0 {
		text += " " + words.Plural(ctx, orders, "open order is", "open orders are") + " still served."
	}
	return text + " It can be brought back."
}

func orDash(text string) string { return orElse(text, "–") }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// shipments words the number of shipments an order may have.
func shipments(n int) string {
	if n == 0 {
		return ""
	}
	return ": " + strconv.Itoa(n)
}

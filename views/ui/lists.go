package ui

import "context"

func (t TabData) count(ctx context.Context) string {
	if t.Many {
		return Count(ctx, t.Count) + "+"
	}
	return Count(ctx, t.Count)
}

// Words says which part of how many is shown: "1–50 of 312 lines".
func (p PagerData) Words(ctx context.Context) string {
	if p.Of == 0 {
		return "0 " + p.Noun
	}
	plus := ""
	if p.Many {
		plus = "+"
	}
	return Count(ctx, p.From) + "–" + Count(ctx, p.To) + " of " + Count(ctx, p.Of) + plus + " " + p.Noun
}

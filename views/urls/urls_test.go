package urls

import "testing"

func TestAddressesEscapeWhatTheyCarry(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{Order("SO/1 ?"), "/orders/SO%2F1%20%3F"},
		{Product("A#1"), "/products/A%231"},
		{ReceivePO("PO-7"), "/receiving/PO-7"},
		{PO("../x"), "/pos/..%2Fx"},
		{Line(12), "/lines/12"},
		{Backorders(""), "/backorders"},
		{Backorders("view=late&q=a"), "/backorders?view=late&q=a"},
		{Login(""), "/login"},
		{Login("/"), "/login"},
		{Login("/orders?q=a&b"), "/login?next=%2Forders%3Fq%3Da%26b"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

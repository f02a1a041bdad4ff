package model

// Logo is what a page needs to show the company's logo; the zero Logo is none.
type Logo struct {
	SHA256        string // of the picture, for its address
	Width, Height int
}

package handlers

import (
	"net/http"
	"testing"

	"backfill/views/gallery"
)

func TestGalleryIsForDevelopmentOnly(t *testing.T) {
	dev := newDesk(t, func(c *Config) { c.Dev = true }).anonymous()
	paths := []string{"/dev/gallery"}
	for _, s := range gallery.Samples() {
		paths = append(paths, "/dev/gallery/"+s.Name)
	}
	for _, p := range paths {
		if got := dev.get(p).status; got != http.StatusOK {
			t.Errorf("GET %s in development: %d, want 200", p, got)
		}
	}
	if got := dev.get("/dev/gallery/unheard-of").status; got != http.StatusNotFound {
		t.Errorf("an unknown sample: %d, want 404", got)
	}
	if got := newDesk(t).anonymous().get("/dev/gallery").status; got != http.StatusNotFound {
		t.Errorf("GET /dev/gallery outside development: %d, want 404", got)
	}
}

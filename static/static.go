// Package static answers which files the browser fetches as they are, and under
// which names: each name carries a hash of the content, so a browser may keep
// the file for ever and never shows an old one.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed *
var files embed.FS

// types are the kinds of files that are served; anything else beside them is not.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon", ".webmanifest": "application/manifest+json",
}

// Prefix is where the files are.
const Prefix = "/static/"

// Files serves the embedded files by their hashed names, and by their plain
// names without lasting caching.
type Files struct {
	hashed map[string]string // plain name to hashed name
	served map[string]*file  // either name
}

type file struct {
	kind, tag    string
	plain, small []byte // small is gzip, nil where it saves nothing
	forever      bool
}

// Open reads the embedded files.
func Open() (*Files, error) { return read(files) }

func read(from fs.FS) (*Files, error) {
	f := &Files{hashed: map[string]string{}, served: map[string]*file{}}
	return f, fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		kind, ok := types[path.Ext(name)]
		if err != nil || d.IsDir() || !ok {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".css" {
			body = remarks.ReplaceAll(body, nil)
		}
		return f.add(name, kind, body)
	})
}

// remarks are a style sheet's comments: for who changes it, not for who loads it.
var remarks = regexp.MustCompile(`(?s)/\*.*?\*/\s*`)

func (f *Files) add(name, kind string, body []byte) error {
	if _, _, err := mime.ParseMediaType(kind); err != nil {
		return fmt.Errorf("static %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:6])
	small, err := squeeze(body)
	if err != nil {
		return err
	}
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hash + ext
	f.hashed[name] = hashed
	f.served[hashed] = &file{kind: kind, tag: hash, plain: body, small: small, forever: true}
	f.served[name] = &file{kind: kind, tag: hash, plain: body, small: small}
	return nil
}

func squeeze(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(body) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// URL gives the address of a file by its plain name.
func (f *Files) URL(name string) string {
	if hashed, ok := f.hashed[name]; ok {
		return Prefix + hashed
	}
	return Prefix + name
}

// ServeHTTP answers GET and HEAD for one file.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got, ok := f.served[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", got.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if got.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, tag := got.plain, `"`+got.tag+`"`
	if got.small != nil && acceptsGzip(r) {
		body, tag = got.small, `"`+got.tag+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Type")
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// acceptsGzip reads Accept-Encoding; "gzip;q=0" is a no.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

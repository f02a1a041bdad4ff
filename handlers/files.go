package handlers

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"backfill/model"
)

// slowUpload is how long a file may take to arrive, on a slow line too.
const slowUpload = 3 * time.Minute

// takeFiles reads a form that carries files, all of it in memory: the body is
// bounded. The server's limits are for small forms, so a file gets its own.
func takeFiles(c Ctx) error {
	conn := http.NewResponseController(c.Response())
	if err := errors.Join(conn.SetReadDeadline(time.Time{}), conn.SetWriteDeadline(time.Time{})); err != nil {
		return err
	}
	late := time.AfterFunc(slowUpload, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
	defer late.Stop()
	err := c.Request().ParseMultipartForm(maxBody + model.MaxUpload)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return model.Problems{"file": "The file did not arrive whole. Send it again."}
	}
	return err
}

// fileSent is the named file of a form, with its name; nothing when none was
// chosen.
func fileSent(c Ctx, field string) (name string, content []byte, err error) {
	form := c.Request().MultipartForm
	if form == nil || len(form.File[field]) == 0 {
		return "", nil, nil
	}
	head := form.File[field][0]
	f, err := head.Open()
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	content, err = io.ReadAll(io.LimitReader(f, model.MaxUpload+1))
	return head.Filename, content, err
}

// filesSent is a fingerprint of the files of a form, so that the same form with
// another file is another request.
func filesSent(c Ctx) string {
	form := c.Request().MultipartForm
	if form == nil {
		return ""
	}
	var parts []string
	for field, heads := range form.File {
		for _, h := range heads {
			sum := sha256.New()
			if f, err := h.Open(); err == nil {
				io.Copy(sum, f) // in memory: it cannot fail
				f.Close()
			}
			parts = append(parts, fmt.Sprintf("%s %s %x", field, h.Filename, sum.Sum(nil)))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n")
}

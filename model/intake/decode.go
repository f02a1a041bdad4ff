package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings, by the names of the map and of the report.
const (
	utf8Name    = "utf-8"
	utf16LE     = "utf-16le"
	utf16BE     = "utf-16be"
	windowsName = "windows-1252"
)

var bom = []byte{0xef, 0xbb, 0xbf}

// bytesSeen is what one pass over the whole file tells about its bytes.
type bytesSeen struct {
	size     int64
	sha256   string
	encoding string
}

// survey reads every byte once: the fingerprint, the size and the encoding. A
// file over limit, with a zero byte, or in no known encoding is refused.
func survey(r io.Reader, limit int64, stated string) (bytesSeen, error) {
	sum := sha256.New()
	var (
		size       int64
		head, rest []byte // rest: an unfinished rune
		valid      = true
		undefined  bool
		zeros      int
	)
	buf := make([]byte, 256<<10)
	for {
		n, err := io.ReadFull(r, buf)
		chunk := buf[:n]
		sum.Write(chunk)
		if size += int64(n); size > limit {
			return bytesSeen{}, fmt.Errorf("the file is larger than %d MiB", limit>>20)
		}
		if len(head) == 0 {
			head = bytes.Clone(chunk[:min(n, 1024)])
		}
		zeros += bytes.Count(chunk, []byte{0})
		undefined = undefined || hasUndefined(chunk)
		if valid {
			valid, rest = validChunk(append(rest, chunk...))
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return bytesSeen{}, err
		}
	}
	seen := bytesSeen{size: size, sha256: hex.EncodeToString(sum.Sum(nil))}
	var err error
	seen.encoding, err = encodingOf(head, stated, valid && len(rest) == 0, undefined, zeros > 0)
	return seen, err
}

// hasUndefined tells whether there is a byte that Windows-1252 does not have.
func hasUndefined(b []byte) bool {
	for _, c := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} {
		if bytes.IndexByte(b, c) >= 0 {
			return true
		}
	}
	return false
}

// validChunk tells whether b is UTF-8 but for a rune cut off at its end.
func validChunk(b []byte) (ok bool, rest []byte) {
	cut := len(b)
	for i := 1; i <= min(3, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				cut = len(b) - i
			}
			break
		}
	}
	return utf8.Valid(b[:cut]), bytes.Clone(b[cut:])
}

func encodingOf(head []byte, stated string, valid, undefined, zeros bool) (string, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16LE, nil
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16BE, nil
	case stated != "":
		return statedEncoding(stated)
	case zeros && sides(head, 1):
		return utf16LE, nil
	case zeros && sides(head, 0):
		return utf16BE, nil
	case zeros:
		return "", errors.New("this is not a text file: it has zero bytes")
	case valid:
		return utf8Name, nil
	case undefined:
		return "", errors.New("the text is neither UTF-8, UTF-16 nor Windows-1252")
	}
	return windowsName, nil
}

func statedEncoding(name string) (string, error) {
	name = strings.ToLower(name)
	switch name {
	case utf8Name, utf16LE, utf16BE, windowsName:
		return name, nil
	}
	return "", fmt.Errorf("encoding %q is not known; known: utf-8, utf-16le, utf-16be, windows-1252", name)
}

// sides tells whether most bytes on the odd (1) or even (0) places are zero.
func sides(head []byte, odd int) bool {
	zero, all := 0, 0
	for i := odd; i < len(head); i += 2 {
		all++
		if head[i] == 0 {
			zero++
		}
	}
	return all > 0 && zero*2 > all
}

// decoded reads r as UTF-8, without a byte-order mark.
func decoded(r io.Reader, encoding string) (io.Reader, error) {
	switch encoding {
	case utf16LE:
		r = transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case utf16BE:
		r = transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case windowsName:
		return transform.NewReader(r, charmap.Windows1252.NewDecoder()), nil
	}
	head := make([]byte, len(bom))
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head[:n], bom)), r), nil
}
